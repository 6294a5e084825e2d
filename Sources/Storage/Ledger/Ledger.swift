import Crypto
import Matters

/// 总账: the one place where matters are written. Every write is one transaction, and is answered after its commit.
struct Ledger: Sendable {
    let database: any SQLDatabase
    let vault: Vault
    let hub: ChangeHub

    func file(_ new: NewMatter) async throws -> FilingOutcome {
        try await database.write { connection in
            let reader = TrailReader(connection: connection, vault: vault)
            let sameDraft = "SELECT number, body_hash FROM matter WHERE draft = ?"
            if let row = try connection.row(sameDraft, [.text(new.draft.text)]) {
                guard try row.bytes("body_hash") == new.bodyHash else { return .otherContent }
                guard let number = MatterNumber(stored: try row.integer("number")),
                    let record = try reader.record(number)
                else { throw SchemaFault(column: "number") }
                return .replayed(record)
            }
            let number = try freeNumber(new.numbers, connection)
            let record = try MatterRecord(new.events(number))
            let key = vault.newKey()
            try connection.run(
                "INSERT INTO matter_key (matter, wrapped) VALUES (?, ?)",
                [number.value, .bytes(try vault.wrap(key, for: number))])
            let writer = TrailWriter(connection: connection, vault: vault)
            try writer.insert(record.matter, new)
            let changes = try writer.append(
                record.events, to: record.matter, after: EventChain.beginning, with: key)
            // Not after the write: two callers could announce in the other order, and who follows would skip one.
            connection.afterCommit { hub.announce(changes) }
            return .filed(record)
        }
    }

    func act(
        on number: MatterNumber, _ decide: @escaping @Sendable (Matter) throws -> [Event]
    ) async throws -> MatterRecord {
        try await database.write { connection in
            let reader = TrailReader(connection: connection, vault: vault)
            guard let before = try reader.record(number), let key = try reader.key(of: number) else {
                throw LedgerFault.unknownMatter
            }
            let events = try decide(before.matter)
            let after = try MatterRecord(before.events + events)
            let writer = TrailWriter(connection: connection, vault: vault)
            let changes = try writer.append(events, to: after.matter, after: try reader.head(of: number), with: key)
            try writer.update(after.matter)
            connection.afterCommit { hub.announce(changes) }
            return after
        }
    }

    func record(_ number: MatterNumber) async throws -> MatterRecord? {
        try await database.read { try TrailReader(connection: $0, vault: vault).record(number) }
    }

    func number(ofReceipt hash: [UInt8]) async throws -> MatterNumber? {
        try await database.read { connection in
            try connection.row("SELECT number FROM matter WHERE receipt_hash = ?", [.bytes(hash)])
                .flatMap { MatterNumber(stored: try $0.integer("number")) }
        }
    }

    private func freeNumber(_ numbers: [MatterNumber], _ connection: any SQLConnection) throws -> MatterNumber {
        for number in numbers
        where try connection.row("SELECT number FROM matter WHERE number = ?", [number.value]) == nil {
            return number
        }
        throw LedgerFault.numbersTaken
    }
}
