import Matters

// Every list and count walks an index from the reader's own circles on and stops at its bound, however many matters
// there are (`QueryPlanTests`).
extension Ledger {
    /// By the next running deadline; the cursor is the last row's place. Or newest first, one page only.
    func list(_ query: MatterQuery) async throws -> MatterList {
        guard !query.scopes.isEmpty else { return MatterList(records: [], next: nil) }
        return try await database.read { connection in
            let select = query.order == .newest ? Select.newest(query) : Select.page(query)
            let rows = try connection.rows(select.sql, select.values)
            let shown = rows.prefix(query.limit)
            let next = try rows.count > query.limit ? shown.last.map(Cursor.init(row:))?.text : nil
            let found = try shown.compactMap { row in
                MatterNumber(stored: try row.integer("matter")).map { ($0, row) }
            }
            let records = try recent.records(
                found.map { (number: $0, version: Int(try $1.integer("version"))) },
                reader: TrailReader(connection: connection, vault: vault))
            return MatterList(records: records, next: query.order == .newest ? nil : next)
        }
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

/// A statement and its values.
private struct Select {
    var sql = ""
    var values: [SQLValue] = []

    init(_ sql: String, _ values: [SQLValue]) {
        self.sql = sql
        self.values = values
    }

    static func joined(_ parts: [Select], by separator: String) -> Select {
        Select(parts.map(\.sql).joined(separator: separator), parts.flatMap(\.values))
    }

    /// One walk for each circle and state, each already in order; merged, they are the page.
    static func page(_ query: MatterQuery) -> Select {
        let limit = SQLValue.integer(Int64(query.limit + 1))
        let walks = circles(query) { filter in
            if let cursor = query.cursor.flatMap(Cursor.init) {
                filter.add("(s.next_due, s.matter) > (?, ?)", [.integer(cursor.due), .integer(cursor.matter)])
            }
            return Select(
                """
                SELECT * FROM (SELECT s.matter AS matter, s.next_due AS next_due FROM matter_scope s \(filter.join)
                WHERE \(filter.sql) ORDER BY s.next_due, s.matter LIMIT ?) AS walk
                """, filter.values + [limit])
        }
        let all = joined(walks, by: " UNION ")
        return Select(
            """
            SELECT p.matter AS matter, p.next_due AS next_due, m.version AS version
            FROM (SELECT matter, next_due FROM (\(all.sql)) AS walks ORDER BY next_due, matter LIMIT ?) AS p
            JOIN matter m ON m.number = p.matter ORDER BY p.next_due, p.matter
            """, all.values + [limit])
    }

    /// Newest first of what one holder has; of what nobody in particular has, everything in the circles is sorted.
    static func newest(_ query: MatterQuery) -> Select {
        let limit = SQLValue.integer(Int64(query.limit + 1))
        let scopes = query.scopes.map(\.text).sorted()
        let walks = states(query).map { state in
            var filter = Filter(query)
            filter.joinsMatter = true
            filter.add("m.state = ?", [.text(state.rawValue)])
            let circles = marks(scopes.count)
            filter.add(
                "EXISTS (SELECT 1 FROM matter_scope s WHERE s.matter = m.number AND s.scope IN (\(circles)))",
                scopes.map { .text($0) })
            return Select(
                """
                SELECT * FROM (SELECT m.number AS matter, m.changed_at AS changed_at, m.next_due AS next_due,
                    m.version AS version
                FROM matter m WHERE \(filter.sql) ORDER BY m.changed_at DESC LIMIT ?) AS walk
                """, filter.values + [limit])
        }
        let all = joined(walks, by: " UNION ALL ")
        return Select(
            """
            SELECT matter, next_due, version FROM (\(all.sql)) AS walks ORDER BY changed_at DESC, matter LIMIT ?
            """, all.values + [limit])
    }

    static func tally(_ query: MatterQuery) -> Select {
        let most = SQLValue.integer(Int64(Bounds.countedMatters))
        let counts = states(query).map { state in
            var one = query
            one.states = [state]
            let walks = circles(one) { filter in
                Select(
                    """
                    SELECT * FROM (SELECT s.matter AS matter FROM matter_scope s \(filter.join) WHERE \(filter.sql)
                    LIMIT ?) AS walk
                    """, filter.values + [most])
            }
            let all = joined(walks, by: " UNION ")
            return Select(
                """
                SELECT '\(state.rawValue)' AS state, COUNT(*) AS count
                FROM (SELECT matter FROM (\(all.sql)) AS walks LIMIT ?) AS counted
                """, all.values + [most])
        }
        return joined(counts, by: " UNION ALL ")
    }

    /// The townships one after the other, each by one step in the index; then, for each, what is open and what is late.
    static func townships(_ county: Scope, viewer: StaffID, now: Instant) -> Select {
        let scope = SQLValue.text(county.text)
        let counts = MatterState.open.flatMap { state in
            ["open", "late"].map { what in
                Select(
                    """
                    (SELECT COUNT(*) FROM (SELECT 1 FROM matter_scope s
                    WHERE s.scope = ? AND s.township = t.township AND s.state = '\(state.rawValue)'
                        \(what == "late" ? "AND s.next_due < ?" : "")
                        AND NOT EXISTS (SELECT 1 FROM matter_exclusion x WHERE x.staff = ? AND x.matter = s.matter)
                    LIMIT ?) AS counted) AS \(what)_\(state.rawValue)
                    """,
                    [scope] + (what == "late" ? [.integer(now.milliseconds)] : [])
                        + [.text(viewer.text), .integer(Int64(Bounds.countedMatters))])
            }
        }
        let all = joined(counts, by: ", ")
        return Select(
            """
            WITH RECURSIVE t (township) AS (
                SELECT MIN(township) FROM matter_scope WHERE scope = ? AND township IS NOT NULL
                UNION ALL
                SELECT (SELECT MIN(s.township) FROM matter_scope s WHERE s.scope = ? AND s.township > t.township)
                FROM t WHERE t.township IS NOT NULL)
            SELECT t.township AS township, \(all.sql) FROM t WHERE t.township IS NOT NULL
            """, [scope, scope] + all.values)
    }

    static func load(of workers: [StaffID]) -> Select {
        let open = MatterState.open.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let counts = workers.map { worker in
            Select(
                """
                SELECT CAST(? AS TEXT) AS holder, COUNT(*) AS count
                FROM (SELECT 1 FROM matter WHERE holder = ? AND state IN (\(open)) LIMIT ?) AS counted
                """,
                [
                    .text(Holder.worker(worker).text), .text(Holder.worker(worker).text),
                    .integer(Int64(Bounds.countedLoad)),
                ])
        }
        return joined(counts, by: " UNION ALL ")
    }

    private static func states(_ query: MatterQuery) -> [MatterState] {
        (query.states ?? Set(MatterState.allCases)).sorted { $0.rawValue < $1.rawValue }
    }

    /// One part for each circle and state: so each is one range of an index.
    private static func circles(_ query: MatterQuery, _ part: (inout Filter) -> Select) -> [Select] {
        query.scopes.map(\.text).sorted().flatMap { scope in
            states(query).map { state in
                var filter = Filter(query)
                filter.add("s.scope = ?", [.text(scope)])
                filter.add("s.state = ?", [.text(state.rawValue)])
                return part(&filter)
            }
        }
    }

    private static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
}

/// The `WHERE` of a query besides circle and state: whom it excludes, and what was asked for.
private struct Filter {
    var joinsMatter = false
    private(set) var values: [SQLValue] = []
    private var terms: [String] = []
    private var matterTerms: [(String, SQLValue)] = []

    var join: String { joinsMatter ? "JOIN matter m ON m.number = s.matter" : "" }
    var sql: String { terms.joined(separator: " AND ") }

    init(_ query: MatterQuery) {
        let isAboutMatter = query.order == .newest
        let number = isAboutMatter ? "m.number" : "s.matter"
        add(
            "NOT EXISTS (SELECT 1 FROM matter_exclusion x WHERE x.staff = ? AND x.matter = \(number))",
            [.text(query.viewer.text)])
        if let due = query.dueBefore {
            add("\(isAboutMatter ? "m" : "s").next_due < ?", [.integer(due.milliseconds)])
        }
        if let holder = query.holder { addMatter("holder", .text(holder.text)) }
        if let cell = query.cell { addMatter("cell", .text(cell.text)) }
        if let township = query.township { addMatter("township", .text(township.text)) }
        if let category = query.category { addMatter("category", .text(category.text)) }
    }

    mutating func add(_ term: String, _ values: [SQLValue]) {
        terms.append(term)
        self.values += values
    }

    private mutating func addMatter(_ column: String, _ value: SQLValue) {
        joinsMatter = true
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

extension Scope {
    fileprivate var isCounty: Bool { if case .county = self { true } else { false } }
}

extension MatterState {
    /// Those in which somebody still has something to do, in a fixed order.
    fileprivate static let open = allCases.filter(\.isOpen)
}
