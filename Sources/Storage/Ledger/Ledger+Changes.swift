import Matters

extension Ledger {
    /// What was added after `cursor`, with the circles that may know of it as they are now. On several nodes only what
    /// nothing can slip in before any more.
    func changes(after cursor: ChangeCursor) async throws -> [Change] {
        let dialect = database.dialect
        return try await database.read { connection in
            let rows = try connection.rows(
                """
                SELECT \(dialect.feedTransaction) AS txn, position, matter, kind, at FROM event
                WHERE \(dialect.afterCursor) ORDER BY \(dialect.feedOrder) LIMIT ?
                """,
                [
                    .integer(cursor.transaction), .integer(cursor.position),
                    .integer(Int64(Bounds.replayedChanges)),
                ])
            let matters = Array(Set(rows.compactMap { $0.optionalInteger("matter") })).map(SQLValue.integer)
            guard !matters.isEmpty else { return [] }
            let marks = connection.marks(matters.count)
            let scopes = try connection.rows(
                "SELECT matter, scope FROM matter_scope WHERE matter IN (\(marks))", matters)
            let excluded = try connection.rows(
                "SELECT matter, staff FROM matter_exclusion WHERE matter IN (\(marks))", matters)
            let scopesOf = Dictionary(grouping: scopes) { $0.optionalInteger("matter") ?? 0 }
            let excludedOf = Dictionary(grouping: excluded) { $0.optionalInteger("matter") ?? 0 }
            return try rows.compactMap { row in
                let matter = try row.integer("matter")
                guard let number = MatterNumber(stored: matter), let kind = EventKind(rawValue: try row.text("kind"))
                else { return nil }
                return Change(
                    cursor: try ChangeCursor(row: row), number: number, kind: kind,
                    at: Instant(milliseconds: try row.integer("at")),
                    scopes: Set(
                        (scopesOf[matter] ?? []).compactMap { $0.optionalText("scope").flatMap(Scope.init(text:)) }),
                    exclusions: Set(
                        (excludedOf[matter] ?? []).compactMap {
                            $0.optionalText("staff").flatMap(Exclusion.init(text:))
                        }))
            }
        }
    }

    func latestChange() async throws -> ChangeCursor {
        let dialect = database.dialect
        let descending = dialect.feedOrder.split(separator: ", ").map { $0 + " DESC" }.joined(separator: ", ")
        return try await database.read { connection in
            try connection.row(
                """
                SELECT \(dialect.feedTransaction) AS txn, position FROM event
                WHERE \(dialect.afterCursor) ORDER BY \(descending) LIMIT 1
                """, [.integer(0), .integer(0)]
            ).map(ChangeCursor.init(row:)) ?? .beginning
        }
    }
}

extension ChangeCursor {
    fileprivate init(row: SQLRow) throws {
        self.init(transaction: try row.integer("txn"), position: try row.integer("position"))
    }
}
