import Foundation
import Matters
import Synchronization
import Testing

@testable import Storage

/// A server that goes away, comes back, or must not be trusted. The program is never started again.
@Suite("PostgreSQL lost and found", .timeLimit(.minutes(5)))
struct PostgresLossTests {
    private static let insert = "INSERT INTO report VALUES (?)"

    private func verdict(_ database: PostgresDatabase, _ body: () async throws -> Void) async -> WriteVerdict? {
        do {
            try await body()
            return nil
        } catch {
            return database.engine.verdict(on: error)
        }
    }

    /// Tries until it works; the server may take its time, the program may not be started again.
    private func eventually(_ body: () async throws -> Void) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await body()
            } catch {
                guard ContinuousClock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    @Test("a connection killed in the middle of a command is refused, and the next one works")
    func killedInTransaction() async throws {
        let database = try PostgresDatabase()
        try database.psql("CREATE TABLE report (draft TEXT)")
        let refused = await verdict(database) {
            try await database.writing { writer in
                try writer.begin()
                defer { writer.rollback() }
                try writer.savepoint()
                _ = try writer.rows(Self.insert + " RETURNING draft", [.text("a")])
                try database.killConnections()
                try writer.run(Self.insert, [.text("b")])
                do {
                    try writer.release()
                } catch {
                    #expect(!writer.isInTransaction)
                    #expect(throws: (any Error).self) { try writer.rollbackToSavepoint() }
                    throw error
                }
            }
        }
        #expect(refused == .refused(.unavailable))
        try await database.write(Self.insert, [.text("c")])
        #expect(try database.psql("SELECT draft FROM report") == "c")
    }

    @Test("a connection killed while nobody used it is not noticed by anybody")
    func killedWhileIdle() async throws {
        let database = try PostgresDatabase()
        try database.psql("CREATE TABLE report (draft TEXT)")
        try await database.write(Self.insert, [.text("a")])
        for _ in 1...3 {
            _ = try await database.rows("SELECT 1 AS one")
            try database.killConnections()
            #expect(try await database.rows("SELECT draft FROM report").count >= 1)
            try await database.write(Self.insert, [.text("b")])
        }
        #expect(database.reported.isEmpty)
    }

    @Test("a connection killed under a reader: it reads again")
    func killedReader() async throws {
        let database = try PostgresDatabase()
        let runs = Counter()
        let row = try await database.engine.read { connection in
            if runs.next() == 1 { try database.killConnections() }
            return try connection.rows("SELECT 1 AS one")[0].integer("one")
        }
        #expect(row == 1 && runs.next() == 3)
    }

    @Test("a server stopped and started again: refused at once meanwhile, then served")
    func stoppedAndStarted() async throws {
        let server = try PostgresServer()
        let database = try PostgresDatabase(on: server)
        try database.psql("CREATE TABLE report (draft TEXT)")
        try await database.write(Self.insert, [.text("before")])
        server.stop(keeping: true)
        for _ in 1...5 {
            let refused = await verdict(database) { try await database.write(Self.insert, [.text("meanwhile")]) }
            #expect(refused == .refused(.unavailable))
            await #expect(throws: LedgerFault.unavailable) { try await database.rows("SELECT 1 AS one") }
        }
        let began = ContinuousClock.now
        for _ in 1...100 { _ = await verdict(database) { try await database.write(Self.insert, [.text("meanwhile")]) } }
        #expect(.now - began < .seconds(30), "nobody waits in line behind a dead server")
        try server.start()
        try await eventually { try await database.write(Self.insert, [.text("after")]) }
        #expect(try database.psql("SELECT draft FROM report ORDER BY draft") == "after\nbefore")
        #expect(try await database.rows("SELECT draft FROM report").count == 2)
        #expect(database.reported.count == 2, "one line when it is lost, one when it is back: \(database.reported)")
    }

    @Test("a primary that became read-only is left, and writing waits for one that takes writes")
    func readOnly() async throws {
        let server = try PostgresServer()
        let database = try PostgresDatabase(on: server)
        try database.psql("CREATE TABLE report (draft TEXT)")
        try server.psql("ALTER SYSTEM SET default_transaction_read_only = on")
        try server.psql("SELECT pg_reload_conf()")
        try await eventually {
            let refused = await verdict(database) { try await database.write(Self.insert, [.text("a")]) }
            try #require(refused == .refused(.unavailable))
        }
        let again = await verdict(database) { try await database.write(Self.insert, [.text("b")]) }
        #expect(again == .refused(.unavailable))
        #expect(throws: (any Error).self) { try PostgresEngine(url: database.url) { _ in } }
        try server.psql("ALTER SYSTEM RESET default_transaction_read_only")
        try server.psql("SELECT pg_reload_conf()")
        try await eventually { try await database.write(Self.insert, [.text("c")]) }
        #expect(try database.psql("SELECT COUNT(*) FROM report WHERE draft = 'c'") == "1")
    }

    @Test("a commit whose wait for the replica was cancelled is not acknowledged")
    func cancelledReplicaWait() async throws {
        let server = try PostgresServer()
        let database = try PostgresDatabase(on: server)
        try database.psql("CREATE TABLE report (draft TEXT)")
        try server.psql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try server.psql("SELECT pg_reload_conf()")
        async let refused = verdict(database) {
            try await database.write(Self.insert + " RETURNING draft", [.text("not replicated")])
        }
        try await eventually {
            let cancelled = try server.psql(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            try #require(cancelled == "t")
        }
        #expect(await refused == .refused(.unavailable))
        // Or dropping the database would wait for the replica too.
        try server.psql("ALTER SYSTEM RESET synchronous_standby_names")
        try server.psql("SELECT pg_reload_conf()")
    }

    @Test("every session flushes its commits, whatever the role or the URL asks for")
    func synchronousCommit() async throws {
        let shared = try PostgresServer.shared.get()
        let weaker = try PostgresDatabase(on: shared, "?options=-c%20synchronous_commit%3Doff")
        #expect(try await weaker.write("SHOW synchronous_commit")[0].text("synchronous_commit") == "on")
        let stronger = try PostgresDatabase(on: shared, "?options=-c%20synchronous_commit%3Dremote_apply")
        #expect(try await stronger.write("SHOW synchronous_commit")[0].text("synchronous_commit") == "remote_apply")
        #expect(try await stronger.write("SHOW lock_timeout")[0].text("lock_timeout") == "5s")
        #expect(try await stronger.write("SHOW client_encoding")[0].text("client_encoding") == "UTF8")
    }

    @Test("a commit on any node wakes who waits for news; silence lasts as long as was asked")
    func news() async throws {
        let database = try PostgresDatabase()
        let other = try PostgresEngine(url: database.url) { _ in }
        defer { try? other.close() }
        try database.psql("CREATE TABLE report (draft TEXT)")
        try await other.waitForNews(atMost: .milliseconds(10))
        while try await lasts(.milliseconds(300), { try await other.waitForNews(atMost: .milliseconds(300)) }) == false
        {}
        async let isWoken = lasts(.seconds(20)) { try await other.waitForNews(atMost: .seconds(20)) }
        try await database.write(Self.insert + " RETURNING draft", [.text("a")])
        #expect(try await isWoken == false)
        // Reading is no news.
        async let silent = lasts(.milliseconds(300)) { try await other.waitForNews(atMost: .milliseconds(300)) }
        try await database.writing { writer in
            try writer.begin()
            _ = try writer.rows("SELECT 1 AS one", [])
            try writer.commit()
        }
        #expect(try await silent)
        // A listener that was cut off listens again.
        try database.killConnections()
        try await other.waitForNews(atMost: .milliseconds(10))
        try await other.waitForNews(atMost: .milliseconds(10))
        async let again = lasts(.seconds(20)) { try await other.waitForNews(atMost: .seconds(20)) }
        try await database.write(Self.insert + " RETURNING draft", [.text("b")])
        #expect(try await again == false)
    }

    private func lasts(_ span: Duration, _ body: () async throws -> Void) async rethrows -> Bool {
        let began = ContinuousClock.now
        try await body()
        return .now - began >= span
    }
}

/// Counts calls.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
