/// What signs a JWS: the name of its algorithm, the name of the key, and the signature.
public protocol SignatureKey: Sendable {
    associatedtype Public: VerificationKey
    var verifyingKey: Public { get }
    /// Throws only what the cryptographic library throws on an internal failure.
    func signature(for message: [UInt8]) throws -> [UInt8]
}

/// What checks a JWS.
public protocol VerificationKey: Sendable {
    /// The JWS `alg`.
    static var algorithm: String { get }
    var keyID: String { get }
    /// The key as SubjectPublicKeyInfo (RFC 5280 §4.1), DER.
    var spki: [UInt8] { get }
    func isValid(signature: [UInt8], for message: [UInt8]) -> Bool
}

extension SigningKey: SignatureKey {}

extension VerifyingKey: VerificationKey {
    public static var algorithm: String { "EdDSA" }

    /// RFC 8410 §4.
    public var spki: [UInt8] { Self.prefix + bytes }

    /// Reads `spki`; `nil` for any other kind of key.
    public init?(spki: [UInt8]) {
        guard spki.starts(with: Self.prefix) else { return nil }
        self.init(Array(spki.dropFirst(Self.prefix.count)))
    }

    private static var prefix: [UInt8] { [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00] }
}
