public import Matters

/// The opaque name of a site on its poster: 10 Crockford characters (50 random bits) and a check character.
///
/// It says nothing about the place, so re-gridding never reprints a poster, and nobody can guess the next one.
public struct SiteToken: CheckedText {
    /// Fewest random bytes a token is made from.
    public static let randomBytes = 7

    /// Upper-case, without decoration: what is stored and printed in the QR code.
    public let text: String

    /// - Parameter random: at least `randomBytes` bytes nobody can predict; the first 50 bits are used.
    public init(random: [UInt8]) {
        precondition(random.count >= Self.randomBytes, "a site token needs \(Self.randomBytes) random bytes")
        text = CheckedCode.text(10, of: random)
    }

    /// Reads a token as typed or scanned, in either case, with spaces, dashes or full-width characters.
    /// `nil` if a character, the length or the check character is wrong.
    public init?(_ text: String) {
        guard let canonical = CheckedCode.canonical(text, count: 10) else { return nil }
        self.text = canonical
    }

    /// `XXXX-XXX-XXXX`, for reading aloud on the phone.
    public var grouped: String { CheckedCode.grouped(text, [4, 3, 4]) }
}
