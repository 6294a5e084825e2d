import Testing

@testable import Storage

@Suite("PostgreSQL keeps values as they are", .timeLimit(.minutes(2)))
struct PostgresValueTests {
    private let database: PostgresDatabase
    init() throws { database = try PostgresDatabase() }

    @Test(
        "a value comes back as it was given",
        arguments: [
            .null, .integer(0), .integer(.min), .integer(.max), .integer(-1), .text(""), .text("莲花街道 🏮 e\u{301}"),
            .text("it's \"quoted\" \\ ? $1"), .bytes([]), .bytes([0, 1, 0xFF]),
        ] as [SQLValue])
    func roundTrip(_ value: SQLValue) async throws { try await expectKept(value) }

    @Test("a mebibyte comes back as it was given")
    func large() async throws {
        try await expectKept(.bytes((0..<1 << 20).map { UInt8(truncatingIfNeeded: $0) }))
    }

    private func expectKept(_ value: SQLValue) async throws {
        try database.psql("CREATE TABLE kept (i BIGINT, t TEXT, b BYTEA)")
        let column =
            switch value {
            case .null, .integer: "i"
            case .text: "t"
            case .bytes: "b"
            }
        try await database.write("INSERT INTO kept (\(column)) VALUES (?)", [value])
        let rows = try await database.rows("SELECT \(column) AS value FROM kept")
        #expect(rows.count == 1 && rows.first?["value"] == value)
        let found = try await database.rows("SELECT i FROM kept WHERE \(column) = ?", [value])
        #expect(found.count == (value == .null ? 0 : 1))
    }

    @Test("a text with NUL is refused with a sentence, and the connection works on")
    func nul() async throws {
        try database.psql("CREATE TABLE kept (t TEXT)")
        await #expect {
            try await database.write("INSERT INTO kept VALUES (?)", [.text("a\0b")])
        } throws: { "\($0)".contains("NUL") && ($0 as? PostgresError)?.verdict == .command }
        try await database.write("INSERT INTO kept VALUES (?)", [.text("ab")])
        #expect(try database.psql("SELECT t FROM kept") == "ab")
    }

    @Test("a sum of BIGINTs is NUMERIC there, and says so")
    func numeric() async throws {
        await #expect {
            try await database.rows("SELECT SUM(n) AS total FROM (VALUES (1::bigint), (2)) AS v (n)")
        } throws: { "\($0)".contains("total is NUMERIC") && "\($0)".contains("CAST it AS BIGINT") }
        let total = "SELECT CAST(SUM(n) AS BIGINT) AS total FROM (VALUES (1::bigint), (2)) AS v (n)"
        #expect(try await database.rows(total).first?.integer("total") == 3)
    }

    @Test("small integers, names and truth are read as what they are")
    func small() async throws {
        let sql = """
            SELECT 7::smallint AS a, -7::int AS b, true AS c, 'x'::name AS d, 'y'::varchar AS e,
                '9'::xid8 AS f, pg_notify('other', '') AS g
            """
        let row = try #require(try await database.rows(sql).first)
        let expected: [SQLValue] = [
            .integer(7), .integer(-7), .integer(1), .text("x"), .text("y"), .integer(9), .null,
        ]
        #expect(row.columns.names == ["a", "b", "c", "d", "e", "f", "g"] && row.values == expected)
    }

    @Test("question marks become numbers, except in quotes")
    func marks() {
        #expect(PostgresStatements.numbered("a = ? AND b IN (?, ?)") == "a = $1 AND b IN ($2, $3)")
        #expect(PostgresStatements.numbered("'?' = \"?\" OR 'it''s ?' = ?") == "'?' = \"?\" OR 'it''s ?' = $1")
    }

    @Test("a thousand different statements leave 256 prepared, and each gives its answer")
    func thousandStatements() async throws {
        let answers = try await database.writing { writer in
            try writer.begin()
            let answers = try (1...1000).map { number in
                try writer.rows("SELECT ? + \(number) AS sum", [.integer(1)])[0].integer("sum")
            }
            try writer.commit()
            return answers
        }
        #expect(answers == (2...1001).map(Int64.init))
        let kept = try await database.write("SELECT COUNT(*) AS kept FROM pg_prepared_statements")[0]
        // What this transaction itself pushed out is forgotten with the next.
        #expect(try abs(kept.integer("kept") - Int64(PostgresStatements.limit)) <= 4)
    }

    @Test("a column added by a newer node does not fail the statements that are prepared")
    func stalePlan() async throws {
        try database.psql("CREATE TABLE grid (cell TEXT); INSERT INTO grid VALUES ('512002001001001')")
        for _ in 1...8 { _ = try await database.rows("SELECT * FROM grid") }
        try await database.write("UPDATE grid SET cell = cell RETURNING *")
        try database.psql("ALTER TABLE grid ADD COLUMN note TEXT DEFAULT 'n'")
        for _ in 1...8 {
            let row = try #require(try await database.rows("SELECT * FROM grid").first)
            #expect(try row.text("cell") == "512002001001001")
        }
        // A write is told to run again, alone; then it works.
        await #expect { try await database.write("UPDATE grid SET cell = cell RETURNING *") } throws: {
            ($0 as? PostgresError)?.verdict == .retryAlone
        }
        #expect(try await database.write("UPDATE grid SET cell = cell RETURNING *").first?.text("note") == "n")
    }
}
