import FoundationEssentials
import Matters

extension Ledger {
    /// What was added after `cursor`, with the circles that may know of it as they are now.
    func changes(after cursor: Int64) async throws -> [Change] {
        try await database.read { connection in
            let rows = try connection.rows(
                "SELECT position, matter, kind, at FROM event WHERE position > ? ORDER BY position LIMIT ?",
                [.integer(cursor), .integer(Int64(Bounds.replayedChanges))])
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
                    position: try row.integer("position"), number: number, kind: kind,
                    at: Instant(milliseconds: try row.integer("at")),
                    scopes: Set(
                        (scopesOf[matter] ?? []).compactMap { $0.optionalText("scope").flatMap(Scope.init(text:)) }),
                    excluded: Set(
                        (excludedOf[matter] ?? []).compactMap { $0.optionalText("staff").flatMap { StaffID($0) } }))
            }
        }
    }

    func latestChange() async throws -> Int64 {
        try await database.read { connection in
            try connection.rows("SELECT MAX(position) AS position FROM event").first?.optionalInteger("position") ?? 0
        }
    }
}
