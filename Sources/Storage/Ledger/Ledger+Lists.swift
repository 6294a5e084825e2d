import Matters

// Every list and count walks an index from the reader's own circles on and stops at its bound, however many matters
// there are (`QueryPlanTests`).
extension Ledger {
    /// By the next running deadline; the cursor is the last row's place. Or newest first, one page only.
    func list(_ query: MatterQuery) async throws -> MatterList {
        let isNewest = query.order == .newest
        let page = try await page(of: query, isNewest ? Select.newest(query) : Select.page(query))
        return isNewest ? MatterList(records: page.records, next: nil) : page
    }

    /// The records of a statement that asks for one row more than the page has.
    func page(of query: MatterQuery, _ select: @autoclosure () -> Select) async throws -> MatterList {
        guard !query.scopes.isEmpty else { return MatterList(records: [], next: nil) }
        let select = select()
        return try await database.read { connection in
            let rows = try connection.rows(select.sql, select.values)
            let shown = rows.prefix(query.limit)
            let next = try rows.count > query.limit ? shown.last.map(Cursor.init(row:))?.text : nil
            return MatterList(records: try records(Array(shown), connection), next: next)
        }
    }

    /// The matters of these rows, each at the version that stands there.
    func records(_ rows: [SQLRow], _ connection: any SQLConnection) throws -> [MatterRecord] {
        let found = try rows.compactMap { row in
            try row.number("matter").map { (number: $0, version: Int(try row.integer("version"))) }
        }
        return try recent.records(found, reader: TrailReader(connection: connection, vault: vault))
    }

    /// - Returns: counts up to `Bounds.countedMatters`.
    func tally(_ query: MatterQuery) async throws -> [MatterState: Int] {
        guard !query.scopes.isEmpty else { return [:] }
        let select = Select.tally(query)
        return try await database.read { connection in
            try connection.rows(select.sql, select.values).reduce(into: [:]) { tally, row in
                let count = Int(try row.integer("count"))
                if let state = MatterState(rawValue: try row.text("state")), count > 0 { tally[state] = count }
            }
        }
    }

    /// - Returns: counts up to `Bounds.countedMatters` for each state.
    func townships(_ query: MatterQuery, now: Instant) async throws -> [TownshipTally] {
        guard let county = query.scopes.first(where: \.isCounty) else { return [] }
        let select = Select.townships(county, viewer: query.viewer, now: now)
        return try await database.read { connection in
            try connection.rows(select.sql, select.values).compactMap { row in
                guard let township = DivisionCode(try row.text("township")) else { return nil }
                func sum(_ what: String, _ states: some Sequence<MatterState>) throws -> Int {
                    try states.reduce(0) { $0 + Int(try row.integer("\(what)_\($1.rawValue)")) }
                }
                let tally = TownshipTally(
                    township: township, open: try sum("open", MatterState.open),
                    late: try sum("late", MatterState.open),
                    triage: try sum("open", [.triage]), reopened: try sum("open", [.reopened]))
                return tally.open > 0 ? tally : nil
            }.sorted { $0.township.text < $1.township.text }
        }
    }

    /// - Returns: counts up to `Bounds.countedLoad`.
    func load(of workers: [StaffID]) async throws -> [StaffID: Int] {
        // Between one candidate and nobody there is nothing to weigh.
        guard workers.count > 1 else { return [:] }
        let select = Select.load(of: workers)
        return try await database.read { connection in
            try connection.rows(select.sql, select.values).reduce(into: [:]) { load, row in
                let count = Int(try row.integer("count"))
                if case .worker(let id)? = Holder(text: try row.text("holder")), count > 0 { load[id] = count }
            }
        }
    }
}
