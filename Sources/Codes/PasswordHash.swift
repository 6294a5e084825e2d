import Crypto
import CryptoExtras

/// A staff password as it is stored: scrypt (RFC 7914), with its salt and its cost in the text.
///
/// The cost is meant to hurt, about 0.1 s of one core: call it off the cooperative thread pool.
public struct PasswordHash: Hashable, Sendable {
    /// Longest password, in UTF-8 bytes; a longer one is refused before any work is done.
    public static let longestPassword = 1_024
    /// Random bytes of a new salt.
    public static let saltBytes = 16

    /// What one hash costs: memory is 128 × `blockSize` × 2^`logRounds` bytes (32 MiB for the current cost).
    public struct Cost: Hashable, Sendable {
        public let logRounds: Int
        public let blockSize: Int
        public let parallelism: Int

        public init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// What new hashes cost.
        public static let current = Self(logRounds: 15, blockSize: 8, parallelism: 1)

        /// The bounds keep an altered row from asking for gigabytes.
        var isAcceptable: Bool {
            (1...16).contains(logRounds) && (1...16).contains(blockSize) && (1...8).contains(parallelism)
        }
    }

    public let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a new password. `nil` if the password is empty or longer than `longestPassword`, if the salt has fewer
    /// than `saltBytes` bytes, or if the cost is out of bounds.
    ///
    /// - Parameter salt: bytes nobody can predict, new for every password.
    public init?(password: String, salt: [UInt8], cost: Cost = .current) {
        guard salt.count >= Self.saltBytes, !password.isEmpty,
            let key = Self.derive(password, salt: salt, cost: cost)
        else { return nil }
        self.cost = cost
        self.salt = salt
        hash = key.withUnsafeBytes { Array($0) }
    }

    /// Whether `password` is the one. The time does not depend on where the bytes differ.
    public func verify(_ password: String) -> Bool {
        guard let key = Self.derive(password, salt: salt, cost: cost) else { return false }
        return key == SymmetricKey(data: hash)
    }

    /// Whether the next successful sign-in should store a new hash, because the cost has risen since.
    public var needsRehash: Bool { cost != .current }

    /// A hash that no password has: verify against it when the login is unknown, so that both answers take equally
    /// long.
    public static let dummy = PasswordHash(
        cost: .current, salt: Array(repeating: 0, count: saltBytes), hash: Array(repeating: 0, count: 32))

    private init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Cost) -> SymmetricKey? {
        guard password.utf8.count <= longestPassword, cost.isAcceptable else { return nil }
        return try? KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
    }
}

extension PasswordHash {
    /// `scrypt$ln=15,r=8,p=1$salt$hash`, salt and hash in base64url.
    public var text: String {
        "scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
            + "$\(Base64URL.encode(salt))$\(Base64URL.encode(hash))"
    }

    /// Reads what `text` gives; `nil` for any other form, and for a cost that is out of bounds.
    public init?(_ text: String) {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 4, fields[0] == "scrypt", let cost = Cost(fields[1]),
            let salt = Base64URL.decode(fields[2]), (8...64).contains(salt.count),
            let hash = Base64URL.decode(fields[3]), hash.count == 32
        else { return nil }
        self.init(cost: cost, salt: salt, hash: hash)
        guard self.text == text else { return nil }
    }
}

extension PasswordHash.Cost {
    fileprivate init?(_ text: Substring) {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        let names = ["ln=", "r=", "p="]
        guard fields.count == names.count else { return nil }
        let values = zip(fields, names).compactMap { field, name in
            field.hasPrefix(name) ? Int(field.dropFirst(name.count)) : nil
        }
        guard values.count == names.count else { return nil }
        self.init(logRounds: values[0], blockSize: values[1], parallelism: values[2])
        guard isAcceptable else { return nil }
    }
}
