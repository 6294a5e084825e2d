import Matters
import Testing

@testable import Storage

/// Statements are sent without waiting; what fails must fail its own command and nothing else.
@Suite("PostgreSQL: a command's failure is its own", .timeLimit(.minutes(2)))
struct PostgresPipelineTests {
    private let database: PostgresDatabase

    init() throws {
        database = try PostgresDatabase()
        try database.psql("CREATE TABLE report (draft TEXT PRIMARY KEY, words TEXT NOT NULL)")
    }

    private static let insert = "INSERT INTO report VALUES (?, ?)"

    @Test(
        "an error shows at the latest when the command is released, and its neighbours commit",
        arguments: ["again", "null", "unknown table", "bad syntax", "own error"])
    func isolation(_ kind: String) async throws {
        let failures = try await database.writing { writer -> [String] in
            var failures: [String] = []
            func command(_ body: () throws -> Void) throws {
                try writer.savepoint()
                do {
                    try body()
                    try writer.release()
                } catch {
                    failures.append((error as? PostgresError)?.state ?? "\(error)")
                    try writer.rollbackToSavepoint()
                }
            }
            try writer.begin()
            try command { try writer.run(Self.insert, [.text("a"), .text("楼上漏水")]) }
            try command {
                try writer.run(Self.insert, [.text("half"), .text("done")])
                switch kind {
                case "again": try writer.run(Self.insert, [.text("a"), .text("once more")])
                case "null": try writer.run(Self.insert, [.text("b"), .null])
                case "unknown table": try writer.run("INSERT INTO nothing VALUES (1)", [])
                case "bad syntax": try writer.run("INSURT", [])
                default: throw LedgerFault.numbersTaken
                }
                try writer.run(Self.insert, [.text("after"), .text("the error")])
            }
            try command { try writer.run(Self.insert, [.text("c"), .text("路灯不亮")]) }
            #expect(writer.isInTransaction)
            try writer.commit()
            #expect(!writer.isInTransaction)
            return failures
        }
        #expect(try database.psql("SELECT draft FROM report ORDER BY draft") == "a\nc")
        let states = [
            "again": "23505", "null": "23502", "unknown table": "42P01", "bad syntax": "42601",
            "own error": "\(LedgerFault.numbersTaken)",
        ]
        #expect(failures == [states[kind]])
    }

    @Test("an error that nobody asked about is not committed over")
    func unaskedError() async throws {
        await #expect {
            try await database.writing { writer in
                try writer.begin()
                try writer.run(Self.insert, [.text("a"), .text("one")])
                try writer.run(Self.insert, [.text("a"), .text("two")])
                defer { writer.rollback() }
                try writer.commit()
            }
        } throws: { ($0 as? PostgresError)?.state == "23505" }
        #expect(try database.psql("SELECT COUNT(*) FROM report") == "0")
        try await database.write(Self.insert, [.text("a"), .text("works on")])
    }

    @Test("COMMIT of a failed transaction is not taken for success")
    func commitOfFailed() async throws {
        await #expect(throws: PostgresError.self) {
            try await database.writing { writer in
                try writer.begin()
                _ = try? writer.rows("SELECT 1 / 0 AS x", [])
                defer { writer.rollback() }
                try writer.commit()
            }
        }
    }

    @Test("what one run of a command sent is answered in its order, however much it is")
    func muchAtOnce() async throws {
        let words = String(repeating: "满", count: 10_000)
        try await database.writing { writer in
            try writer.begin()
            for serial in 1...500 { try writer.run(Self.insert, [.text("draft \(serial)"), .text(words)]) }
            let rows = try writer.rows("SELECT COUNT(*) AS n FROM report", [])
            #expect(try rows[0].integer("n") == 500)
            // Answers nobody reads while more is sent: both sides' sockets fill.
            for _ in 1...500 { try writer.run("SELECT words FROM report LIMIT 4", []) }
            try writer.commit()
        }
        #expect(try database.psql("SELECT COUNT(*) FROM report") == "500")
    }

    @Test("two that add the same draft: the slower one runs again, alone")
    func raceOfTwoNodes() async throws {
        let other = try PostgresEngine(url: database.url) { _ in }
        defer { try? other.close() }
        try await database.write(Self.insert, [.text("a"), .text("node one")])
        let verdict = await withCheckedContinuation { continuation in
            other.enqueue { result in
                do {
                    let writer = try result.get()
                    defer { writer.rollback() }
                    try writer.begin()
                    try writer.run(Self.insert, [.text("a"), .text("node two")])
                    try writer.commit()
                    continuation.resume(returning: WriteVerdict.command)
                } catch {
                    continuation.resume(returning: other.verdict(on: error))
                }
            }
        }
        #expect(verdict == .retryAlone)
    }

    @Test(
        "what an error means for the caller",
        arguments: [
            ("23505", .retryAlone), ("40001", .retryAlone), ("40P01", .retryAlone), ("55P03", .retryAlone),
            ("53100", .refused(.diskFull)), ("53200", .refused(.unavailable)), ("53300", .refused(.unavailable)),
            ("57P01", .refused(.unavailable)), ("57P02", .refused(.unavailable)), ("57P03", .refused(.unavailable)),
            ("08006", .refused(.unavailable)), ("25006", .refused(.unavailable)), ("23502", .command),
            ("57014", .command), ("42P01", .command),
        ] as [(String, WriteVerdict)])
    func verdicts(_ state: String, _ verdict: WriteVerdict) {
        #expect(database.engine.verdict(on: PostgresError(state: state, message: "")) == verdict)
        #expect(database.engine.verdict(on: PostgresError.lost("")) == .refused(.unavailable))
    }

    @Test("a snapshot stays what it is while others commit, and nobody writes in it")
    func snapshot() async throws {
        try await database.write(Self.insert, [.text("a"), .text("before")])
        let server = database.server
        let name = database.name
        let counts = try await database.engine.read { connection in
            let before = try connection.rows("SELECT COUNT(*) AS n FROM report")[0].integer("n")
            try server.psql("INSERT INTO report VALUES ('b', 'meanwhile')", in: name)
            return (before, try connection.rows("SELECT COUNT(*) AS n FROM report")[0].integer("n"))
        }
        #expect(counts == (1, 1))
        #expect(try await database.rows("SELECT COUNT(*) AS n FROM report")[0].integer("n") == 2)
        await #expect(throws: (any Error).self) {
            try await database.engine.read { try $0.run("DELETE FROM report") }
        }
        #expect(try await database.rows("SELECT COUNT(*) AS n FROM report")[0].integer("n") == 2)
    }

    @Test("forty who read at once are all answered, also when their tasks are cancelled")
    func readers() async throws {
        let database = database
        let answered = await withTaskGroup(of: Bool.self) { group in
            for number in 1...40 {
                group.addTask {
                    let row = try? await database.rows("SELECT \(number) AS n, pg_sleep(0.01)").first
                    return (try? row?.integer("n")) == Int64(number)
                }
            }
            group.cancelAll()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(answered == 40)
        #expect(try await database.rows("SELECT 1 AS n")[0].integer("n") == 1)
        let connections = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '\(database.name)'"
        #expect(try #require(Int(try database.server.psql(connections))) <= PostgresReaders.count + 1)
    }
}
