public import Crypto

/// Everything secret that a deployment owns, as the files of its `keys/` folder.
///
/// One master key, from which a key for each purpose is derived (HKDF, RFC 5869), and one signing seed, kept apart
/// so that it can be renewed without losing a receipt.
public struct DeploymentKeys: Sendable, CustomStringConvertible {
    /// Random bytes a new deployment needs.
    public static let randomBytes = 64
    /// The names of the files, in the order of `make`'s random bytes.
    public static let fileNames = [masterFile, signingFile]

    private static let masterFile = "master.key"
    private static let signingFile = "signing.key"

    /// What a derived key is for. The raw value is part of the derivation: renaming one loses what it sealed.
    public enum Purpose: String, Sendable, CaseIterable {
        /// Draft identifier → receipt code.
        case receiptCode = "receipt-code"
        /// Receipt code → what the ledger looks up.
        case receiptLookup = "receipt-lookup"
        /// Names, telephone numbers, texts at rest.
        case seal
        /// Form tokens.
        case form
        /// Links for bodies that a matter was referred to.
        case answer
        /// Backups: whether one is ours, and unchanged.
        case backup
        /// Site token → the words on its poster.
        case checkWords = "check-words"
        /// Serial of a site's code ↔ the digits on its poster.
        case spokenCode = "spoken-code"
        /// A village's division → its site token (`mashang country`).
        case country
    }

    /// Why the files are not keys. The message names the file and what to do, never its content.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        case missing(file: String)
        case malformed(file: String)

        public var description: String {
            switch self {
            case .missing(let file):
                "keys/\(file) 不见了：请从备份恢复，不要重新生成 (missing: restore it from the backup)"
            case .malformed(let file):
                "keys/\(file) 不是密钥文件：请从备份恢复 (not a key file: restore it from the backup)"
            }
        }
    }

    public let signingKey: SigningKey
    private let master: [UInt8]
    /// Derived once: every report asks for several.
    private let derived: [Purpose: SymmetricKey]
    private let seed: [UInt8]

    /// The keys of a new deployment.
    ///
    /// - Parameter random: at least `randomBytes` bytes nobody can predict.
    public init?(random: [UInt8]) {
        guard random.count >= Self.randomBytes else { return nil }
        self.init(master: Array(random[0..<32]), seed: Array(random[32..<64]))
    }

    /// Reads the contents of the files in `keys/`, by name; further files are ignored.
    public init(files: [String: [UInt8]]) throws(Failure) {
        let master = try Self.read(Self.masterFile, of: files)
        let seed = try Self.read(Self.signingFile, of: files)
        guard let keys = Self(master: master, seed: seed) else { throw .malformed(file: Self.signingFile) }
        self = keys
    }

    /// What to write into `keys/`, by name. Each file is one line: its own name, a colon, 32 bytes in base64url.
    public var files: [String: [UInt8]] {
        [
            Self.masterFile: Self.line(Self.masterFile, master),
            Self.signingFile: Self.line(Self.signingFile, seed),
        ]
    }

    /// Never the keys: a log line that names them by mistake does not give them away.
    public var description: String { "(keys, signing as \(signingKey.keyID))" }

    /// The keys that sign seals, of one number; `nil` beyond `SealKeys.numbers`.
    public func sealKeys(number: Int) -> SealKeys? { SealKeys(number: number, master: master) }

    /// The 256-bit key for one purpose.
    public func key(for purpose: Purpose) -> SymmetricKey { derived[purpose] ?? Self.derive(purpose, from: master) }

    private static func derive(_ purpose: Purpose, from master: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: master), info: Array("mashang/1 \(purpose.rawValue)".utf8),
            outputByteCount: 32)
    }

    private init?(master: [UInt8], seed: [UInt8]) {
        guard let signingKey = SigningKey(seed: seed) else { return nil }
        self.master = master
        derived = Dictionary(uniqueKeysWithValues: Purpose.allCases.map { ($0, Self.derive($0, from: master)) })
        self.seed = seed
        self.signingKey = signingKey
    }

    private static func line(_ file: String, _ bytes: [UInt8]) -> [UInt8] {
        Array("mashang \(file): \(Base64URL.encode(bytes))\n".utf8)
    }

    private static func read(_ file: String, of files: [String: [UInt8]]) throws(Failure) -> [UInt8] {
        guard let content = files[file] else { throw .missing(file: file) }
        let prefix = "mashang \(file): "
        let text = String(decoding: content, as: UTF8.self)
        guard text.hasPrefix(prefix),
            let bytes = Base64URL.decode(text.dropFirst(prefix.count).prefix { !$0.isNewline }),
            bytes.count == 32
        else { throw .malformed(file: file) }
        return bytes
    }
}
