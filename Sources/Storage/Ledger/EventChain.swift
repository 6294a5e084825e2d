import Crypto
import Matters

/// The hash chain of one matter's trail: each event's hash covers the hash before it (docs/ledger.md gives the bytes).
enum EventChain {
    static let beginning = [UInt8](repeating: 0, count: 32)

    /// SHA-256 over the previous hash and the lines of this event, each ended by a line feed.
    static func hash(
        after previous: [UInt8], number: MatterNumber, version: Int, at: Instant, actor: String, kind: String,
        payload: String, words: [(field: String, digest: [UInt8])]
    ) -> [UInt8] {
        var lines = ["mashang event 1", number.text, String(version), String(at.milliseconds), actor, kind, payload]
        for (field, digest) in words.sorted(by: { $0.field < $1.field }) {
            lines.append("\(field) \(digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())")
        }
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: Array(lines.map { $0 + "\n" }.joined().utf8))
        return Array(hash.finalize())
    }
}
