import Foundation
import Matters
import Synchronization
import Testing

@testable import Storage

/// Writes that wait together are committed together, and each stands for itself.
@Suite(.timeLimit(.minutes(1)))
struct GroupCommitTests {
    private let files: TestStore
    private let database: GroupCommit

    init() async throws {
        files = try await TestStore()
        database = try #require(files.database as? GroupCommit)
        try await database.write { try $0.run("CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT NOT NULL)") }
    }

    private struct Refused: Error {}

    /// Counts the commits, and what was in each.
    private final class Commits: GroupCommit.Listener {
        let sizes = Mutex<[Int]>([])
        func committed(_ statements: [GroupCommit.Statement]) { sizes.withLock { $0.append(statements.count) } }
    }

    /// Keeps the writer busy until `body` has handed everything over.
    private func whileTheWriterIsBusy(_ body: () async throws -> Void) async throws {
        let gate = Mutex(false)
        files.store.engine.enqueue { _ in
            while !gate.withLock({ $0 }) { _ = sched_yield() }
        }
        defer { gate.withLock { $0 = true } }
        try await body()
    }

    private func add(_ id: Int64, _ text: String? = "收到") async throws {
        try await database.write {
            try $0.run("INSERT INTO note (id, text) VALUES (?, ?)", [.integer(id), .text(text)])
        }
    }

    /// Starts a write for each id and waits until all of them wait for the writer.
    private func handOver(_ ids: [Int64], _ write: @escaping @Sendable (Int64) async throws -> Void) async throws
        -> [Task<Void, any Error>]
    {
        let tasks = ids.map { id in Task { try await write(id) } }
        while database.waiting < ids.count { try await Task.sleep(for: .milliseconds(1)) }
        return tasks
    }

    @Test func whatWaitsTogetherIsOneCommit() async throws {
        let commits = Commits()
        database.listen(commits)
        let database = database
        var tasks: [Task<Void, any Error>] = []
        try await whileTheWriterIsBusy {
            tasks = try await handOver(Array(1...20)) { id in
                try await database.write { try $0.run("INSERT INTO note (id, text) VALUES (?, '收到')", [.integer(id)]) }
            }
        }
        for task in tasks { try await task.value }
        #expect(commits.sizes.withLock { $0 } == [20])
        #expect(try await files.count("note") == 20)
    }

    @Test func aBadCommandFailsAlone() async throws {
        let database = database
        var tasks: [Task<Void, any Error>] = []
        try await whileTheWriterIsBusy {
            tasks = try await handOver(Array(1...9)) { id in
                try await database.write { connection in
                    try connection.run("INSERT INTO note (id, text) VALUES (?, '收到')", [.integer(id)])
                    // One breaks a rule of the schema, one finds out by itself that it may not.
                    if id == 3 { try connection.run("INSERT INTO note (id, text) VALUES (1000, NULL)") }
                    if id == 6 { throw Refused() }
                }
            }
        }
        for (index, task) in tasks.enumerated() {
            let result = await task.result
            #expect(((try? result.get()) == nil) == [2, 5].contains(index), "\(index + 1)")
        }
        let kept = try await files.rows("SELECT id FROM note ORDER BY id").map { try $0.integer("id") }
        #expect(kept == [1, 2, 4, 5, 7, 8, 9], "nothing of a refused command, everything of its neighbours")
    }

    @Test func whoIsAnsweredCanBeReadByEverybody() async throws {
        let database = database
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for id: Int64 in 1...64 {
                group.addTask {
                    try await database.write { try $0.run("INSERT INTO note VALUES (?, '收到')", [.integer(id)]) }
                    return try await database.read { connection in
                        try connection.row("SELECT id FROM note WHERE id = ?", [.integer(id)]) != nil
                    }
                }
            }
            for try await isThere in group { #expect(isThere) }
        }
    }

    @Test func aFullQueueSaysSoAndBeginsNothing() async throws {
        var waiting: [Task<Void, any Error>] = []
        let database = database
        try await whileTheWriterIsBusy {
            waiting = try await handOver(Array(1...Int64(Bounds.waitingWrites))) { id in
                try await database.write { try $0.run("INSERT INTO note VALUES (?, '收到')", [.integer(id)]) }
            }
            await #expect(throws: LedgerFault.busy) { try await add(0) }
        }
        for task in waiting { try await task.value }
        #expect(try await files.count("note") == Bounds.waitingWrites)
        // The same one, once there is room.
        try await add(0)
    }

    @Test func aClientThatGivesUpWaitingIsWrittenAllTheSame() async throws {
        let database = database
        var tasks: [Task<Void, any Error>] = []
        try await whileTheWriterIsBusy {
            tasks = try await handOver([1, 2]) { id in
                try await database.write { try $0.run("INSERT INTO note VALUES (?, '收到')", [.integer(id)]) }
            }
            tasks[0].cancel()
        }
        for task in tasks { try await task.value }
        #expect(try await files.count("note") == 2)
    }

    @Test func announcementsComeInTheOrderOfCommits() async throws {
        let order = Mutex<[Int64]>([])
        for id: Int64 in 1...50 {
            try await database.write { connection in
                try connection.run("INSERT INTO note VALUES (?, '收到')", [.integer(id)])
                connection.afterCommit { order.withLock { $0.append(id) } }
            }
            await #expect(throws: Refused.self) {
                try await database.write { connection in
                    connection.afterCommit { order.withLock { $0.append(-id) } }
                    throw Refused()
                }
            }
        }
        #expect(order.withLock { $0 } == Array(1...50))
    }

    @Test func afterTheCloseNothingIsTaken() async throws {
        try database.close()
        await #expect(throws: LedgerFault.self) { try await add(1) }
        await #expect(throws: LedgerFault.self) { try await files.count("note") }
    }
}

/// On a disk that gets full, only what is too much for it fails.
@Suite(.timeLimit(.minutes(1)), .enabled(if: !TestEngine.isPostgres, "the disk of a server is the server's"))
struct FullDiskGroupTests {
    @Test func theSmallOnesOfAGroupAreKept() async throws {
        let files = try await TestStore()
        let pages = try await files.rows("PRAGMA page_count").first?.integer("page_count") ?? 0
        try await files.tamper("PRAGMA max_page_count = \(pages + 5)")
        let outcomes = try await withThrowingTaskGroup(of: (UInt64, Bool).self) { group in
            for serial: UInt64 in 1...3 {
                let text = serial == 2 ? String(repeating: "满", count: 8_000) : "路灯不亮"
                group.addTask {
                    do {
                        try await files.file(Sample(serial: serial, text: text))
                        return (serial, true)
                    } catch LedgerFault.diskFull {
                        return (serial, false)
                    }
                }
            }
            return try await group.reduce(into: [UInt64: Bool]()) { $0[$1.0] = $1.1 }
        }
        for serial: UInt64 in 1...3 {
            let kept = try await files.matters.record(Sample(serial: serial).number) != nil
            #expect(kept == outcomes[serial], "\(serial)")
        }
        #expect(outcomes[2] == false && outcomes[1] == true && outcomes[3] == true, "\(outcomes)")
    }
}
