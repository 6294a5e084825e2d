import Crypto
import Matters

/// 总账: the one place where matters are written. Every write is answered after the commit that holds it.
struct Ledger: Sendable {
    let database: any SQLDatabase
    let vault: Vault
    let hub: ChangeHub
    let recent = RecentRecords()

    func file(_ new: NewMatter) async throws -> FilingOutcome {
        // The first number is nearly always free: what it needs is made ready outside the writer's turn.
        let prepared = try new.numbers.first.map { try PreparedFiling(new, number: $0, vault: vault) }
        return try await database.write { connection in
            let known = try connection.rows(
                "SELECT number, draft, body_hash FROM matter WHERE draft = ? OR number = ?",
                [.text(new.draft.text), prepared?.number.value ?? .null])
            if let row = known.first(where: { $0.optionalText("draft") == new.draft.text }) {
                return try earlier(row, new, connection)
            }
            var filing = prepared
            if !known.isEmpty || prepared == nil {
                let number = try freeNumber(new.numbers.dropFirst(), connection)
                filing = try PreparedFiling(new, number: number, vault: vault)
            }
            guard let filing else { throw LedgerFault.numbersTaken }
            try connection.run(
                "INSERT INTO matter_key (matter, wrapped) VALUES (?, ?)",
                [filing.number.value, .bytes(filing.wrappedKey)])
            let writer = TrailWriter(connection: connection, dialect: database.dialect)
            try writer.insert(filing.record.matter, new)
            announce(try writer.append(filing.trail, to: filing.record.matter), after: connection)
            return .filed(filing.record)
        }
    }

    func act(
        on number: MatterNumber, _ decide: @escaping @Sendable (Matter) throws -> [Event]
    ) async throws -> MatterRecord {
        try await database.write { connection in
            let lock = "SELECT version FROM matter WHERE number = ?" + database.dialect.forUpdate
            guard try connection.row(lock, [number.value]) != nil else { throw LedgerFault.unknownMatter }
            let reader = TrailReader(connection: connection, vault: vault)
            guard let before = try reader.trail(number), let key = before.key else { throw LedgerFault.unknownMatter }
            let events = try decide(before.record.matter)
            guard !events.isEmpty else { return before.record }
            let after = try MatterRecord(before.record.events + events)
            if let parent = after.matter.parent, parent != before.record.matter.parent {
                try check(parent, of: number, connection)
            }
            let trail = try SealedTrail(events, of: number, after: before.head, with: key, vault: vault)
            let writer = TrailWriter(connection: connection, dialect: database.dialect)
            announce(try writer.append(trail, to: after.matter), after: connection)
            try writer.update(after.matter)
            return after
        }
    }

    /// What was joined has no parts of its own, so that no chain and no circle comes about, whoever joins at the same
    /// moment.
    /// - Throws: `CommandFault.unknown`.
    private func check(
        _ parent: MatterNumber, of number: MatterNumber, _ connection: any SQLConnection
    ) throws {
        let lock = "SELECT parent FROM matter WHERE number = ?" + database.dialect.forUpdate
        let whole = try connection.row(lock, [parent.value])
        let part = try connection.row("SELECT number FROM matter WHERE parent = ? LIMIT 1", [number.value])
        guard let whole, try whole.optionalInteger("parent") == nil, part == nil else {
            throw CommandFault.unknown(.parent)
        }
    }

    func record(_ number: MatterNumber) async throws -> MatterRecord? {
        try await database.read { connection in
            let sql = "SELECT version FROM matter WHERE number = ?"
            guard let row = try connection.row(sql, [number.value]) else { return nil }
            return try recent.records(
                [(number, Int(try row.integer("version")))], reader: TrailReader(connection: connection, vault: vault)
            ).first
        }
    }

    func number(ofReceipt hash: [UInt8]) async throws -> MatterNumber? {
        try await database.read { connection in
            try connection.row("SELECT number FROM matter WHERE receipt_hash = ?", [.bytes(hash)])
                .flatMap { MatterNumber(stored: try $0.integer("number")) }
        }
    }

    /// What this draft was answered the first time.
    private func earlier(_ row: SQLRow, _ new: NewMatter, _ connection: any SQLConnection) throws -> FilingOutcome {
        guard try row.bytes("body_hash") == new.bodyHash else { return .otherContent }
        guard let number = MatterNumber(stored: try row.integer("number")),
            let trail = try TrailReader(connection: connection, vault: vault).trail(number)
        else { throw SchemaFault(column: "number") }
        return .replayed(trail.record)
    }

    private func freeNumber(_ numbers: some Sequence<MatterNumber>, _ connection: any SQLConnection) throws
        -> MatterNumber
    {
        for number in numbers
        where try connection.row("SELECT number FROM matter WHERE number = ?", [number.value]) == nil {
            return number
        }
        throw LedgerFault.numbersTaken
    }

    /// Where one process writes, the order of commits is the order of the feed. Several nodes hear of every change,
    /// their own too, from the feed alone.
    private func announce(_ changes: [Change], after connection: any SQLConnection) {
        guard database.dialect.engine == .sqlite else { return }
        connection.afterCommit { hub.announce(changes) }
    }
}

/// A report with its number, sealed and chained.
private struct PreparedFiling: Sendable {
    let number: MatterNumber
    let record: MatterRecord
    let wrappedKey: [UInt8]
    let trail: SealedTrail

    init(_ new: NewMatter, number: MatterNumber, vault: Vault) throws {
        self.number = number
        record = try MatterRecord(new.events(number))
        let key = vault.newKey()
        wrappedKey = try vault.wrap(key, for: number)
        trail = try SealedTrail(record.events, of: number, after: EventChain.beginning, with: key, vault: vault)
    }
}
