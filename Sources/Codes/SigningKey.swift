import Crypto

/// The deployment's Ed25519 key: it signs receipts, so that nobody can deny one later.
public struct SigningKey: Sendable {
    /// Bytes of the secret seed (RFC 8032).
    public static let seedBytes = 32

    private let key: Curve25519.Signing.PrivateKey
    public let verifyingKey: VerifyingKey

    /// `nil` unless `seed` has 32 bytes.
    public init?(seed: [UInt8]) {
        guard seed.count == Self.seedBytes,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        else { return nil }
        self.key = key
        verifyingKey = VerifyingKey(key.publicKey)
    }

    public var keyID: String { verifyingKey.keyID }

    /// The 64-byte signature of `message`. Throws only what the cryptographic library throws on an internal failure.
    public func signature(for message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: message))
    }
}

/// The public half of a `SigningKey`: what outsiders need to check a receipt.
public struct VerifyingKey: Sendable {
    private let key: Curve25519.Signing.PublicKey
    var bytes: [UInt8] { Array(key.rawRepresentation) }
    /// The RFC 7638 thumbprint of the key: the same key has the same name everywhere.
    public let keyID: String

    /// `nil` unless `bytes` are the 32 bytes of an Ed25519 public key.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            return nil
        }
        self.init(key)
    }

    init(_ key: Curve25519.Signing.PublicKey) {
        self.key = key
        let members = Self.requiredMembers(x: Base64URL.encode(key.rawRepresentation))
        keyID = Base64URL.encode(SHA256.hash(data: Array("{\(members)}".utf8)))
    }

    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        key.isValidSignature(signature, for: message)
    }

    /// The key as a JSON Web Key (RFC 7517, RFC 8037 §2).
    public func jwk() -> String {
        let members = Self.requiredMembers(x: Base64URL.encode(key.rawRepresentation))
        return #"{\#(members),"kid":"\#(keyID)","alg":"EdDSA","use":"sig"}"#
    }

    /// In the order and without the white space that RFC 7638 §3 hashes.
    private static func requiredMembers(x: String) -> String {
        #""crv":"Ed25519","kty":"OKP","x":"\#(x)""#
    }
}

/// What `/.well-known/jwks.json` serves: the key that signs, and those that once signed.
public enum JWKSet {
    public static func json(_ keys: [VerifyingKey]) -> String {
        #"{"keys":[\#(keys.map { $0.jwk() }.joined(separator: ","))]}"#
    }
}
