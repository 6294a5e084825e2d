import Crypto
import FoundationEssentials
import Matters

/// Events ready for their rows: words sealed, facts encoded, hashes chained. Made before the writer's turn comes, where
/// the events are known by then.
struct SealedTrail: Sendable {
    struct Step: Sendable {
        let event: Event
        let payload: String
        let words: [(field: Event.WordsField, sealed: SealedWords)]
        let hash: [UInt8]
    }

    let steps: [Step]

    /// - Parameter previous: the hash of the event before the first.
    init(
        _ events: [Event], of number: MatterNumber, after previous: [UInt8], with key: SymmetricKey, vault: Vault
    ) throws {
        var hash = previous
        steps = try events.map { event in
            let payload = String(decoding: try Self.encoder.encode(event.facts), as: UTF8.self)
            // In order of name: which salt a word gets must not hang on how a dictionary happens to lie.
            let words = try event.words.sorted { $0.key.rawValue < $1.key.rawValue }.map { field, words in
                (field: field, sealed: try vault.seal(words, field, of: number, version: event.version, with: key))
            }
            hash = EventChain.hash(
                after: hash, number: number, version: event.version, at: event.at, actor: event.actor.text,
                kind: event.kind.rawValue, payload: payload,
                words: words.map { ($0.field.rawValue, $0.sealed.digest) })
            return Step(event: event, payload: payload, words: words, hash: hash)
        }
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
