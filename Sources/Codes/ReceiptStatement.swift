import Crypto
import FoundationEssentials
public import Matters

/// What a receipt says, signed: anyone who has the public key can check that this deployment received this report then,
/// and what it promised. It does not say what was reported; whoever holds text and code can prove that too.
public struct ReceiptStatement: Codable, Sendable, Equatable {
    /// The JWS `typ`.
    public static let type = "mashang-receipt+json"

    /// The deployment's address.
    public let iss: String
    /// The matter's number.
    public let sub: String
    /// When it was received, in seconds since 1970.
    public let iat: Int64
    public let site: String
    /// base64url of HMAC-SHA-256 over the text's UTF-8 bytes, keyed by the receipt code's 13 characters.
    public let content: String
    public let due: [Promise]

    public struct Promise: Codable, Sendable, Equatable {
        public let rule: String
        /// RFC 3339.
        public let at: String

        public init(rule: String, at: String) {
            self.rule = rule
            self.at = at
        }
    }

    public init(
        issuer: String, number: MatterNumber, receivedAt: Instant, site: SiteID, text: String, code: ReceiptCode,
        due: [Promise]
    ) {
        iss = issuer
        sub = number.text
        iat = receivedAt.milliseconds / 1_000
        self.site = site.text
        let key = SymmetricKey(data: Array(code.text.utf8))
        content = Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)))
        self.due = due
    }

    /// The compact JWS; the same statement always gives the same text.
    public func signed(by key: SigningKey) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try JWS.sign([UInt8](encoder.encode(self)), type: Self.type, key: key)
    }
}
