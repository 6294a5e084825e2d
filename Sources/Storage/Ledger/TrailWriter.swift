import FoundationEssentials
import Matters

/// Writes events and what is computed from them, inside a transaction somebody else opened.
struct TrailWriter {
    let connection: any SQLConnection
    let dialect: SQLDialect

    /// Adds the events and their sealed words.
    /// - Returns: the changes to announce once the transaction is durable.
    func append(_ trail: SealedTrail, to matter: Matter) throws -> [Change] {
        let number = matter.number.value
        try connection.insert(
            "sealed_words (matter, version, field, salt, digest, box)",
            trail.steps.flatMap { step in
                step.words.map { field, sealed in
                    [
                        number, .integer(Int64(step.event.version)), .text(field.rawValue), .bytes(sealed.salt),
                        .bytes(sealed.digest), .bytes(sealed.box),
                    ]
                }
            })
        let rows = trail.steps.map { step -> [SQLValue] in
            let event = step.event
            return [
                number, .integer(Int64(event.version)), .integer(event.at.milliseconds), .text(event.actor.text),
                .text(event.kind.rawValue), .text(step.payload), .bytes(step.hash),
            ]
        }
        let added = try connection.rows(
            """
            INSERT INTO event (matter, version, at, actor, kind, payload, hash) VALUES \(connection.marks(of: rows))
            RETURNING version, position, \(dialect.feedTransaction) AS txn
            """, rows.flatMap(\.self))
        let cursors = Dictionary(
            try added.map { row in
                (
                    try row.integer("version"),
                    ChangeCursor(transaction: try row.integer("txn"), position: try row.integer("position"))
                )
            }
        ) { first, _ in first }
        return try trail.steps.map { step in
            guard let cursor = cursors[Int64(step.event.version)] else { throw SchemaFault(column: "position") }
            return Change(
                cursor: cursor, number: matter.number, kind: step.event.kind, at: step.event.at,
                scopes: matter.scopes, exclusions: matter.exclusions)
        }
    }

    /// The row of a matter that is new.
    func insert(_ matter: Matter, _ new: NewMatter) throws {
        try connection.run(
            """
            INSERT INTO matter (number, draft, body_hash, receipt_hash, site, cell, township, category, state, version,
                holder, filed_at, changed_at, next_due, next_tick) VALUES (\(connection.marks(15)))
            """,
            [
                matter.number.value, .text(new.draft.text), .bytes(new.bodyHash), .bytes(new.receiptHash),
                .text(matter.filing.site.text), .text(matter.filing.cell.text), .text(matter.filing.cell.township.text),
                .text(matter.filing.category?.text), .text(matter.state.rawValue), .integer(Int64(matter.version)),
                .text(matter.holder.text), .integer(matter.filedAt.milliseconds),
                .integer(matter.changedAt.milliseconds), matter.nextDueValue, matter.nextTickValue,
            ])
        try insertRows(of: matter)
    }

    /// Makes the projections of a known matter follow its new state.
    func update(_ matter: Matter) throws {
        let number = matter.number.value
        try connection.run(
            """
            UPDATE matter SET state = ?, version = ?, holder = ?, changed_at = ?, next_due = ?, category = ?,
                next_tick = ?, level = ?, parent = ?, stars = ?, unit = ? WHERE number = ?
            """,
            [
                .text(matter.state.rawValue), .integer(Int64(matter.version)), .text(matter.holder.text),
                .integer(matter.changedAt.milliseconds), matter.nextDueValue, .text(matter.category?.text),
                matter.nextTickValue, matter.levelValue, matter.parent?.value ?? .null,
                .integer(matter.stars.map(Int64.init)), .text(matter.handlingUnit?.text), number,
            ])
        for table in ["deadline", "matter_scope", "matter_exclusion"] {
            try connection.run("DELETE FROM \(table) WHERE matter = ?", [number])
        }
        try insertRows(of: matter)
    }

    private func insertRows(of matter: Matter) throws {
        let number = matter.number.value
        try connection.insert(
            "matter_exclusion (matter, staff)", matter.exclusions.sorted().map { [number, .text($0.text)] })
        try connection.insert(
            "deadline (matter, rule, start, rule_version, due, stopped, raised)",
            matter.deadlines.map { deadline in
                [
                    number, .text(deadline.rule), .integer(deadline.start.milliseconds), .text(deadline.version),
                    .integer(deadline.due.milliseconds), .integer(deadline.stopped?.milliseconds),
                    .integer(deadline.raised.map(Int64.init)),
                ]
            })
        try connection.insert(
            "matter_scope (matter, scope, state, next_due, township, level, rousing)",
            matter.scopes.sorted { $0.text < $1.text }.map { scope in
                [
                    number, .text(scope.text), .text(matter.state.rawValue), matter.nextDueValue,
                    .text(matter.township(for: scope)), matter.levelValue, matter.rousingValue,
                ]
            })
    }

    /// Computes every matter's rows anew from its events. A trail that cannot be replayed keeps its row, for
    /// `mashang verify` to name.
    func rebuild() throws {
        var after = Int64.min
        while true {
            let numbers = try connection.rows(
                "SELECT number FROM matter WHERE number > ? ORDER BY number LIMIT 200", [.integer(after)])
            guard let last = try numbers.last?.integer("number") else { return }
            for row in numbers {
                if let matter = try matter(stored: try row.integer("number")) { try update(matter) }
            }
            after = last
        }
    }

    /// Without its words: no row is computed from them.
    private func matter(stored number: Int64) throws -> Matter? {
        let decoder = JSONDecoder()
        let events = try connection.rows(
            "SELECT version, at, actor, kind, payload FROM event WHERE matter = ? ORDER BY version", [.integer(number)]
        ).map { row -> Event? in
            guard let actor = Actor(text: try row.text("actor")), let kind = EventKind(rawValue: try row.text("kind")),
                let facts = try? decoder.decode(Event.Facts.self, from: Data(try row.text("payload").utf8))
            else { return nil }
            return Event(
                version: Int(try row.integer("version")), at: Instant(milliseconds: try row.integer("at")),
                actor: actor, kind: kind, facts: facts)
        }
        guard !events.contains(where: { $0 == nil }) else { return nil }
        return try? Matter(events.compactMap(\.self))
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
    /// What lists are sorted by: the next running deadline; then, where none runs, the last change, newest first.
    var nextDueValue: SQLValue { .integer(nextDeadline?.due.milliseconds ?? Int64.max - changedAt.milliseconds) }

    /// When the system next has something to do.
    var nextTickValue: SQLValue { .integer(nextTick?.milliseconds) }
    var levelValue: SQLValue { .integer(level.map { Int64($0.rawValue) }) }

    /// 1 while the duty officer is being roused; else nothing, so that the index holds those few alone.
    var rousingValue: SQLValue { isRousing ? .integer(1) : .null }

    /// A county counts its matters by township; nobody else does.
    func township(for scope: Scope) -> String? {
        if case .county = scope { filing.cell.township.text } else { nil }
    }
}
