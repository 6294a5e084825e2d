import Matters

// What the system asks for, and what shows how matters hang together.
extension Ledger {
    /// At most `limit`, so that a million that are due are never in memory at once.
    func due(_ now: Instant, after: DueMatter?, limit: Int) async throws -> [DueMatter] {
        let select = Select.due(now, after: after, limit: limit)
        return try await database.read { connection in
            try connection.rows(select.sql, select.values).compactMap { row in
                let tick = Instant(milliseconds: try row.integer("next_tick"))
                return try row.number("number").map { DueMatter(number: $0, since: tick) }
            }
        }
    }

    func running(after: MatterNumber?, limit: Int) async throws -> [MatterNumber] {
        let select = Select.running(after: after, limit: limit)
        return try await database.read { connection in
            try connection.rows(select.sql, select.values).compactMap { try $0.number("number") }
        }
    }

    func raised(_ query: MatterQuery, atLeast level: Ladder.Level) async throws -> MatterList {
        try await page(of: query, Select.raised(query, atLeast: level))
    }

    func rousing(_ query: MatterQuery) async throws -> MatterList {
        try await page(of: query, Select.rousing(query))
    }

    func children(of parent: MatterNumber, _ query: MatterQuery) async throws -> MatterList {
        try await page(of: query, Select.children(of: parent, query))
    }

    func similar(to matter: Matter, _ query: MatterQuery, since: Instant) async throws -> [MatterRecord] {
        guard !query.scopes.isEmpty else { return [] }
        let select = Select.similar(to: matter, query, since: since)
        return try await database.read { try records($0.rows(select.sql, select.values), $0) }
    }

    func rating(of unit: StationID) async throws -> Rating? {
        let select = Select.rating(of: unit)
        return try await database.read { connection in
            guard let row = try connection.row(select.sql, select.values) else { return nil }
            return Rating(count: Int(try row.integer("count")), sum: Int(row.optionalInteger("sum") ?? 0))
        }
    }
}

extension SQLRow {
    /// `nil` if there is no such number.
    func number(_ column: String) throws -> MatterNumber? { MatterNumber(stored: try integer(column)) }
}
