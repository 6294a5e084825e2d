import Matters
import Synchronization
import Testing

@testable import Storage

/// A list starts at its reader's circle and stops after one page, however many matters there are.
@Suite(.timeLimit(.minutes(1)))
struct QueryPlanTests {
    /// Passes everything on, and remembers what was read.
    private final class Listener: SQLDatabase {
        let database: SQLiteDatabase
        let heard = Mutex<[(sql: String, values: [SQLValue])]>([])
        var dialect: [String: String] { database.dialect }

        init(_ database: SQLiteDatabase) { self.database = database }

        func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws
            -> Value
        {
            try await database.read { try body(Connection(connection: $0, listener: self)) }
        }

        func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws
            -> Value
        {
            try await database.write(body)
        }

        func close() throws { try database.close() }

        struct Connection: SQLConnection {
            let connection: any SQLConnection
            let listener: Listener

            func run(_ sql: String, _ values: [SQLValue]) throws { try connection.run(sql, values) }
            func afterCommit(_ body: @escaping @Sendable () -> Void) { connection.afterCommit(body) }

            func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
                listener.heard.withLock { $0.append((sql, values)) }
                return try connection.rows(sql, values)
            }
        }
    }

    private func plan(_ query: MatterQuery) async throws -> [String] {
        let files = try await TestStore()
        try await files.file(Sample())
        let listener = Listener(files.database)
        let store = Store(database: listener, vault: Vault(master: TestStore.master, random: .seeded()))
        #expect(try await store.matters.list(query).records.count == 1)
        let list = try #require(listener.heard.withLock { $0.first })
        return try await files.rows("EXPLAIN QUERY PLAN \(list.sql)", list.values).map { try $0.text("detail") }
    }

    @Test func aColumnOfTheBoardIsReadFromTheIndexInItsOrder() async throws {
        let query = MatterQuery(scopes: [.station(People.lotus)], viewer: People.chief.id, states: [.dispatched])
        let plan = try await plan(query)
        #expect(plan.contains { $0.contains("USING COVERING INDEX matter_scope_list (scope=? AND state=?") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") }, "\(plan)")
    }

    @Test func theNextPageStartsWhereTheLastOneEnded() async throws {
        var query = MatterQuery(scopes: [.station(People.lotus)], viewer: People.chief.id, states: [.dispatched])
        query.cursor = "0-0"
        let plan = try await plan(query)
        #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") }, "\(plan)")
    }
}
