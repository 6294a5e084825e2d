import ArgumentParser
import Foundation
import Storage

struct DataOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "The deployment's folder.", completion: .directory)
    var path: String

    var folder: DataFolder { DataFolder(path) }
}

/// A command on a deployment. Without a server it opens the folder itself; beside a running server, which alone may
/// touch the database, it is sent through the control socket and carried out there.
protocol DeploymentCommand: AsyncParsableCommand, Sendable {
    var data: DataOption { get }
    /// Reads what the command needs from the caller's disk or standard input.
    func prepare() throws -> Data
    /// The work, wherever it runs. It is cancelled when its caller goes away.
    func perform(on deployment: Deployment, input: Data, console: Console) async throws
    /// What takes the result beside the caller; printing it, unless said otherwise.
    func receiver() throws -> any OutputReceiver
}

/// Takes a command's result beside its caller, piece by piece as it comes.
protocol OutputReceiver {
    mutating func take(_ piece: Data) async throws
    /// The result is whole: the command ended with 0.
    mutating func finish() async throws
}

/// To standard output.
struct OutputPrinter: OutputReceiver {
    func take(_ piece: Data) { Terminal.output(piece) }
    func finish() {}
}

extension DeploymentCommand {
    func prepare() throws -> Data { Data() }

    func receiver() throws -> any OutputReceiver { OutputPrinter() }

    func run() async throws { try await carryOut() }

    /// Here, or in the server that has the folder.
    func carryOut() async throws {
        let input = try prepare()
        var receiver = try receiver()
        defer { Screen.terminal.close() }
        func receive(_ frame: ConsoleFrame) async throws {
            if case .output(let bytes) = frame { return try await receiver.take(bytes) }
            Screen.terminal.show(frame)
        }
        let status: Int32
        if let lock = try lockIfPossible() {
            status = try await Console.run(
                { try await perform(on: Deployment.open(data.folder), input: input, console: $0) }, receive: receive)
            withExtendedLifetime(lock) {}
        } else {
            let request = ControlRequest(arguments: Array(CommandLine.arguments.dropFirst()), input: input)
            status = try await ControlClient(socket: data.folder.socket).send(request, receive: receive)
        }
        guard status == 0 else { throw ExitCode(status) }
        try await receiver.finish()
    }

    private func lockIfPossible() throws -> FolderLock? {
        guard data.folder.exists else { throw DeploymentFault.notInitialised(data.folder.path) }
        return try data.folder.lock()
    }
}
