import Foundation
import Matters
import Testing

@testable import Storage

@Suite("A copy and what committed after it", .enabled(if: !TestEngine.isPostgres), .timeLimit(.minutes(2)))
struct CopyTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    private var copy: String { files.folder.appending(path: "copy.sqlite").path }

    @discardableResult
    private func makeCopy(following commits: CommitStream? = nil) async throws -> CopyExtent {
        try await files.store.copy(to: copy, following: commits) { _, _ in }
    }

    /// Every row of every table, as the shell would print it.
    private func contents(of path: String) async throws -> [String: [[SQLValue]]] {
        let engine = try SQLiteEngine(path: path)
        defer { try? engine.close() }
        return try await engine.read { connection in
            let tables = try connection.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                .map { try $0.text("name") }
            return try tables.reduce(into: [:]) { all, table in
                all[table] = try connection.rows("SELECT * FROM \(table)").map(\.values)
                    .sorted { "\($0)" < "\($1)" }
            }
        }
    }

    @Test("A copy is the ledger of one moment: what is filed later is not in it, what was filed before is")
    func moment() async throws {
        for serial: UInt64 in 1...5 { try await files.file(Sample(serial: serial)) }
        let extent = try await makeCopy()
        try await files.file(Sample(serial: 6))
        #expect(extent.matters == 5 && extent.newest?.number == Sample(serial: 5).number)
        #expect(try Store.inspect(copy).get() == extent)
    }

    @Test("The copy and what committed since, written into it in order, are the ledger to the last row")
    func replayed() async throws {
        for serial: UInt64 in 1...3 { try await files.file(Sample(serial: serial)) }
        let commits = CommitStream()
        try await makeCopy(following: commits)
        let store = files.store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for serial: UInt64 in 10...40 { group.addTask { try await files.file(Sample(serial: serial)) } }
            // Same draft, other words; a matter nobody knows: refused, and nothing of them may be written.
            group.addTask { _ = try await files.matters.file(Sample(serial: 1, text: "别的内容，同一个草稿").matter) }
            group.addTask { _ = try? await files.act(.accept, by: People.wang, on: Sample(serial: 99).number) }
            group.addTask { try await files.act(.accept, by: People.wang, on: Sample(serial: 2).number) }
            group.addTask { try await store.accounts.put(People.chief, .hand, TestStore.start) }
            group.addTask { _ = try await store.shelf.add(Array("grid folder".utf8), TestStore.start) }
            try await group.waitForAll()
        }
        store.leave(commits)
        commits.finish()
        let replay = try Replay(copy)
        while let batch = try await commits.next() { try replay.apply(batch.bytes) }
        try replay.finish()
        try files.store.close()
        let (copied, original) = try await (contents(of: copy), contents(of: files.path))
        for (table, rows) in original { #expect(copied[table] == rows, "\(table)") }
    }

    @Test("Who does not keep up is told so, and the writer never waited")
    func fellBehind() async throws {
        let commits = CommitStream()
        try await makeCopy(following: commits)
        let long = Array(repeating: UInt8(7), count: 20 * 1024 * 1024)
        for version in 0..<4 {
            _ = try await files.store.shelf.add(long + [UInt8(version)], TestStore.start)
        }
        await #expect(throws: CommitStream.FellBehind.self) { while try await commits.next() != nil {} }
        try await files.file(Sample())
    }

    @Test("A follower that waits gets a commit as soon as it is there, and ends when the server does")
    func waiting() async throws {
        let commits = CommitStream()
        try await makeCopy(following: commits)
        async let first = commits.next()
        try await files.file(Sample())
        #expect(try await first?.bytes.isEmpty == false)
        async let second = commits.next()
        commits.finish()
        #expect(try await second == nil)
    }

    @Test("A follower that is cancelled ends, and holds nobody up")
    func cancelled() async throws {
        let commits = CommitStream()
        try await makeCopy(following: commits)
        let waiting = Task { try await commits.next() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        try await files.file(Sample())
    }

    @Test("A copy that is cancelled stops and says so")
    func cancelledCopy() async throws {
        try await files.file(Sample())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await makeCopy()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("Every kind of value comes back from its bytes; bytes of another program are refused")
    func coder() throws {
        let statements = [
            GroupCommit.Statement(
                sql: "INSERT 一", values: [.null, .integer(.min), .integer(.max), .text(""), .bytes([])]),
            GroupCommit.Statement(sql: "UPDATE 二", values: []),
            GroupCommit.Statement(sql: "INSERT 一", values: [.text("👨‍👩‍👧‍👦\u{0}"), .bytes([0, 255]), .integer(-1)]),
        ]
        var encoder = StatementCoder()
        var bytes: [UInt8] = []
        for statement in statements { encoder.encode(statement, to: &bytes) }
        var decoder = StatementCoder()
        let read = try decoder.decode(bytes)
        #expect(read.map(\.sql) == statements.map(\.sql) && read.map(\.values) == statements.map(\.values))
        for length in 1..<bytes.count {
            var other = StatementCoder()
            if let part = try? other.decode(Array(bytes.prefix(length))) { #expect(part.count < statements.count) }
        }
    }
}
