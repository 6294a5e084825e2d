import Crypto
import FoundationEssentials

/// 封签钥: the keys that sign seals, numbered from 1. Each is derived from the master key, so nothing more has to be kept
/// than which one is in use.
public struct SealKeys: Sendable {
    /// What a deployment signs with.
    public enum Suite: String, Sendable, CaseIterable {
        case ed25519
        /// 国密: SM2 with SM3.
        case sm2
    }

    /// Most keys a deployment goes through: one a year for longer than anybody plans.
    public static let numbers = 1...99

    private let ed25519: SigningKey
    private let sm2: SM2SigningKey

    init?(number: Int, master: [UInt8]) {
        guard Self.numbers.contains(number), let ed25519 = SigningKey(seed: Self.seed("ed25519", number, 0, master)),
            // A seed in four thousand million is no number of the curve; the next one is.
            let sm2 = (0..<8).lazy.compactMap({ SM2SigningKey(seed: Self.seed("sm2", number, $0, master)) }).first
        else { return nil }
        self.ed25519 = ed25519
        self.sm2 = sm2
    }

    public func sign(_ seal: SiteSeal, _ suite: Suite) throws -> String {
        switch suite {
        case .ed25519: try seal.signed(by: ed25519)
        case .sm2: try seal.signed(by: sm2)
        }
    }

    public func verifyingKey(_ suite: Suite) -> any VerificationKey {
        switch suite {
        case .ed25519: ed25519.verifyingKey
        case .sm2: sm2.verifyingKey
        }
    }

    /// The key that the JSON Web Key Set publishes.
    public var published: VerifyingKey { ed25519.verifyingKey }

    private static func seed(_ suite: String, _ number: Int, _ attempt: Int, _ master: [UInt8]) -> [UInt8] {
        let info = Array("mashang/1 site-seal \(suite) \(number) \(attempt)".utf8)
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: master), info: info, outputByteCount: 32
        ).withUnsafeBytes { Array($0) }
    }
}

/// Public keys as people exchange them (RFC 7468 §13).
public enum PEM {
    private static let first = "-----BEGIN PUBLIC KEY-----"
    private static let last = "-----END PUBLIC KEY-----"

    public static func text(_ key: some VerificationKey) -> String {
        let body = Array(Data(key.spki).base64EncodedString().utf8)
        let lines = stride(from: 0, to: body.count, by: 64).map { start in
            String(decoding: body[start..<min(start + 64, body.count)], as: UTF8.self)
        }
        return ([first] + lines + [last]).joined(separator: "\n")
    }

    /// Every public key in a file; words around them are left alone.
    /// - Returns: `nil` if one of them is of no kind that signs seals, or there is none.
    public static func keys(in text: String) -> [any VerificationKey]? {
        var keys: [any VerificationKey] = []
        var body: String?
        for line in text.split(whereSeparator: \.isNewline).map({ $0.filter { !$0.isWhitespace } }) {
            switch line {
            case first.filter({ $0 != " " }): body = ""
            case last.filter({ $0 != " " }):
                guard let bytes = body.flatMap({ Data(base64Encoded: $0) }), let key = key(spki: Array(bytes)) else {
                    return nil
                }
                keys.append(key)
                body = nil
            default: body?.append(contentsOf: line)
            }
        }
        return keys.isEmpty ? nil : keys
    }

    private static func key(spki: [UInt8]) -> (any VerificationKey)? {
        VerifyingKey(spki: spki) ?? SM2VerifyingKey(spki: spki)
    }
}
