import Matters
import Synchronization
import Testing

@testable import Storage

/// Every question walks an index from its asker's circles on: no table is ever scanned, and nothing is sorted but the
/// few rows of a page that come from several circles.
@Suite(.timeLimit(.minutes(1)))
struct QueryPlanTests {
    private let files: TestStore
    private let ledger: Ledger
    private let heard: Listener

    init() async throws {
        files = try await TestStore()
        for serial: UInt64 in 1...3 { try await files.file(Sample(serial: serial)) }
        heard = Listener(files.database)
        ledger = Ledger(database: heard, vault: Vault(master: TestStore.master, random: .seeded()), hub: ChangeHub())
    }

    /// The names that our statements give to what they have selected already.
    private static let derived = ["walk", "walks", "p", "counted", "t"]

    /// A worker's, a station's and a county's questions.
    private static let queries: [MatterQuery] = {
        var column = MatterQuery(
            scopes: [.station(People.lotus)], viewer: People.chief.identities, states: [.dispatched])
        var next = column
        next.cursor = "0-0"
        var everything = MatterQuery(for: People.wang)
        everything.cursor = "0-0"
        var late = MatterQuery(for: People.chief)
        late.dueBefore = TestStore.start
        late.category = CategoryCode("D02")
        late.cell = People.cell
        var newest = MatterQuery(for: People.wang, states: [.dispatched, .reopened])
        newest.holder = .worker(People.wang.id)
        newest.order = .newest
        return [column, next, everything, late, newest, MatterQuery(for: People.supervisor)]
    }()

    @Test(arguments: queries.indices)
    func aListIsReadFromAnIndex(index: Int) async throws {
        let query = Self.queries[index]
        _ = try await ledger.list(query)
        _ = try await ledger.tally(query)
        try await check()
    }

    @Test func whatTheCountyCountsIsReadFromAnIndex() async throws {
        let tallies = try await ledger.townships(MatterQuery(for: People.supervisor), now: TestStore.start)
        #expect(tallies.map(\.open) == [3])
        try await check()
    }

    @Test func oneMatterIsFoundByItsKeys() async throws {
        let number = Sample().number
        #expect(try await ledger.record(number) != nil)
        #expect(try await ledger.number(ofReceipt: Array("receipt 1".utf8)) == number)
        _ = try await ledger.load(of: [People.wang.id, People.cheng.id])
        _ = try await ledger.file(Sample().matter)
        _ = try await ledger.file(Sample(serial: 9).matter)
        try await check()
    }

    @Test func theFeedGoesOnFromItsPlace() async throws {
        #expect(try await ledger.changes(after: .beginning).count == 6)
        _ = try await ledger.latestChange()
        try await check()
    }

    @Test func whatIsDueIsReadInItsOrder() async throws {
        let due = try await ledger.due(TestStore.start + .days(9), after: nil, limit: 2)
        #expect(due.count == 2)
        #expect(try await ledger.due(TestStore.start + .days(9), after: due.last, limit: 2).count == 1)
        #expect(try await ledger.running(after: due.first?.number, limit: 2).count == 2)
        try await check()
        guard !TestEngine.isPostgres else { return }
        for statement in heard.statements.prefix(2) {
            #expect(try await plan(statement).contains { $0.contains("USING COVERING INDEX matter_tick") })
        }
    }

    @Test func whatWasRaisedJoinedOrIsAlikeIsReadFromAnIndex() async throws {
        let matter = try #require(try await files.matters.record(Sample().number)).matter
        for staff in [People.wang, People.chief, People.supervisor] {
            var query = MatterQuery(for: staff)
            for cursor in [nil, "0-0"] {
                query.cursor = cursor
                _ = try await ledger.raised(query, atLeast: .worker)
                _ = try await ledger.children(of: matter.number, query)
            }
            #expect(try await ledger.similar(to: matter, query, since: TestStore.start).count == 2)
        }
        for staff in [People.wang, People.chief, People.supervisor] {
            var query = MatterQuery(for: staff)
            for (cursor, township) in [(nil, nil), ("0-0", People.cell.township)] {
                (query.cursor, query.township) = (cursor, township)
                _ = try await ledger.rousing(query)
            }
        }
        _ = try await ledger.rating(of: People.lotus)
        try await check()
        guard !TestEngine.isPostgres else { return }
        let plans = try await heard.statements.asyncMap { try await plan($0).joined(separator: "\n") }
        for index in ["matter_scope_level", "matter_scope_rousing", "matter_parent", "matter_cell", "matter_rating"] {
            #expect(plans.contains { $0.contains(index) }, "\(index)")
        }
    }

    @Test func aColumnOfTheBoardNeedsNoSorting() async throws {
        _ = try await ledger.list(Self.queries[0])
        let list = try #require(heard.statements.first)
        guard !TestEngine.isPostgres else { return }
        let plan = try await plan(list)
        #expect(plan.contains { $0.contains("USING COVERING INDEX matter_scope_list (scope=? AND state=?") }, "\(plan)")
    }

    /// Asks the engine how it would answer what was heard.
    private func check() async throws {
        let statements = heard.statements.filter { $0.sql.hasPrefix("SELECT") || $0.sql.hasPrefix("WITH") }
        try #require(!statements.isEmpty)
        for statement in statements {
            for line in try await plan(statement) {
                if TestEngine.isPostgres {
                    #expect(!line.contains("Seq Scan on"), "\(line)\n\(statement.sql)")
                } else if let table = line.firstMatch(of: /^SCAN (\S+)/)?.1 {
                    #expect(Self.derived.contains(String(table)) || table == "CONSTANT", "\(line)\n\(statement.sql)")
                } else if line.contains("TEMP B-TREE") {
                    #expect(statement.sql.contains(" AS walks"), "\(line)\n\(statement.sql)")
                }
            }
        }
    }

    private func plan(_ statement: Listener.Statement) async throws -> [String] {
        if TestEngine.isPostgres {
            // Three rows are quicker read one after the other; the question is whether an index would do.
            return try await files.database.write { connection in
                try connection.run("SET LOCAL enable_seqscan = off")
                return try connection.rows("EXPLAIN \(statement.sql)", statement.values).map { row in
                    try row.text("QUERY PLAN")
                }
            }
        }
        return try await files.rows("EXPLAIN QUERY PLAN \(statement.sql)", statement.values)
            .map { try $0.text("detail") }
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}

/// Passes everything on, and remembers what was asked.
private final class Listener: SQLDatabase {
    struct Statement: Sendable {
        let sql: String
        let values: [SQLValue]
    }

    private let database: any SQLDatabase
    private let heard = Mutex<[Statement]>([])
    var dialect: SQLDialect { database.dialect }
    var statements: [Statement] { heard.withLock { $0 } }

    init(_ database: any SQLDatabase) { self.database = database }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        try await database.read { try body(Connection(connection: $0, listener: self)) }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        try await database.write { try body(Connection(connection: $0, listener: self)) }
    }

    func close() throws { try database.close() }

    private struct Connection: SQLConnection {
        let connection: any SQLConnection
        let listener: Listener

        func run(_ sql: String, _ values: [SQLValue]) throws { try connection.run(sql, values) }
        func afterCommit(_ body: @escaping @Sendable () -> Void) { connection.afterCommit(body) }

        func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
            listener.heard.withLock { $0.append(Statement(sql: sql, values: values)) }
            return try connection.rows(sql, values)
        }
    }
}
