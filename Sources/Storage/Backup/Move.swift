import Crypto
public import Matters

/// Moves a ledger from its SQLite file to PostgreSQL, row by row, and compares both sides. The file stays as it is.
public struct Move: Sendable {
    /// A table as it is on both sides now.
    public struct Moved: Sendable, Hashable {
        public let table: String
        public let rows: Int
    }

    /// Rows written in one transaction, and read at once.
    private static let batch = 500

    /// Every table that goes along, in an order that references allow, with its key. `lease` stays: the new database's
    /// nodes take their own.
    static let tables: [(name: String, key: [String])] = [
        ("deployment", ["id"]), ("revision", ["topic"]), ("grid_folder", ["version"]), ("site_code", ["token"]),
        ("code_traffic", ["token", "day", "step"]), ("code_scanned", ["token"]), ("code_doubt", ["position"]),
        ("account", ["login"]), ("session", ["token_hash"]), ("sign_in_failure", ["login"]), ("audit", ["position"]),
        ("matter_key", ["matter"]), ("matter", ["number"]), ("event", ["position"]),
        ("sealed_words", ["matter", "version", "field"]), ("deadline", ["matter", "rule", "start"]),
        ("matter_scope", ["matter", "scope"]), ("matter_exclusion", ["matter", "staff"]),
    ]
    static let left: Set = ["lease", "schema_migration", "sqlite_sequence"]

    private let source: any SQLDatabase
    private let target: any SQLDatabase
    private let place: String

    /// - Parameter store: an open ledger in a file, which nobody writes meanwhile.
    /// - Throws: `StorageFault` if there is no such server, or it does not take writes.
    public init(of store: Store, to url: String) throws {
        guard store.database.dialect.engine == .sqlite else { throw MoveFault.alreadyThere }
        source = store.database
        place = try PostgresAddress(url: url).place
        target = GroupCommit(try PostgresEngine(url: url) { _ in }) { _ in }
    }

