public import Crypto
public import Matters

/// Proof, kept in the browser's cookie, that somebody showed the receipt of one matter a short time ago. It holds
/// neither the receipt code nor anything to look it up by, and ends by itself.
public struct ReceiptPass: Sendable, Hashable {
    /// How long a browser may show a matter after the code was given.
    public static let life = Instant.Span.hours(2)

    public let number: MatterNumber
    public let expires: Instant

    public init(number: MatterNumber, expires: Instant) {
        self.number = number
        self.expires = expires
    }

    /// Reads what `text(key:)` wrote; `nil` if it was changed, is another key's, or has ended.
    public init?(_ text: String, key: SymmetricKey, now: Instant) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let number = MatterNumber(parts[0]), let milliseconds = Int64(parts[1]),
            let tag = Base64URL.decode(parts[2])
        else { return nil }
        let pass = Self(number: number, expires: Instant(milliseconds: milliseconds))
        guard KeyedHash.isValid(tag, Self.purpose, pass.message, key: key), now < pass.expires else { return nil }
        self = pass
    }

    public func text(key: SymmetricKey) -> String {
        let tag = KeyedHash.compute(Self.purpose, message, key: key)
        return "\(number).\(expires.milliseconds).\(Base64URL.encode(tag))"
    }

    private static let purpose = "receipt pass"
    private var message: [UInt8] { Array("\(number) \(expires.milliseconds)".utf8) }
}
