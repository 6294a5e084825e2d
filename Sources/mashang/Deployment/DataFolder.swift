import Codes
import Foundation
import Matters

/// `--data DIR`: `mashang.yaml`, `keys/` (0600), `mashang.sqlite`, and while a server runs `mashang.sock` and the lock.
struct DataFolder: Sendable {
    let path: String

    init(_ path: String) { self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false) }

    var settingsFile: String { path.appending("/mashang.yaml") }
    var database: String { path.appending("/mashang.sqlite") }
    var socket: String { path.appending("/mashang.sock") }
    /// Where a backup is put together before it takes the database's place.
    var restoring: String { database.appending(".restoring") }
    /// A restore moved the old database away and was stopped before it could put the new one in its place. To start
    /// now would begin an empty ledger.
    var isHalfRestored: Bool {
        !FileManager.default.fileExists(atPath: database) && FileManager.default.fileExists(atPath: restoring)
    }
    private var keysFolder: String { path.appending("/keys") }
    private var nodeFile: String { path.appending("/node") }
    private var lockFile: String { path.appending("/mashang.lock") }

    /// What only the service's own user may read.
    var privatePaths: [String] { [path, keysFolder, database] }

    /// Only a folder that `mashang demo` or `mashang simulate` made carries this mark: nobody may take it for a real
    /// one, and no other may be given printed passwords.
    private var demoMark: String { path.appending("/demo") }
    var isDemo: Bool { FileManager.default.fileExists(atPath: demoMark) }
    func markAsDemo() throws { try PrivateFile.write([], to: demoMark) }

    /// Whether somebody made a deployment here, be it damaged or another user's.
    var exists: Bool { isThere(keysFolder) || isThere(database) }

    private func isThere(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    /// From now on this process makes files that only their owner may read: database, log of it, socket.
    static func keepPrivate() { umask(0o077) }

    /// Creates the folder and its keys unless they are there; only its owner may read it.
    /// - Throws: `FileFault`; `DeploymentKeys.Failure` where there is a database whose keys are gone.
    func create(random: [UInt8]) throws {
        Self.keepPrivate()
        try PrivateFile.makeFolder(path)
        let found = try keyFiles()
        if !found.isEmpty || isThere(database) {
            // Some are lost: only a person can bring them back.
            _ = try DeploymentKeys(files: found)
            return
        }
        guard let keys = DeploymentKeys(random: random) else { throw CocoaError(.featureUnsupported) }
        // All of them or none: a crash leaves no half that would have to be told from a loss.
        try PrivateFile.makeFolder(keysFolder + ".new")
        for (name, bytes) in keys.files { try PrivateFile.write(bytes, to: "\(keysFolder).new/\(name)") }
        let epochs = SealEpochs.beginning(on: ChinaTime.date(of: Clock.system.now()))
        try PrivateFile.write(epochs, to: "\(keysFolder).new/\(SealEpochs.fileName)")
        try PrivateFile.rename(keysFolder + ".new", to: keysFolder)
    }

    func keys() throws -> DeploymentKeys { try DeploymentKeys(files: keyFiles()) }

    func settingsText() throws -> String {
        String(decoding: try PrivateFile.read(settingsFile) ?? [], as: UTF8.self)
    }

    func writeSettings(_ text: String) throws {
        guard !isThere(settingsFile) else { return }
        try PrivateFile.write(Array(text.utf8), to: settingsFile)
    }

    /// This node's name among those that share a database, made when it is first asked for.
    func node(random: Random) throws -> String {
        if let known = try PrivateFile.read(nodeFile), !known.isEmpty { return String(decoding: known, as: UTF8.self) }
        let name = random.bytes(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        try PrivateFile.write(Array(name.utf8), to: nodeFile)
        return name
    }

    /// Takes the folder for this process.
    /// - Returns: `nil` if another process has it. The lock ends with the process.
    func lock() throws -> FolderLock? {
        let descriptor = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(lockFile) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return FolderLock(descriptor: descriptor)
    }

    private static let copyPrefix = "mashang.sqlite.copy-"

    /// A name for a copy of the database on its way out.
    func freshCopy(_ random: Random) -> String { "\(path)/\(Self.copyPrefix)\(random.number())" }

    /// Removes copies whose maker was killed. The caller holds the lock, so nobody makes one now.
    func removeLostCopies() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasPrefix(Self.copyPrefix) {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    private func keyFiles() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in DeploymentKeys.fileNames { files[name] = try PrivateFile.read("\(keysFolder)/\(name)") }
        return files
    }
}

/// Holds a data folder for as long as the process lives.
final class FolderLock: Sendable {
    private let descriptor: Int32
    init(descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }
}
