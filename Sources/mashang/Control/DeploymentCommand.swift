import ArgumentParser
import Foundation

struct DataOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "The deployment's folder.", completion: .directory)
    var path: String

    var folder: DataFolder { DataFolder(path) }
}

/// A command on a deployment. Without a server it opens the folder itself; beside a running server, which alone may
/// touch the database, it is sent through the control socket and carried out there.
protocol DeploymentCommand: AsyncParsableCommand {
    var data: DataOption { get }
    /// Reads what the command needs from the caller's disk or standard input.
    func prepare() throws -> Data
    /// The work, wherever it runs.
    func perform(on deployment: Deployment, input: Data, console: Console) async throws
    /// What to do with the result beside the caller; printing it, unless said otherwise.
    func conclude(_ output: Data) throws
}

extension DeploymentCommand {
    func prepare() throws -> Data { Data() }

    func conclude(_ output: Data) throws { Terminal.output(output) }

    func run() async throws {
        let input = try prepare()
        let transcript: Transcript
        if let lock = try lockIfPossible() {
            let console = Console()
            try await perform(on: Deployment.open(data.folder), input: input, console: console)
            transcript = console.transcript
            withExtendedLifetime(lock) {}
        } else {
            transcript = try await ControlClient(socket: data.folder.socket)
                .send(ControlRequest(arguments: Array(CommandLine.arguments.dropFirst()), input: input))
        }
        Terminal.note(transcript.notes)
        if transcript.status == 0 || !transcript.output.isEmpty { try conclude(transcript.output) }
        guard transcript.status == 0 else { throw ExitCode(transcript.status) }
    }

    private func lockIfPossible() throws -> FolderLock? {
        guard data.folder.exists else { throw DeploymentFault.notInitialised(data.folder.path) }
        return try data.folder.lock()
    }
}
