import HTTPTypes
public import Hummingbird

/// Reads and sets our cookies. Always `HttpOnly` and `SameSite=Lax`: a scan in WeChat opens the first page
/// from outside, and `Strict` would then hide the session from it.
///
/// Where residents reach us encrypted the name gets the prefix `__Host-`, which browsers only accept from
/// this host, with `Secure` and for the whole site; a neighbour under the same domain cannot plant it (RFC
/// 6265bis §4.1.3).
public struct CookieJar: Sendable {
    private let isSecure: Bool

    public init(_ settings: EdgeSettings) { isSecure = settings.isSecure }

    /// The value sent by the client; the first one when a name is repeated.
    public subscript(_ name: String, in request: Request) -> String? {
        let wanted = fullName(name)
        for pair in request.headers[values: .cookie].joined(separator: ";").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.trimmed(parts[0]) == wanted else { continue }
            let value = Self.trimmed(parts[1])
            let isQuoted = value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
            return String(isQuoted ? value.dropFirst().dropLast() : value[...])
        }
        return nil
    }

    /// Sets a cookie.
    /// - Parameters:
    ///   - value: characters that RFC 6265 allows in a value; any other is left out.
    ///   - age: how long the browser keeps it; `nil` until it is closed.
    public func set(_ name: String, to value: String, for age: Duration? = nil, on response: inout Response) {
        var cookie = fullName(name) + "=" + value.filter(Self.isAllowed) + "; Path=/; HttpOnly; SameSite=Lax"
        if isSecure { cookie += "; Secure" }
        if let age { cookie += "; Max-Age=\(age.components.seconds)" }
        response.headers.append(HTTPField(name: .setCookie, value: cookie))
    }

    /// Tells the browser to forget a cookie.
    public func clear(_ name: String, on response: inout Response) {
        set(name, to: "", for: .zero, on: &response)
    }

    private func fullName(_ name: String) -> String { isSecure ? "__Host-" + name : name }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func isAllowed(_ character: Character) -> Bool {
        guard let byte = character.asciiValue, character.utf8.count == 1 else { return false }
        return (0x21...0x7E).contains(byte) && !#"",;\"#.utf8.contains(byte)
    }
}
