import Crypto
import FoundationEssentials
import Matters

/// Seals what people wrote: AES-256-GCM under a key of the matter's own, which is itself wrapped by the deployment's
/// key.
///
/// Every box is bound to its place (matter, version, field), so that swapping two boxes fails to open.
struct Vault: Sendable {
    private let master: SymmetricKey
    private let random: Random

    static let keyBytes = 32
    static let saltBytes = 16

    init(master: [UInt8], random: Random) {
        self.master = SymmetricKey(data: master)
        self.random = random
    }

    func newKey() -> SymmetricKey { SymmetricKey(data: random.bytes(Self.keyBytes)) }

    func wrap(_ key: SymmetricKey, for number: MatterNumber) throws -> [UInt8] {
        try seal(key.withUnsafeBytes { [UInt8]($0) }, with: master, place: "key \(number)")
    }

    /// - Throws: `StorageFault.wrongKey`
    func unwrap(_ wrapped: [UInt8], for number: MatterNumber) throws -> SymmetricKey {
        guard let bytes = try? open(wrapped, with: master, place: "key \(number)") else { throw StorageFault.wrongKey }
        return SymmetricKey(data: bytes)
    }

    func seal(_ words: String, _ field: Event.WordsField, of number: MatterNumber, version: Int, with key: SymmetricKey)
        throws -> SealedWords
    {
        let salt = random.bytes(Self.saltBytes)
        return SealedWords(
            salt: salt, digest: SealedWords.digest(of: words, salt: salt),
            box: try seal(Array(words.utf8), with: key, place: "\(number) \(version) \(field.rawValue)"))
    }

    func open(
        _ box: [UInt8], _ field: Event.WordsField, of number: MatterNumber, version: Int, with key: SymmetricKey
    ) throws -> String {
        String(decoding: try open(box, with: key, place: "\(number) \(version) \(field.rawValue)"), as: UTF8.self)
    }

    private func seal(_ bytes: [UInt8], with key: SymmetricKey, place: String) throws -> [UInt8] {
        let nonce = try AES.GCM.Nonce(data: random.bytes(12))
        let box = try AES.GCM.seal(bytes, using: key, nonce: nonce, authenticating: Array(place.utf8))
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    private func open(_ bytes: [UInt8], with key: SymmetricKey, place: String) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: bytes)
        return Array(try AES.GCM.open(box, using: key, authenticating: Array(place.utf8)))
    }
}

/// Words beside their event: the chain covers `digest`, so `box` can be erased and the chain still holds.
struct SealedWords: Sendable {
    let salt: [UInt8]
    let digest: [UInt8]
    let box: [UInt8]

    static func digest(of words: String, salt: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: salt + Array(words.utf8)))
    }
}
