import Crypto
import FoundationEssentials
import Matters

/// One matter's rows as they are stored, read back and checked against themselves: versions without a gap, the hash
/// chain, and the words in every box against the digest that the chain covers.
struct StoredTrail {
    let number: MatterNumber
    /// Those that could be read, in order.
    private(set) var events: [Event] = []
    private(set) var flaws: [LedgerFlaw] = []
    /// The hash the next event must cover.
    private(set) var head = EventChain.beginning
    private(set) var opened = 0
    private(set) var erased = 0

    /// One decoder for all: making one costs as much as reading an event.
    private static let decoder = JSONDecoder()

    /// - Parameters:
    ///   - events: columns `version, at, actor, kind, payload, hash`, in order of `version`.
    ///   - words: columns `version, field, salt, digest, box`.
    ///   - key: `nil` if it was erased, and the words with it.
    init(_ number: MatterNumber, events rows: [SQLRow], words: [SQLRow], key: SymmetricKey?, vault: Vault) {
        self.number = number
        var wordsOf = Dictionary(grouping: words) { $0.optionalInteger("version") ?? 0 }
        var last = 0
        for row in rows {
            do throws(SchemaFault) {
                let version = Int(try row.integer("version"))
                // Each break is named once: the next event is measured by what is stored.
                defer {
                    head = row.optionalBytes("hash") ?? EventChain.beginning
                    last = version
                }
                let sealed = wordsOf.removeValue(forKey: Int64(version)) ?? []
                if version != last + 1 {
                    flaw(.version, version, "follows version \(last)")
                } else {
                    let expected = try hash(row, version, after: head, sealed)
                    let stored = try row.bytes("hash")
                    if stored != expected {
                        flaw(.chain, version, "hash is \(stored.shown), should be \(expected.shown)")
                    }
                }
                let words = open(sealed, version, key, vault)
                if let event = try event(row, version, words) { events.append(event) }
            } catch {
                flaw(.event, row.optionalInteger("version").map { Int($0) }, "\(error.column) is of another type")
            }
        }
        for (version, rows) in wordsOf.sorted(by: { $0.key < $1.key }) {
            flaw(.words, Int(version), "\(rows.count) sealed words belong to no event")
        }
    }

    private mutating func flaw(_ kind: LedgerFlaw.Kind, _ version: Int?, _ detail: String) {
        flaws.append(LedgerFlaw(kind, of: number.text, version: version, detail))
    }

    private func hash(
        _ row: SQLRow, _ version: Int, after previous: [UInt8], _ sealed: [SQLRow]
    ) throws(SchemaFault) -> [UInt8] {
        var digests: [(String, [UInt8])] = []
        for word in sealed { digests.append((try word.text("field"), try word.bytes("digest"))) }
        return EventChain.hash(
            after: previous, number: number, version: version, at: Instant(milliseconds: try row.integer("at")),
            actor: try row.text("actor"), kind: try row.text("kind"), payload: try row.text("payload"), words: digests)
    }

    private mutating func event(
        _ row: SQLRow, _ version: Int, _ words: [Event.WordsField: String]
    ) throws(SchemaFault) -> Event? {
        guard let actor = Actor(text: try row.text("actor")) else {
            flaw(.event, version, "there is no actor \(SQLValue.text(try row.text("actor")).shown)")
            return nil
        }
        guard let kind = EventKind(rawValue: try row.text("kind")) else {
            flaw(.event, version, "there is no kind \(SQLValue.text(try row.text("kind")).shown)")
            return nil
        }
        guard let facts = try? Self.decoder.decode(Event.Facts.self, from: Data(try row.text("payload").utf8)) else {
            flaw(.event, version, "payload cannot be read")
            return nil
        }
        return Event(
            version: version, at: Instant(milliseconds: try row.integer("at")), actor: actor, kind: kind, facts: facts,
            words: words)
    }

    private mutating func open(
        _ rows: [SQLRow], _ version: Int, _ key: SymmetricKey?, _ vault: Vault
    ) -> [Event.WordsField: String] {
        var opened: [Event.WordsField: String] = [:]
        for row in rows {
            let name = row.optionalText("field") ?? ""
            guard let field = Event.WordsField(rawValue: name) else {
                flaw(.words, version, "there is no field \(SQLValue.text(name).shown)")
                continue
            }
            guard let key, row["box"] != .null else {
                erased += 1
                continue
            }
            guard let box = row.optionalBytes("box"),
                let words = try? vault.open(box, field, of: number, version: version, with: key)
            else {
                flaw(.words, version, "\(name): the box does not open with the matter's key")
                continue
            }
            guard let salt = row.optionalBytes("salt"), let digest = row.optionalBytes("digest"),
                SealedWords.digest(of: words, salt: salt) == digest
            else {
                flaw(.words, version, "\(name): the digest is not that of the words in the box")
                continue
            }
            self.opened += 1
            opened[field] = words
        }
        return opened
    }
}
