public import HTTPTypes
public import Hummingbird
import NIOCore

extension Response {
    /// Shortest page that is worth compressing, in bytes.
    private static let compressedFrom = 1024

    /// A page.
    /// - Parameters:
    ///   - language: BCP 47.
    ///   - asker: the request, when the page may be compressed. Leave it out for a page that shows a visitor's
    ///     own input next to a secret: the compressed length would betray the secret (BREACH).
    public static func html(
        _ text: String, status: HTTPResponse.Status = .ok, language: String,
        compressedFor asker: Request? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        if !language.isEmpty { headers[.contentLanguage] = language }
        let plain = Array(text.utf8)
        guard let asker, plain.count >= compressedFrom else {
            return Response(
                status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: plain)))
        }
        headers[.vary] = "Accept-Encoding"
        var body = plain
        if Gzip.isAccepted(by: asker), let small = Gzip.compress(plain) {
            headers[.contentEncoding] = "gzip"
            body = small
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// A picture made for this answer alone, as SVG.
    public static func drawing(_ svg: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "image/svg+xml", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: svg)))
    }

    /// Sends the browser on with GET, after a form was taken (RFC 9110 §15.4.4).
    public static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location])
    }
}
