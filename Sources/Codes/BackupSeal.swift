import Crypto

/// Seals what is kept outside the deployment's folder: without the keys nobody can change a byte of a backup unseen.
public struct BackupSeal: Sendable {
    /// Length of a code, in bytes.
    public static let codeBytes = 32

    private let key: SymmetricKey

    public init(_ keys: DeploymentKeys) { key = keys.key(for: .backup) }

    /// Tells which keys a backup belongs to, and nothing about them: 16 hexadecimal digits.
    public var fingerprint: String { Hexadecimal.text(KeyedHash.compute("backup keys", [], key: key).prefix(8)) }

    /// The code of a manifest.
    public func code(ofManifest bytes: [UInt8]) -> [UInt8] { KeyedHash.compute("backup manifest", bytes, key: key) }

    /// The code of one entry of a continuous copy: covers everything before it, too.
    public func code(ofEntry bytes: [UInt8], after previous: [UInt8]) -> [UInt8] {
        KeyedHash.compute("backup entry", previous + bytes, key: key)
    }
}

/// Lower-case hexadecimal digits.
public enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// - Returns: `nil` unless it is pairs of lower-case digits.
    public static func bytes(_ text: String) -> [UInt8]? {
        let values = text.utf8.map { digits.firstIndex(of: $0) }
        guard values.count % 2 == 0, !values.contains(nil) else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { UInt8((values[$0] ?? 0) << 4 | (values[$0 + 1] ?? 0)) }
    }

    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
