import ArgumentParser
import Foundation
import Matters

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Check a backup to its last byte and put it in place.",
        discussion: """
            The folder needs the deployment's keys first. A database that is there is kept beside the restored one. \
            Everybody signs in again.
            """)

    @Argument(help: "The file that mashang backup wrote, or the folder of its --follow.", completion: .file())
    var backup: String
    @OptionGroup var data: DataOption
    @Flag(help: "Put it in the place of the database that is there; that one is kept under another name.")
    var force = false
    @Flag(name: .customLong("accept-faults"), help: "Restore though the ledger's own check finds faults in it.")
    var acceptFaults = false
    @Flag(name: .customLong("dry-run"), help: "Check everything, change nothing.") var dryRun = false

    func run() async throws {
        let folder = data.folder
        guard folder.exists else { throw BackupFault.noKeys(folder: folder.path) }
        DataFolder.keepPrivate()
        let restore = Restore(folder: folder, keys: try folder.keys(), clock: .system, random: .system)
        guard let lock = try folder.lock() else { throw DeploymentFault.inUse(folder.path) }
        defer { withExtendedLifetime(lock) { restore.discard() } }
        guard force || dryRun || !FileManager.default.fileExists(atPath: folder.database) else {
            throw BackupFault.hasDatabase(folder: folder.path)
        }
        let prepared = try await restore.prepare(backup, acceptingFaults: acceptFaults)
        Terminal.output("\(backup) is whole and sound: \(prepared.ledger.text)")
        if dryRun { return Terminal.note("nothing was changed\n") }
        if let kept = try restore.putInPlace(prepared) { Terminal.note("the database that was there is \(kept)\n") }
        Terminal.output("\(folder.path) is restored \(prepared.ledger.text). Everybody signs in again.")
    }
}