    /// - Parameter progress: called with the rows written, of how many.
    /// - Throws: `MoveFault`; then the target may hold a part, and a second run says what to do.
    public func run(
        at now: Instant, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [Moved] {
        try await checkTables()
        try await Migrations.run(on: target, at: now)
        var counts: [Int] = []
        for table in Self.tables { counts.append(try await count(table.name, source)) }
        let total = counts.reduce(0, +)
        var done = 0
        for table in Self.tables {
            try await copy(table.name, key: table.key) { rows in
                done += rows
                progress(done, total)
            }
        }
        for table in ["event", "audit", "code_doubt"] { try await setIdentity(of: table) }
        return try await compare()
    }

    public func close() throws { try target.close() }

    /// The source has no table that would stay behind; the target has none of ours.
    private func checkTables() async throws {
        let known = Self.left.union(Self.tables.map(\.name))
        let here = try await names("SELECT name FROM sqlite_master WHERE type = 'table'", source)
        if let stranger = here.sorted().first(where: { !known.contains($0) }) { throw MoveFault.unknownTable(stranger) }
        let there = try await names(
            """
            SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
            WHERE table_schema = current_schema()
            """, target)
        guard there.isDisjoint(with: known) else { throw MoveFault.notEmpty(place) }
    }

    private func copy(_ table: String, key: [String], _ written: (Int) -> Void) async throws {
        // What the migrations put there is the source's to say.
        try await target.write { try $0.run("DELETE FROM \(table)") }
        try await forEachPage(of: table, key: key, in: source) { rows in
            guard let columns = rows.first?.columns.names else { return }
            try await target.write { connection in
                try connection.insert("\(table) (\(columns.joined(separator: ", ")))", rows.map(\.values))
            }
            written(rows.count)
        }
    }

    /// New rows go on after the highest that came.
    private func setIdentity(of table: String) async throws {
        try await target.write { connection in
            let highest = try connection.row("SELECT MAX(position) AS position FROM \(table)", [])
            guard let position = highest?.optionalInteger("position") else { return }
            _ = try connection.rows(
                "SELECT setval(pg_get_serial_sequence('\(table)', 'position'), CAST(? AS BIGINT)) AS position",
                [.integer(position)])
        }
    }

    /// Counts and sums up the content of every table on both sides.
    func compare() async throws -> [Moved] {
        var moved: [Moved] = []
        for table in Self.tables {
            let columns = try await columns(of: table.name)
            let (ours, theirs) = try await (
                sum(table.name, key: table.key, columns, source), sum(table.name, key: table.key, columns, target)
            )
            guard ours == theirs else { throw MoveFault.different(table.name, here: ours.rows, there: theirs.rows) }
            moved.append(Moved(table: table.name, rows: ours.rows))
        }
        return moved
    }

    /// Two tables with the same rows have the same sum, in whatever order their engines sort texts.
    private struct Sum: Equatable {
        var rows = 0
        var words: [UInt64] = [0, 0, 0, 0]

        mutating func add(_ row: SQLRow) {
            var coder = StatementCoder()
            var bytes: [UInt8] = []
            coder.encode(GroupCommit.Statement(sql: "", values: row.values), to: &bytes)
            rows += 1
            for (index, byte) in SHA256.hash(data: bytes).enumerated() {
                words[index / 8] &+= UInt64(byte) << (8 * UInt64(index % 8))
            }
        }
    }

    private func sum(
        _ table: String, key: [String], _ columns: [String], _ database: any SQLDatabase
    ) async throws -> Sum {
        var sum = Sum()
        try await forEachPage(of: table, columns, key: key, in: database) { rows in rows.forEach { sum.add($0) } }
        return sum
    }

    /// Reads a table in the order of its key, a page at a time.
    private func forEachPage(
        of table: String, _ columns: [String]? = nil, key: [String], in database: any SQLDatabase,
        _ body: ([SQLRow]) async throws -> Void
    ) async throws {
        var last: [SQLValue] = []
        let (names, order) = (columns?.joined(separator: ", ") ?? "*", key.joined(separator: ", "))
        while true {
            let after = last
            let rows = try await database.read { connection in
                let place = after.isEmpty ? "" : "WHERE (\(order)) > (\(connection.marks(key.count)))"
                return try connection.rows(
                    "SELECT \(names) FROM \(table) \(place) ORDER BY \(order) LIMIT \(Self.batch)", after)
            }
            if !rows.isEmpty { try await body(rows) }
            guard rows.count == Self.batch, let end = rows.last else { return }
            last = key.compactMap { end[$0] }
        }
    }

    private func columns(of table: String) async throws -> [String] {
        try await source.read { connection in
            try connection.rows("SELECT name FROM pragma_table_info('\(table)')").map { try $0.text("name") }
        }
    }

    private func names(_ sql: String, _ database: any SQLDatabase) async throws -> Set<String> {
        Set(try await database.read { try $0.rows(sql).map { try $0.text("name") } })
    }

    private func count(_ table: String, _ database: any SQLDatabase) async throws -> Int {
        try await database.read { connection in
            Int(try connection.row("SELECT COUNT(*) AS count FROM \(table)", [])?.integer("count") ?? 0)
        }
    }
}

/// Why a ledger was not moved. The file is as it was.
public enum MoveFault: Error, CustomStringConvertible {
    case alreadyThere
    case notEmpty(String)
    /// A table of a newer program: it would stay behind.
    case unknownTable(String)
    case different(String, here: Int, there: Int)

    public var description: String {
        switch self {
        case .alreadyThere: "This deployment is in PostgreSQL already."
        case .notEmpty(let place):
            "\(place) has tables of a ledger already, perhaps of a move that was interrupted. Nothing was changed. "
                + "Make the database anew (dropdb, createdb) if nothing else needs it, and run this again."
        case .unknownTable(let table):
            "The file has a table \(table) that this program does not know. Nothing was moved."
        case .different(let table, let here, let there):
            "Table \(table) differs: \(here) rows in the file, \(there) in PostgreSQL, or other content. "
                + "Go on with the file; make the PostgreSQL database anew and run this again."
        }
    }
}
