import ArgumentParser
import AsyncHTTPClient
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// What goes over `DIR/mashang.sock`: the command line as typed, and what was read beside the caller. What comes back
/// is one `ConsoleFrame` a line, as the command goes on.
struct ControlRequest: Sendable, Codable {
    var arguments: [String]
    var input: Data

    static let path = "/command"
    /// Largest request, in bytes: a county's grid folder in JSON.
    static let bytes = 512 * 1024 * 1024
    /// How often a command that has nothing to say shows that it is alive.
    static let beat = Duration.seconds(5)
    /// After how long a silence the server is taken for dead, in seconds: six beats.
    static let silence = TimeAmount.seconds(30)
}

/// The server's side: whoever may write to the socket (0600, in a 0700 folder) is the deployment's owner.
enum ControlServer {
    static func router(_ deployment: Deployment) -> Router<BasicRequestContext> {
        router { asked, console in
            guard let command = try Mashang.parseAsRoot(asked.arguments) as? any DeploymentCommand else {
                console.note("This command cannot run beside a server.")
                return console.end(with: ExitStatus.unavailable)
            }
            try await command.perform(on: deployment, input: asked.input, console: console)
            try await deployment.grid.refresh()
        }
    }

    /// - Parameter carryOut: does what was asked for; cancelled when the caller is gone.
    static func router(
        beat: Duration = ControlRequest.beat,
        carryOut: @escaping @Sendable (ControlRequest, Console) async throws -> Void
    ) -> Router<BasicRequestContext> {
        let router = Router()
        router.post("command") { request, _ -> Response in
            let body = ResponseBody { writer in
                try await request.body.consumeWithCancellationOnInboundClose { body in
                    func send(_ frame: ConsoleFrame) async throws {
                        let line = try JSONEncoder().encode(frame) + [UInt8(ascii: "\n")]
                        try await writer.write(ByteBuffer(bytes: line))
                    }
                    let bytes = Data(try await body.collect(upTo: ControlRequest.bytes).readableBytesView)
                    let status = try await Console.run(
                        { console in
                            async let _: Void = keepBeating(console, every: beat)
                            await tellErrors(to: console) {
                                try await carryOut(JSONDecoder().decode(ControlRequest.self, from: bytes), console)
                            }
                        }, receive: send)
                    try await send(.end(status: status))
                }
                try await writer.finish(nil)
            }
            return Response(status: .ok, headers: [.contentType: "application/x-ndjson"], body: body)
        }
        return router
    }

    private static func keepBeating(_ console: Console, every beat: Duration) async {
        while !Task.isCancelled {
            console.beat()
            // Its only error is that the command is done.
            try? await Task.sleep(for: beat)
        }
    }

    private static func tellErrors(to console: Console, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
            // Nobody reads this if it was the caller who went away.
            console.note("The server is stopping. Run the command again.")
            console.end(with: ExitStatus.tryAgain)
        } catch {
            console.note("Error: \(Mashang.message(for: error))")
            console.end(with: ExitStatus.of(error))
        }
    }
}

/// The caller's side.
struct ControlClient {
    let socket: String
    var silence = ControlRequest.silence

    /// Has the server carry a command out, and hands on what it says as it comes.
    /// - Returns: the exit code.
    /// - Throws: `DeploymentFault.noAnswer`, also after a silence; `DeploymentFault.cutOff`; or what `receive` throws,
    ///   which cancels the command.
    func send(_ request: ControlRequest, receive: (ConsoleFrame) async throws -> Void) async throws -> Int32 {
        guard let url = URL(httpURLWithSocketPath: socket, uri: ControlRequest.path) else {
            throw DeploymentFault.noAnswer(folder)
        }
        var post = HTTPClientRequest(url: url.absoluteString)
        post.method = .POST
        post.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(request)))
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(5), read: silence))
        // A socket that nobody answers will not be answered later either.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            let response = try await answered(orElse: .noAnswer(folder)) {
                try await client.execute(post, deadline: .distantFuture)
            }
            var lines = LineCutter()
            var chunks = response.body.makeAsyncIterator()
            while let chunk = try await answered(orElse: .cutOff, { try await chunks.next() }) {
                for line in lines.cut(chunk) {
                    let frame = try JSONDecoder().decode(ConsoleFrame.self, from: line)
                    if case .end(let status) = frame { return status }
                    try await receive(frame)
                }
            }
            throw DeploymentFault.cutOff
        }
    }

    private var folder: String { (socket as NSString).deletingLastPathComponent }

    /// Trouble with the line says nothing to the caller; what became of the server does.
    private func answered<Value>(
        orElse fault: DeploymentFault, _ body: () async throws -> Value
    ) async throws -> Value {
        do { return try await body() } catch let error as CancellationError {
            throw error
        } catch let error as HTTPClientError where error == .readTimeout {
            throw DeploymentFault.noAnswer(folder)
        } catch { throw fault }
    }
}

/// Cuts a stream of bytes into its lines.
private struct LineCutter {
    private var rest = ByteBuffer()

    mutating func cut(_ chunk: ByteBuffer) -> [Data] {
        // Only what is new is looked through: a line may come in many chunks.
        var searched = rest.writerIndex
        rest.writeImmutableBuffer(chunk)
        var lines: [Data] = []
        while let end = rest.viewBytes(at: searched, length: rest.writerIndex - searched)?
            .firstIndex(of: UInt8(ascii: "\n")), let line = rest.readSlice(length: end - rest.readerIndex)
        {
            lines.append(Data(line.readableBytesView))
            rest.moveReaderIndex(forwardBy: 1)
            searched = rest.readerIndex
        }
        rest.discardReadBytes()
        return lines
    }
}
