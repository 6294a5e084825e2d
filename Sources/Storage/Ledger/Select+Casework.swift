import Matters

extension Select {
    /// What the system does next, the longest overdue first.
    static func due(_ now: Instant, after: DueMatter?, limit: Int) -> Select {
        let (tick, number) = (after?.since.milliseconds ?? Int64.min, after?.number.value ?? .integer(Int64.min))
        return Select(
            """
            SELECT number, next_tick FROM matter WHERE next_tick <= ? AND (next_tick, number) > (?, ?)
            ORDER BY next_tick, number LIMIT ?
            """, [.integer(now.milliseconds), .integer(tick), number, .integer(Int64(limit))])
    }

    /// Matters with a clock that runs, by number.
    static func running(after: MatterNumber?, limit: Int) -> Select {
        Select(
            """
            SELECT m.number AS number FROM matter m WHERE m.number > ?
                AND EXISTS (SELECT 1 FROM deadline d WHERE d.matter = m.number AND d.stopped IS NULL)
            ORDER BY m.number LIMIT ?
            """, [after?.value ?? .integer(Int64.min), .integer(Int64(limit))])
    }

    /// One walk for each circle and level, each already in order; merged, they are the page. What no clock drives any
    /// more lies behind all that one does.
    static func raised(_ query: MatterQuery, atLeast level: Ladder.Level) -> Select {
        let limit = SQLValue.integer(Int64(query.limit + 1))
        let levels = Ladder.Level.allCases.filter { $0 >= level }
        let walks = query.scopes.map(\.text).sorted().flatMap { scope in
            levels.map { level in
                var filter = Filter(query)
                filter.add("s.scope = ?", [.text(scope)])
                filter.add("s.level = ?", [.integer(Int64(level.rawValue))])
                filter.add("s.next_due < ?", [.integer(Int64.max / 2)])
                if let states = query.states {
                    filter.add(
                        "s.state IN (\(marks(states.count)))", states.map(\.rawValue).sorted().map { .text($0) })
                }
                if let cursor = query.cursor.flatMap(Cursor.init) {
                    filter.add("(s.next_due, s.matter) > (?, ?)", [.integer(cursor.due), .integer(cursor.matter)])
                }
                return Select(
                    """
                    SELECT * FROM (SELECT s.matter AS matter, s.next_due AS next_due FROM matter_scope s \(filter.join)
                    WHERE \(filter.sql) ORDER BY s.next_due, s.matter LIMIT ?) AS walk
                    """, filter.values + [limit])
            }
        }
        return merged(walks, limit: limit)
    }

    /// One walk for each circle, over an index that holds urgent matters alone.
    static func rousing(_ query: MatterQuery) -> Select {
        let limit = SQLValue.integer(Int64(query.limit + 1))
        let walks = query.scopes.map(\.text).sorted().map { scope in
            var filter = Filter(query)
            filter.add("s.scope = ?", [.text(scope)])
            filter.add("s.rousing IS NOT NULL", [])
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

    /// What was joined to a matter, by number.
    static func children(of parent: MatterNumber, _ query: MatterQuery) -> Select {
        var filter = Filter(query, seen: "m.number")
        filter.add("m.parent = ?", [parent.value])
        if let cursor = query.cursor.flatMap(Cursor.init) { filter.add("m.number > ?", [.integer(cursor.matter)]) }
        return Select(
            """
            SELECT m.number AS matter, m.next_due AS next_due, m.version AS version FROM matter m
            WHERE \(filter.sql) ORDER BY m.number LIMIT ?
            """, filter.values + [.integer(Int64(query.limit + 1))])
    }

    /// What was told lately of the same cell and of the same category, or of none, newest first.
    static func similar(to matter: Matter, _ query: MatterQuery, since: Instant) -> Select {
        var filter = Filter(query, seen: "m.number")
        filter.add("m.cell = ?", [.text(matter.filing.cell.text)])
        filter.add("m.filed_at >= ?", [.integer(since.milliseconds)])
        filter.add("m.number <> ?", [matter.number.value])
        if let category = matter.category {
            filter.add("(m.category IS NULL OR m.category = ?)", [.text(category.text)])
        }
        return Select(
            """
            SELECT m.number AS matter, m.version AS version FROM matter m
            WHERE \(filter.sql) ORDER BY m.filed_at DESC LIMIT ?
            """, filter.values + [.integer(Int64(Bounds.similarMatters))])
    }

    static func rating(of unit: StationID) -> Select {
        Select(
            """
            SELECT COUNT(*) AS count, CAST(SUM(stars) AS BIGINT) AS sum FROM matter
            WHERE unit = ? AND stars IS NOT NULL
            """, [.text(unit.text)])
    }
}
