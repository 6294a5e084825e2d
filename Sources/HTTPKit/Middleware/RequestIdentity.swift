import HTTPTypes
public import Hummingbird
import Logging

/// Gives each request a number that logs, answers and error pages share, so that a caller can read it out.
public struct RequestIdentity: RouterMiddleware {
    private let random: @Sendable () -> UInt64

    /// - Parameter random: 64 random bits at each call.
    public init(random: @escaping @Sendable () -> UInt64) { self.random = random }

    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = request.headers[.requestID].flatMap(Self.usable) ?? fresh()
        context.logger[metadataKey: "request"] = .string(context.requestID)
        context.logger[metadataKey: "hb.request.id"] = nil
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        return response
    }

    /// A client's own number is kept when it cannot forge a log line.
    private static func usable(_ text: String) -> String? {
        guard (8...64).contains(text.utf8.count) else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain ? text : nil
    }

    /// A version 4 UUID (RFC 9562).
    private func fresh() -> String {
        let high = random() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = random() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let hex = [high, low].map {
            Array(String(repeating: "0", count: $0.leadingZeroBitCount / 4) + String($0, radix: 16))
        }
        return [hex[0][0..<8], hex[0][8..<12], hex[0][12...], hex[1][0..<4], hex[1][4...]]
            .map { String($0) }.joined(separator: "-")
    }
}
