import FoundationEssentials
public import HTTPTypes
public import Hummingbird
import NIOCore

extension Response {
    /// A JSON answer, keys sorted, so that the same value always gives the same bytes.
    public static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
    }
}
