import Crypto

/// 256 random bits that a browser or program shows again to be known again. The server stores only their hash.
///
/// The kind is in the type, so a resident's session can never open a desk.
public struct OpaqueToken<Kind>: Hashable, Sendable {
    /// Random bytes a token is made of.
    public static var byteCount: Int { 32 }

    private let bytes: [UInt8]

    /// - Parameter random: at least 32 bytes nobody can predict; the first 32 are used.
    public init(random: [UInt8]) {
        precondition(random.count >= Self.byteCount, "an opaque token needs \(Self.byteCount) random bytes")
        bytes = Array(random.prefix(Self.byteCount))
    }

    /// `nil` unless `text` is exactly what `text` gives: 43 characters of base64url.
    public init?(_ text: String) {
        guard let bytes = Base64URL.decode(text), bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// 43 characters of base64url: a cookie's value, a bearer token.
    public var text: String { Base64URL.encode(bytes) }
    /// SHA-256 of the token, 32 bytes: what is stored. It needs no key and no salt, for 256 bits cannot be guessed.
    public var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }
}

/// A log line that names a token by mistake does not give it away.
extension OpaqueToken: CustomStringConvertible {
    public var description: String { "(secret)" }
}

public enum ReceiptSessionKind {}
public enum StaffSessionKind {}

/// The browser of a resident who has shown a receipt code.
public typealias ReceiptSession = OpaqueToken<ReceiptSessionKind>
/// A signed-in member of staff.
public typealias SessionToken = OpaqueToken<StaffSessionKind>
