internal import COpenSSL
import Crypto

/// SM2 with SM3 (GB/T 32918.2, GM/T 0009), by OpenSSL: the signature of the national suite.
///
/// The only file that touches OpenSSL; every pointer is owned by one key and freed with it.
public struct SM2SigningKey: SignatureKey {
    /// Bytes of the secret number.
    public static let seedBytes = 32

    private let key: NativeKey
    public let verifyingKey: SM2VerifyingKey

    /// `nil` unless `seed` has 32 bytes and is a number from 1 to the order of the curve less one.
    public init?(seed: [UInt8]) {
        guard seed.count == Self.seedBytes, seed.contains(where: { $0 != 0 }),
            let key = NativeKey(pkcs8: Self.prefix + seed), let verifyingKey = SM2VerifyingKey(spki: key.spki)
        else { return nil }
        self.key = key
        self.verifyingKey = verifyingKey
    }

    /// DER: a SEQUENCE of r and s (GM/T 0009).
    public func signature(for message: [UInt8]) throws -> [UInt8] { try key.sign(message) }

    /// A PKCS #8 key (RFC 5208) of an EC key (RFC 5915) on the curve `sm2p256v1`, up to its 32 bytes.
    private static let prefix: [UInt8] = [
        0x30, 0x41, 0x02, 0x01, 0x00,
        0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D,
        0x04, 0x27, 0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20,
    ]
}

/// The public half of an `SM2SigningKey`.
public struct SM2VerifyingKey: VerificationKey {
    /// No registered JWS algorithm: a name of our own (RFC 7515 §4.1.1).
    public static var algorithm: String { "SM2-SM3" }

    private let key: NativeKey
    public let spki: [UInt8]
    /// SHA-256 of `spki`, in base64url.
    public let keyID: String

    /// `nil` unless it is a public key on the curve `sm2p256v1`.
    public init?(spki: [UInt8]) {
        guard spki.starts(with: Self.prefix), let key = NativeKey(spki: spki) else { return nil }
        self.key = key
        self.spki = spki
        keyID = Base64URL.encode(SHA256.hash(data: spki))
    }

    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool { key.verify(signature, message) }

    private static let prefix: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D,
    ]
}

/// OpenSSL gave no signature.
struct OpenSSLFailure: Error, CustomStringConvertible {
    /// OpenSSL's own number.
    let code: UInt
    var description: String { "OpenSSL could not sign (error \(String(code, radix: 16)))" }
}

/// An `EVP_PKEY`. OpenSSL's keys may be used by several threads at once, as long as nobody changes them.
private final class NativeKey: @unchecked Sendable {
    private let key: OpaquePointer

    /// The identity that everybody takes who has none of their own (GM/T 0009 §10).
    private static let identity = Array("1234567812345678".utf8)

    init?(pkcs8: [UInt8]) {
        let key = pkcs8.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return d2i_AutoPrivateKey(nil, &start, bytes.count)
        }
        guard let key else { return nil }
        self.key = key
    }

    init?(spki: [UInt8]) {
        let key = spki.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            guard let key = d2i_PUBKEY(nil, &start, bytes.count) else { return nil }
            // What stands behind the key is not looked at: it must not be there.
            guard start == bytes.baseAddress.map({ $0 + bytes.count }) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        guard let key else { return nil }
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    var spki: [UInt8] {
        let count = Int(i2d_PUBKEY(key, nil))
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            var start = buffer.baseAddress
            written = max(Int(i2d_PUBKEY(key, &start)), 0)
        }
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        let signature = withDigest { digest -> [UInt8]? in
            var count = 0
            guard EVP_DigestSignInit(digest, nil, EVP_sm3(), nil, key) == 1,
                EVP_DigestSign(digest, nil, &count, message, message.count) == 1
            else { return nil }
            var signature = [UInt8](repeating: 0, count: count)
            guard EVP_DigestSign(digest, &signature, &count, message, message.count) == 1 else { return nil }
            return Array(signature.prefix(count))
        }
        guard let signature else { throw OpenSSLFailure(code: ERR_get_error()) }
        return signature
    }

    func verify(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        let isValid =
            withDigest { digest in
                EVP_DigestVerifyInit(digest, nil, EVP_sm3(), nil, key) == 1
                    && EVP_DigestVerify(digest, signature, signature.count, message, message.count) == 1
            } ?? false
        // A wrong signature leaves its reason on this thread's list of errors.
        if !isValid { ERR_clear_error() }
        return isValid
    }

    /// - Returns: `nil` also if memory ran out.
    private func withDigest<Value>(_ body: (OpaquePointer) -> Value?) -> Value? {
        guard let digest = EVP_MD_CTX_new() else { return nil }
        defer { EVP_MD_CTX_free(digest) }
        guard let context = EVP_PKEY_CTX_new(key, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        EVP_PKEY_CTX_set1_id(context, Self.identity, Int32(Self.identity.count))
        EVP_MD_CTX_set_pkey_ctx(digest, context)
        return body(digest)
    }
}
