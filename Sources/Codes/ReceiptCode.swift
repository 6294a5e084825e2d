public import Crypto
public import Matters

/// 查询码: what opens a matter for the person who reported it. 12 Crockford characters (60 bits) and a check
/// character.
///
/// It is a secret: it is shown once, never stored and never logged. The ledger keeps `lookupHash`.
public struct ReceiptCode: CheckedText {
    public let text: String

    /// Reads a code as typed, in either case, with spaces, dashes or full-width characters.
    /// `nil` if a character, the length or the check character is wrong.
    public init?(_ text: String) {
        guard let canonical = CheckedCode.canonical(text, count: 12) else { return nil }
        self.text = canonical
    }

    private init(bytes: [UInt8]) { text = CheckedCode.text(12, of: bytes) }

    /// The code of the report that was sent under `draft`: the same draft always gives the same code, so a
    /// submission that is sent again gets its first answer, and no code needs to be kept for that.
    ///
    /// - Parameter key: `DeploymentKeys.key(for: .receiptCode)`.
    public static func derive(draft: String, key: SymmetricKey) -> Self {
        Self(bytes: KeyedHash.compute("receipt code", Array(draft.utf8), key: key))
    }

    /// What the ledger stores and looks up instead of the code: 32 bytes that are worthless without the key.
    ///
    /// - Parameter key: `DeploymentKeys.key(for: .receiptLookup)`.
    public func lookupHash(key: SymmetricKey) -> [UInt8] {
        KeyedHash.compute("receipt lookup", Array(text.utf8), key: key)
    }

    /// `XXXX-XXXX-XXXXX`, for writing down.
    public var grouped: String { CheckedCode.grouped(text, [4, 4, 5]) }
}
