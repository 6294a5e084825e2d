import Crypto
import FoundationEssentials
import Matters

/// Reads trails back, opens their words, and replays them.
struct TrailReader {
    let connection: any SQLConnection
    let vault: Vault

    /// The records of these matters, in the order asked; those that do not exist are left out.
    func records(_ numbers: [MatterNumber]) throws -> [MatterRecord] {
        guard !numbers.isEmpty else { return [] }
        let values = numbers.map(\.value)
        let marks = connection.marks(values.count)
        let keys = try connection.rows("SELECT matter, wrapped FROM matter_key WHERE matter IN (\(marks))", values)
        let words = try connection.rows(
            "SELECT matter, version, field, box FROM sealed_words WHERE matter IN (\(marks))", values)
        let events = try connection.rows(
            """
            SELECT matter, version, at, actor, kind, payload FROM event WHERE matter IN (\(marks))
            ORDER BY matter, version
            """, values)

        let keyOf = Dictionary(try keys.map { (try $0.integer("matter"), try $0.bytes("wrapped")) }) { first, _ in first
        }
        let wordsOf = Dictionary(grouping: words) { $0.optionalInteger("matter") ?? 0 }
        let eventsOf = Dictionary(grouping: events) { $0.optionalInteger("matter") ?? 0 }
        return try numbers.compactMap { number in
            guard let id = Int64(number.text), let rows = eventsOf[id] else { return nil }
            let key = try keyOf[id].map { try vault.unwrap($0, for: number) }
            let opened = try open(wordsOf[id] ?? [], of: number, with: key)
            return try MatterRecord(rows.map { try event($0, opened) })
        }
    }

    func record(_ number: MatterNumber) throws -> MatterRecord? { try records([number]).first }

    /// The hash the next event of this matter must cover.
    func head(of number: MatterNumber) throws -> [UInt8] {
        let sql = "SELECT hash FROM event WHERE matter = ? ORDER BY version DESC LIMIT 1"
        return try connection.row(sql, [number.value])?.bytes("hash") ?? EventChain.beginning
    }

    func key(of number: MatterNumber) throws -> SymmetricKey? {
        try connection.row("SELECT wrapped FROM matter_key WHERE matter = ?", [number.value])
            .map { try vault.unwrap($0.bytes("wrapped"), for: number) }
    }

    /// - Throws: `StorageFault.wrongKey` if the vault's master key is not the one the newest matter was sealed with.
    func checkMaster() throws {
        let newest = "SELECT matter FROM event WHERE version = 1 ORDER BY position DESC LIMIT 1"
        guard let row = try connection.rows(newest).first, let number = MatterNumber(stored: try row.integer("matter"))
        else { return }
        _ = try key(of: number)
    }

    private typealias OpenedWords = [Int: [Event.WordsField: String]]

    private func open(_ rows: [SQLRow], of number: MatterNumber, with key: SymmetricKey?) throws -> OpenedWords {
        var opened: OpenedWords = [:]
        guard let key else { return opened }
        for row in rows {
            let version = Int(try row.integer("version"))
            guard let field = Event.WordsField(rawValue: try row.text("field")),
                case .bytes(let box)? = row.values["box"]
            else { continue }
            opened[version, default: [:]][field] = try vault.open(box, field, of: number, version: version, with: key)
        }
        return opened
    }

    private func event(_ row: SQLRow, _ words: OpenedWords) throws -> Event {
        guard let actor = Actor(text: try row.text("actor")) else { throw SchemaFault(column: "actor") }
        guard let kind = EventKind(rawValue: try row.text("kind")) else { throw SchemaFault(column: "kind") }
        let version = Int(try row.integer("version"))
        return Event(
            version: version, at: Instant(milliseconds: try row.integer("at")), actor: actor, kind: kind,
            facts: try JSONDecoder().decode(Event.Facts.self, from: Data(try row.text("payload").utf8)),
            words: words[version] ?? [:])
    }
}
