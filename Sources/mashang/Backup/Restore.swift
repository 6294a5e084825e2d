import Codes
import Crypto
import Foundation
import Matters
import Storage

/// Puts a backup in a folder's place. Everything is checked before the folder's own database is touched, and that one
/// is kept.
struct Restore {
    let folder: DataFolder
    let keys: DeploymentKeys
    let clock: Clock
    let random: Random

    /// Reads and checks the backup, and makes of it a database beside the folder's own: `mashang.sqlite.restoring`.
    /// - Parameter acceptingFaults: whether what the ledger's own check finds is only said.
    func prepare(_ backup: String, acceptingFaults: Bool = false) async throws -> Prepared {
        var isFolder: ObjCBool = false
        let generation =
            FileManager.default.fileExists(atPath: backup, isDirectory: &isFolder) && isFolder.boolValue
            ? try CopyFolder(path: backup).newestComplete() : nil
        let contents = try unpack(generation?.base ?? backup)
        guard contents.manifest.ledger == BackupManifest.Ledger(try inspect()) else {
            throw BackupFault.damaged("its database does not go as far as \(BackupManifest.name) says")
        }
        if let generation { try replay(generation, of: contents.manifest) }
        try await settle(contents.manifest, acceptingFaults)
        // Once more: what is checked now is what will be served. It also takes in what waits in the log.
        let ledger = BackupManifest.Ledger(try inspect())
        return Prepared(ledger: ledger, made: contents.manifest.made, settings: contents.settings)
    }

    /// Writes what the copy's log has into its base.
    private func replay(_ generation: CopyFolder.Generation, of manifest: BackupManifest) throws {
        guard let id = manifest.copy.flatMap(Hexadecimal.bytes) else {
            throw BackupFault.noCopy(folder: generation.path)
        }
        let replay = try Replay(folder.restoring)
        let (entries, leftOut) = try CopyLogReader(generation, id: id, seal: BackupSeal(keys)).read(replay.apply)
        try replay.finish()
        try PrivateFile.flush(folder.restoring)
        Screen.terminal.show(.note(text: "\(entries) entries of the copy's log were written into its base"))
        guard leftOut > 0 else { return }
        Screen.terminal.show(.note(text: "its last \(leftOut) bytes were not whole yet when the copy ended: left out"))
    }

    struct Prepared {
        let ledger: BackupManifest.Ledger
        /// When the backup was made, as its manifest says.
        let made: String
        let settings: Data?
    }

    /// Gives the prepared database its name.
    /// - Returns: where the old one is kept, if there was one.
    func putInPlace(_ prepared: Prepared) throws -> String? {
        let files = FileManager.default
        // Part of what was restored would be in there.
        let waiting = folder.restoring + "-wal"
        guard !files.fileExists(atPath: waiting) else { throw FileFault(waiting, code: EBUSY) }
        var kept: String?
        if files.fileExists(atPath: folder.database) {
            let name = "\(folder.database).before-restore-\(stamp)"
            // The database first: should this stop half-way, there is none, and no server starts on a part of one.
            for suffix in Self.suffixes where files.fileExists(atPath: folder.database + suffix) {
                try PrivateFile.rename(folder.database + suffix, to: name + suffix)
            }
            kept = name
        }
        do { try PrivateFile.rename(folder.restoring, to: folder.database) } catch {
            if let kept { for suffix in Self.suffixes { rename(kept + suffix, folder.database + suffix) } }
            throw error
        }
        if let settings = prepared.settings, !settings.isEmpty {
            try folder.writeSettings(String(decoding: settings, as: UTF8.self))
        }
        return kept
    }

    /// Removes what `prepare` made.
    func discard() {
        for suffix in Self.suffixes { unlink(folder.restoring + suffix) }
    }

    /// The database, what it has not taken in yet, and the index of that.
    private static let suffixes = ["", "-wal", "-shm"]

    private func unpack(_ backup: String) throws -> ArchiveReader.Contents {
        discard()
        let reader = try ArchiveReader(backup, seal: BackupSeal(keys))
        try DiskSpace.require(reader.size, beside: folder.restoring)
        let database = try WholeFile(folder.restoring, replacing: true)
        var progress = MegabyteProgress("reading", bytes: reader.size)
        let contents = try reader.read { bytes in
            try database.write(bytes)
            progress.add(bytes.count)
        }
        try database.finish()
        return contents
    }

    private func inspect() throws -> CopyExtent {
        Screen.terminal.show(.note(text: "checking the database"))
        switch try Store.inspect(folder.restoring) {
        case .success(let extent): return extent
        case .failure(let unsound): throw BackupFault.unsound(unsound.complaints)
        }
    }

    /// Brings the schema up to date, has the ledger checked, and closes every session.
    private func settle(_ manifest: BackupManifest, _ acceptingFaults: Bool) async throws {
        let store = try await Store.open(
            .sqlite(path: folder.restoring), creating: false,
            sealing: keys.key(for: .seal).withUnsafeBytes { [UInt8]($0) },
            node: folder.node(random: random), clock: clock, random: random, onTrouble: { _ in },
            onFatal: Deployment.stopAtOnce)
        do {
            do { try await LedgerCheck.run(store, keys) } catch let fault as BackupFault where acceptingFaults {
                Screen.terminal.show(.note(text: "\(fault)"))
            }
            try await store.settleAfterRestore(of: manifest.made, at: clock.now())
        } catch {
            try? store.close()
            throw error
        }
        try store.close()
    }

    /// `20261123T091205`
    private var stamp: String {
        ChinaTime.rfc3339(clock.now()).prefix(19).filter { $0 != "-" && $0 != ":" }
    }
}
