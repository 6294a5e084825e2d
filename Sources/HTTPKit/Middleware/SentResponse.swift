import Hummingbird
import NIOCore

extension Response {
    /// Calls back with the number of body bytes once the answer is complete: at once when it is in memory, at
    /// its end when it is a stream, also when the client leaves in the middle.
    func whenSent(to request: Request, _ report: @escaping @Sendable (_ bytes: Int) -> Void) -> Response {
        if request.method == .head {
            report(0)
            return self
        }
        if let length = body.contentLength {
            report(length)
            return self
        }
        var response = self
        let original = body
        response.body = ResponseBody { writer in
            let counter = ByteCounter()
            defer { report(counter.bytes) }
            try await original.write(CountingWriter(parent: writer, counter: counter))
        }
        return response
    }
}

/// Shared by a writer and who asks for the sum afterwards; both run in the task of the one response.
private final class ByteCounter {
    var bytes = 0
}

private struct CountingWriter: ResponseBodyWriter {
    var parent: any ResponseBodyWriter
    let counter: ByteCounter

    mutating func write(_ buffer: ByteBuffer) async throws {
        try await parent.write(buffer)
        counter.bytes += buffer.readableBytes
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await parent.finish(trailingHeaders)
    }
}
