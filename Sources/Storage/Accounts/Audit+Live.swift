import Matters

extension Audit {
    static func live(_ database: any SQLDatabase) -> Audit {
        Audit(
            record: { entry in
                try await database.write { try $0.record(entry) }
            },
            page: { before, limit in
                try await database.read { connection in
                    let sql = "SELECT * FROM audit WHERE position < ? ORDER BY position DESC LIMIT ?"
                    let values: [SQLValue] = [.integer(before ?? Int64.max), .integer(Int64(limit))]
                    return try connection.rows(sql, values).map { row in
                        guard let actor = Actor(text: try row.text("actor")),
                            let action = AuditEntry.Action(rawValue: try row.text("action"))
                        else { throw SchemaFault(column: "actor") }
                        let entry = AuditEntry(
                            at: Instant(milliseconds: try row.integer("at")), actor: actor, action: action,
                            subject: try row.text("subject"))
                        return (try row.integer("position"), entry)
                    }
                }
            })
    }
}

extension SQLConnection {
    /// Adds a line to the audit trail of this transaction.
    func record(_ entry: AuditEntry) throws {
        try run(
            "INSERT INTO audit (at, actor, action, subject) VALUES (?, ?, ?, ?)",
            [
                .integer(entry.at.milliseconds), .text(entry.actor.text), .text(entry.action.rawValue),
                .text(entry.subject),
            ])
    }
}
