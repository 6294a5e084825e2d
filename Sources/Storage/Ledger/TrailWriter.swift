import Crypto
import FoundationEssentials
import Matters

/// Writes events and what is computed from them, inside a transaction somebody else opened.
struct TrailWriter {
    let connection: any SQLConnection
    let vault: Vault

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Adds `events`, seals their words, and makes every projection follow.
    /// - Returns: the changes to announce once the transaction is durable.
    func append(_ events: [Event], to matter: Matter, after previous: [UInt8], with key: SymmetricKey) throws
        -> [Change]
    {
        var hash = previous
        var changes: [Change] = []
        for event in events {
            let position: Int64
            (hash, position) = try append(event, to: matter, after: hash, with: key)
            changes.append(
                Change(
                    position: position, number: matter.number, kind: event.kind, at: event.at, scopes: matter.scopes,
                    excluded: matter.excluded))
        }
        return changes
    }

    private func append(
        _ event: Event, to matter: Matter, after previous: [UInt8], with key: SymmetricKey
    ) throws -> (hash: [UInt8], position: Int64) {
        let number = matter.number
        let payload = String(decoding: try Self.encoder.encode(event.facts), as: UTF8.self)
        var digests: [(String, [UInt8])] = []
        for (field, words) in event.words {
            let sealed = try vault.seal(words, field, of: number, version: event.version, with: key)
            digests.append((field.rawValue, sealed.digest))
            try connection.run(
                "INSERT INTO sealed_words (matter, version, field, salt, digest, box) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    number.value, .integer(Int64(event.version)), .text(field.rawValue), .bytes(sealed.salt),
                    .bytes(sealed.digest), .bytes(sealed.box),
                ])
        }
        let hash = EventChain.hash(
            after: previous, number: number, version: event.version, at: event.at, actor: event.actor.text,
            kind: event.kind.rawValue, payload: payload, words: digests)
        let added = try connection.row(
            """
            INSERT INTO event (matter, version, at, actor, kind, payload, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
            RETURNING position
            """,
            [
                number.value, .integer(Int64(event.version)), .integer(event.at.milliseconds), .text(event.actor.text),
                .text(event.kind.rawValue), .text(payload), .bytes(hash),
            ])
        guard let added else { throw SchemaFault(column: "position") }
        return (hash, try added.integer("position"))
    }

    /// The row of a matter that is new.
    func insert(_ matter: Matter, _ new: NewMatter) throws {
        try connection.run(
            """
            INSERT INTO matter (number, draft, body_hash, receipt_hash, site, cell, township, category, state, version,
                holder, filed_at, changed_at, next_due) VALUES (\(connection.marks(14)))
            """,
            [
                matter.number.value, .text(new.draft.text), .bytes(new.bodyHash), .bytes(new.receiptHash),
                .text(matter.filing.site.text), .text(matter.filing.cell.text), .text(matter.filing.cell.township.text),
                .text(matter.filing.category?.text), .text(matter.state.rawValue), .integer(Int64(matter.version)),
                .text(matter.holder.text), .integer(matter.filedAt.milliseconds),
                .integer(matter.changedAt.milliseconds), matter.nextDueValue,
            ])
        for staff in matter.excluded.sorted() {
            try connection.run(
                "INSERT INTO matter_exclusion (matter, staff) VALUES (?, ?)", [matter.number.value, .text(staff.text)])
        }
        try insertDeadlinesAndScopes(matter)
    }

    /// Makes the projections of a known matter follow its new state.
    func update(_ matter: Matter) throws {
        let number = matter.number.value
        try connection.run(
            "UPDATE matter SET state = ?, version = ?, holder = ?, changed_at = ?, next_due = ? WHERE number = ?",
            [
                .text(matter.state.rawValue), .integer(Int64(matter.version)), .text(matter.holder.text),
                .integer(matter.changedAt.milliseconds), matter.nextDueValue, number,
            ])
        try connection.run("DELETE FROM deadline WHERE matter = ?", [number])
        try connection.run("DELETE FROM matter_scope WHERE matter = ?", [number])
        try insertDeadlinesAndScopes(matter)
    }

    private func insertDeadlinesAndScopes(_ matter: Matter) throws {
        let number = matter.number.value
        try insert(
            "deadline (matter, rule, rule_version, start, due, stopped)",
            matter.deadlines.map { deadline in
                [
                    number, .text(deadline.rule), .text(deadline.version), .integer(deadline.start.milliseconds),
                    .integer(deadline.due.milliseconds), .integer(deadline.stopped?.milliseconds),
                ]
            })
        try insert(
            "matter_scope (matter, scope, state, next_due)",
            matter.scopes.map(\.text).sorted().map { scope in
                [number, .text(scope), .text(matter.state.rawValue), matter.nextDueValue]
            })
    }

    /// Many rows in one statement: a matter has a handful, and each statement costs as much as its rows.
    private func insert(_ target: String, _ rows: [[SQLValue]]) throws {
        guard !rows.isEmpty else { return }
        let marks = rows.map { "(\(connection.marks($0.count)))" }.joined(separator: ", ")
        try connection.run("INSERT INTO \(target) VALUES \(marks)", rows.flatMap(\.self))
    }
}

extension MatterNumber {
    /// As it is stored: twelve digits fit a BIGINT.
    var value: SQLValue { .integer(Int64(text) ?? 0) }

    init?(stored: Int64) {
        let digits = String(stored)
        self.init(String(repeating: "0", count: max(0, 12 - digits.count)) + digits)
    }
}

extension Matter {
    /// Sorts after everything that has a deadline.
    static let noDue = Int64.max

    var nextDueValue: SQLValue { .integer(nextDeadline?.due.milliseconds ?? Self.noDue) }
}
