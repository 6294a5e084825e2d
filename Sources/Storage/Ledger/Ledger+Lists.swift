import Matters

extension Ledger {
    /// By the next running deadline, then by number; the cursor is the last row's pair. Or newest first, one page only.
    func list(_ query: MatterQuery) async throws -> MatterList {
        guard !query.scopes.isEmpty else { return MatterList(records: [], next: nil) }
        return try await database.read { connection in
            var filter = Filter(query, connection)
            let isNewestFirst = query.order == .newest
            if isNewestFirst { filter.joinMatter() }
            if let cursor = query.cursor.flatMap(Cursor.init) {
                filter.add(
                    "(s.next_due > ? OR (s.next_due = ? AND s.matter > ?))",
                    [.integer(cursor.due), .integer(cursor.due), .integer(cursor.matter)])
            }
            let rows = try connection.rows(
                """
                SELECT DISTINCT s.matter AS matter, s.next_due AS next_due\(isNewestFirst ? ", m.changed_at" : "")
                FROM matter_scope s \(filter.join) WHERE \(filter.sql)
                ORDER BY \(isNewestFirst ? "m.changed_at DESC" : "s.next_due"), s.matter LIMIT ?
                """, filter.values + [.integer(Int64(query.limit + 1))])
            let shown = rows.prefix(query.limit)
            let numbers = try shown.compactMap { MatterNumber(stored: try $0.integer("matter")) }
            let next = try rows.count > query.limit ? shown.last.map(Cursor.init(row:))?.text : nil
            return MatterList(
                records: try TrailReader(connection: connection, vault: vault).records(numbers), next: next)
        }
    }

    func tally(_ query: MatterQuery) async throws -> [MatterState: Int] {
        guard !query.scopes.isEmpty else { return [:] }
        return try await database.read { connection in
            var all = query
            all.states = nil
            let filter = Filter(all, connection)
            let rows = try connection.rows(
                """
                SELECT s.state AS state, COUNT(DISTINCT s.matter) AS count FROM matter_scope s \(filter.join)
                WHERE \(filter.sql) GROUP BY s.state
                """, filter.values)
            return try rows.reduce(into: [:]) { tally, row in
                if let state = MatterState(rawValue: try row.text("state")) {
                    tally[state] = Int(try row.integer("count"))
                }
            }
        }
    }

    func townships(_ query: MatterQuery, now: Instant) async throws -> [TownshipTally] {
        guard !query.scopes.isEmpty else { return [] }
        return try await database.read { connection in
            var every = query
            every.states = nil
            let filter = Filter(every, connection)
            let rows = try connection.rows(
                """
                SELECT t.township AS township,
                    SUM(CASE WHEN t.state <> 'closed' THEN 1 ELSE 0 END) AS open,
                    SUM(CASE WHEN t.state <> 'closed' AND t.next_due < ? THEN 1 ELSE 0 END) AS late,
                    SUM(CASE WHEN t.state = 'triage' THEN 1 ELSE 0 END) AS triage,
                    SUM(CASE WHEN t.state = 'reopened' THEN 1 ELSE 0 END) AS reopened
                FROM (SELECT DISTINCT m.number, m.township, m.state, m.next_due
                    FROM matter_scope s JOIN matter m ON m.number = s.matter WHERE \(filter.sql)) t
                GROUP BY t.township ORDER BY t.township
                """, [.integer(now.milliseconds)] + filter.values)
            return try rows.compactMap { row in
                guard let township = DivisionCode(try row.text("township")) else { return nil }
                return TownshipTally(
                    township: township, open: Int(try row.integer("open")), late: Int(try row.integer("late")),
                    triage: Int(try row.integer("triage")), reopened: Int(try row.integer("reopened")))
            }
        }
    }

    func load(of workers: [StaffID]) async throws -> [StaffID: Int] {
        guard !workers.isEmpty else { return [:] }
        return try await database.read { connection in
            let rows = try connection.rows(
                """
                SELECT holder, COUNT(*) AS count FROM matter
                WHERE holder IN (\(connection.marks(workers.count))) AND state <> 'closed' GROUP BY holder
                """, workers.map { .text(Holder.worker($0).text) })
            return try rows.reduce(into: [:]) { load, row in
                if case .worker(let id)? = Holder(text: try row.text("holder")) {
                    load[id] = Int(try row.integer("count"))
                }
            }
        }
    }
}

/// The `WHERE` of a query: its reader's circles first, so that nothing outside them is ever counted or listed.
private struct Filter {
    private(set) var join = ""
    private(set) var values: [SQLValue] = []
    private var terms: [String] = []

    var sql: String { terms.joined(separator: " AND ") }

    init(_ query: MatterQuery, _ connection: any SQLConnection) {
        add(
            "s.scope IN (\(connection.marks(query.scopes.count)))", query.scopes.map(\.text).sorted().map { .text($0) })
        if let states = query.states {
            add("s.state IN (\(connection.marks(states.count)))", states.map(\.rawValue).sorted().map { .text($0) })
        }
        add(
            "NOT EXISTS (SELECT 1 FROM matter_exclusion x WHERE x.matter = s.matter AND x.staff = ?)",
            [.text(query.viewer.text)])
        if let due = query.dueBefore { add("s.next_due < ?", [.integer(due.milliseconds)]) }
        if let holder = query.holder { addMatter("holder", .text(holder.text)) }
        if let cell = query.cell { addMatter("cell", .text(cell.text)) }
        if let township = query.township { addMatter("township", .text(township.text)) }
        if let category = query.category { addMatter("category", .text(category.text)) }
    }

    mutating func add(_ term: String, _ values: [SQLValue]) {
        terms.append(term)
        self.values += values
    }

    mutating func joinMatter() { join = "JOIN matter m ON m.number = s.matter" }

    private mutating func addMatter(_ column: String, _ value: SQLValue) {
        joinMatter()
        add("m.\(column) = ?", [value])
    }
}

/// Where a page ended.
private struct Cursor {
    let due: Int64
    let matter: Int64

    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let due = Int64(parts[0]), let matter = Int64(parts[1]) else { return nil }
        self.due = due
        self.matter = matter
    }

    init(row: SQLRow) throws {
        due = try row.integer("next_due")
        matter = try row.integer("matter")
    }

    var text: String { "\(due)-\(matter)" }
}
