import ArgumentParser
import Foundation
import ServiceLifecycle
import Storage

struct BackupCommand: DeploymentCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the ledger of this moment into one file, beside a running server too.",
        discussion: """
            The file is a tar archive: the database, the settings, and a manifest that seals them with the deployment's
            keys. The keys themselves are not in it. mashang restore FILE checks every byte and puts it back.

            With --follow it runs on, and keeps a copy in a folder on another disk that lags by less than a second.
            """)

    @OptionGroup var data: DataOption
    @Option(help: "The file to write, - for standard output; with --follow the copy's folder.", completion: .file())
    var out: String
    @Flag(help: "Replace the file if it is there.") var force = false
    @Flag(help: "Keep a continuous copy beside a running server, until ended.") var follow = false
    @Option(name: .customLong("renew-after"), help: "With --follow: MiB of log after which a new base is made.")
    var renewAfter = 256

    func run() async throws {
        guard follow else { return try await carryOut() }
        guard data.folder.exists else { throw DeploymentFault.notInitialised(data.folder.path) }
        DataFolder.keepPrivate()
        try FileManager.default.createDirectory(
            atPath: out, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard let lock = try DataFolder(out).lock() else { throw BackupFault.copyInUse(folder: out) }
        defer { withExtendedLifetime(lock) {} }
        let folder = CopyFolder(path: DataFolder(out).path)
        let renewBytes = Int64(max(1, renewAfter)) * 1024 * 1024
        try await CopyFollower(data: data.folder, folder: folder, renewBytes: renewBytes).run()
    }

    func receiver() throws -> any OutputReceiver { try ArchiveReceiver(data.folder, out: out, replacing: force) }

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        do {
            if follow {
                try await keepSending(deployment, console)
            } else {
                try await StagedCopy(of: deployment, console: console).send(to: console)
            }
        } catch let fault as StorageFault {
            guard case .noFile = fault else { throw fault }
            console.note(fault.description)
            console.end(with: ExitStatus.unavailable)
        }
    }

    /// The copy, and beside it whatever commits, until the server stops. What commits does not wait for the copy.
    private func keepSending(_ deployment: Deployment, _ console: Console) async throws {
        let commits = CommitStream()
        defer { deployment.store.leave(commits) }
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await StagedCopy(of: deployment, following: commits, console: console).send(to: console)
                }
                group.addTask {
                    while let batch = try await commits.next() {
                        let word = CopyWord.commits(batch.bytes, waited: Int64(batch.age / .milliseconds(1)))
                        try await console.send(word.piece)
                    }
                }
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            commits.finish()
        }
    }
}
