import Matters

/// A statement and its values.
struct Select {
    var sql = ""
    var values: [SQLValue] = []

    init(_ sql: String, _ values: [SQLValue]) {
        self.sql = sql
        self.values = values
    }

    static func joined(_ parts: [Select], by separator: String) -> Select {
        Select(parts.map(\.sql).joined(separator: separator), parts.flatMap(\.values))
    }

    /// SQLite unites 500 at once; a worker of forty cells has more circles and states than that.
    static func union(_ walks: [Select], atOnce: Int = 400) -> Select {
        guard walks.count > atOnce else { return joined(walks, by: " UNION ") }
        let parts = stride(from: 0, to: walks.count, by: atOnce).map { start in
            let part = joined(Array(walks[start..<min(start + atOnce, walks.count)]), by: " UNION ")
            return Select("SELECT * FROM (\(part.sql)) AS walk", part.values)
        }
        return joined(parts, by: " UNION ")
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
        return merged(walks, limit: limit)
    }

    /// The first of several walks by urgency, each matter once.
    static func merged(_ walks: [Select], limit: SQLValue) -> Select {
        let all = union(walks)
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
        let walks = states(query).map { state in
            var filter = Filter(query, seen: "m.number")
            filter.add("m.state = ?", [.text(state.rawValue)])
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
    static func townships(_ county: Scope, viewer: Set<Exclusion>, now: Instant) -> Select {
        let scope = SQLValue.text(county.text)
        let counts = MatterState.open.flatMap { state in
            ["open", "late"].map { what in
                Select(
                    """
                    (SELECT COUNT(*) FROM (SELECT 1 FROM matter_scope s
                    WHERE s.scope = ? AND s.township = t.township AND s.state = '\(state.rawValue)'
                        \(what == "late" ? "AND s.next_due < ?" : "")
                        AND NOT EXISTS (SELECT 1 FROM matter_exclusion x WHERE x.matter = s.matter
                            AND x.staff IN (\(marks(viewer.count))))
                    LIMIT ?) AS counted) AS \(what)_\(state.rawValue)
                    """,
                    [scope] + (what == "late" ? [.integer(now.milliseconds)] : [])
                        + viewer.sorted().map { .text($0.text) } + [.integer(Int64(Bounds.countedMatters))])
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

    static func states(_ query: MatterQuery) -> [MatterState] {
        (query.states ?? Set(MatterState.allCases)).sorted { $0.rawValue < $1.rawValue }
    }

    /// One part for each circle and state: so each is one range of an index.
    static func circles(_ query: MatterQuery, _ part: (inout Filter) -> Select) -> [Select] {
        query.scopes.map(\.text).sorted().flatMap { scope in
            states(query).map { state in
                var filter = Filter(query)
                filter.add("s.scope = ?", [.text(scope)])
                filter.add("s.state = ?", [.text(state.rawValue)])
                return part(&filter)
            }
        }
    }

    static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
}

/// The `WHERE` of a query besides circle and state: whom it excludes, and what was asked for.
struct Filter {
    private var joinsMatter = false
    private(set) var values: [SQLValue] = []
    private var terms: [String] = []
    private var matterTerms: [(String, SQLValue)] = []

    var join: String { joinsMatter ? "JOIN matter m ON m.number = s.matter" : "" }
    var sql: String { terms.joined(separator: " AND ") }

    /// - Parameter seen: the matter's number, where matters are read without their circles: they are asked for then.
    init(_ query: MatterQuery, seen: String? = nil) {
        let isAboutMatter = seen != nil
        let number = seen ?? "s.matter"
        add(
            """
            NOT EXISTS (SELECT 1 FROM matter_exclusion x WHERE x.matter = \(number)
                AND x.staff IN (\(Select.marks(query.viewer.count))))
            """, query.viewer.sorted().map { .text($0.text) })
        if isAboutMatter {
            let scopes = query.scopes.map(\.text).sorted()
            add(
                """
                EXISTS (SELECT 1 FROM matter_scope s WHERE s.matter = \(number)
                    AND s.scope IN (\(Select.marks(scopes.count))))
                """, scopes.map { .text($0) })
        }
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
struct Cursor {
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
    var isCounty: Bool { if case .county = self { true } else { false } }
}

extension MatterState {
    /// Those in which somebody still has something to do, in a fixed order.
    static let open = allCases.filter(\.isOpen)
}
