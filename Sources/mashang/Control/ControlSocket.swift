import ArgumentParser
import AsyncHTTPClient
import Foundation
import HTTPKit
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// What goes over `DIR/mashang.sock`: the command line as typed, and what was read beside the caller.
struct ControlRequest: Sendable, Codable {
    var arguments: [String]
    var input: Data

    static let path = "/command"
    /// Largest request, in bytes: a county's grid folder in JSON.
    static let bytes = 512 * 1024 * 1024
}

/// The server's side: whoever may write to the socket (0600, in a 0700 folder) is the deployment's owner.
enum ControlServer {
    static func router(_ deployment: Deployment) -> Router<BasicRequestContext> {
        let router = Router()
        router.post("command") { request, _ -> Response in
            let body = try await request.body.collect(upTo: ControlRequest.bytes)
            let asked = try JSONDecoder().decode(ControlRequest.self, from: Data(body.readableBytesView))
            let transcript = await carryOut(asked, on: deployment)
            let answer = try JSONEncoder().encode(transcript)
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: answer)))
        }
        return router
    }

    private static func carryOut(_ asked: ControlRequest, on deployment: Deployment) async -> Transcript {
        let console = Console()
        do {
            guard let command = try Mashang.parseAsRoot(asked.arguments) as? any DeploymentCommand else {
                return Transcript(notes: "This command cannot run beside a server.\n", status: ExitStatus.unavailable)
            }
            try await command.perform(on: deployment, input: asked.input, console: console)
            try await deployment.grid.refresh()
            return console.transcript
        } catch {
            var transcript = console.transcript
            transcript.notes += "Error: \(Mashang.message(for: error))\n"
            transcript.status = Mashang.exitCode(for: error).rawValue
            return transcript
        }
    }
}

/// The caller's side.
struct ControlClient {
    let socket: String

    func send(_ request: ControlRequest) async throws -> Transcript {
        guard let url = URL(httpURLWithSocketPath: socket, uri: ControlRequest.path) else {
            throw DeploymentFault.noAnswer(socket)
        }
        var post = HTTPClientRequest(url: url.absoluteString)
        post.method = .POST
        post.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(request)))
        let answer: ByteBuffer
        do {
            let response = try await HTTPClient.shared.execute(post, timeout: .minutes(10))
            answer = try await response.body.collect(upTo: ControlRequest.bytes)
        } catch {
            throw DeploymentFault.noAnswer((socket as NSString).deletingLastPathComponent)
        }
        return try JSONDecoder().decode(Transcript.self, from: Data(answer.readableBytesView))
    }
}
