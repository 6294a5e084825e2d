import FoundationEssentials

/// Compact JSON Web Signatures (RFC 7515): EdDSA (RFC 8037 §3.1), and SM2 where a key of that kind is given.
public enum JWS {
    /// Longest text that is verified, in bytes; a receipt has about one thousand.
    public static let longestText = 64 * 1_024

    /// Why a text is not what it claims to be.
    public enum Failure: Error, Equatable {
        /// Not three parts of strict base64url, or the header is not what RFC 7515 asks for.
        case malformed
        /// Signed by another algorithm than that of the key, `none` included.
        case algorithm
        /// Signed by a key that is not among the given ones.
        case unknownKey
        /// Made for another purpose: the header's `typ` differs.
        case type
        /// The header or the payload was altered, or the signature belongs to something else.
        case signature
    }

    /// `header.payload.signature`; the header is `{"alg":…,"kid":…,"typ":…}`.
    ///
    /// - Parameter type: what the payload is, such as `mashang-receipt+jws`, so that it passes for nothing else.
    public static func sign<Key: SignatureKey>(_ payload: [UInt8], type: String, key: Key) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = try encoder.encode(
            Header(alg: Key.Public.algorithm, kid: key.verifyingKey.keyID, typ: type, crit: nil))
        let input = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))"
        return "\(input).\(Base64URL.encode(try key.signature(for: Array(input.utf8))))"
    }

    /// The payload, once the text is proven to be `type`, signed by one of `keys` and unaltered.
    public static func verify(
        _ text: String, type: String, keys: [any VerificationKey]
    ) throws(Failure) -> [UInt8] {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= longestText, parts.count == 3, let headerBytes = Base64URL.decode(parts[0]),
            let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: Data(headerBytes)), header.crit == nil
        else { throw .malformed }
        guard [VerifyingKey.algorithm, SM2VerifyingKey.algorithm].contains(header.alg) else { throw .algorithm }
        guard let key = keys.first(where: { $0.keyID == header.kid }) else { throw .unknownKey }
        guard header.alg == Swift.type(of: key).algorithm else { throw .algorithm }
        guard header.typ == type else { throw .type }
        let input = Array("\(parts[0]).\(parts[1])".utf8)
        guard key.isValid(signature: signature, for: input) else { throw .signature }
        return payload
    }

    private struct Header: Codable {
        let alg: String
        let kid: String?
        let typ: String?
        /// Extensions a reader must know (RFC 7515 §4.1.11); this one knows none, so their presence is a refusal.
        let crit: [String]?
    }
}
