import Matters
import Testing

@testable import Storage

/// A job belongs to one node at a time, and a node that lost it writes nothing more.
@Suite(.timeLimit(.minutes(1)))
struct LeaseTests {
    private let files: TestStore
    private let one: Leases
    private let other: Leases

    init() async throws {
        files = try await TestStore()
        one = .live(files.database, node: "node-1")
        other = .live(files.database, node: "node-2")
    }

    /// As if its node had not been heard of for longer than a lease lasts.
    private func letItEnd(_ job: String) async throws {
        try await files.tamper("UPDATE lease SET until = 0 WHERE job = ?", [.text(job)])
    }

    @Test func onlyOneNodeHasAJob() async throws {
        let mine = try #require(try await one.take("sweep"))
        #expect(try await other.take("sweep") == nil)
        #expect(try await other.take("digest") != nil, "another job is free")
        #expect(try await one.take("sweep") == mine, "renewing is not a change of hands")
    }

    @Test func ofManyThatAskAtOnceOneGetsIt() async throws {
        let database = files.database
        let winners = try await withThrowingTaskGroup(of: Lease?.self) { group in
            for node in 1...20 {
                group.addTask { try await Leases.live(database, node: "node-\(node)").take("sweep") }
            }
            return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        #expect(winners.count == 1)
    }

    @Test func whenANodeDiesItsJobPassesOn() async throws {
        let dead = try #require(try await one.take("sweep"))
        try await letItEnd("sweep")
        let heir = try #require(try await other.take("sweep"))
        #expect(heir.node == "node-2" && heir.token == dead.token + 1)
    }

    @Test func whoSleptThroughTheEndOfItsLeaseWritesNothing() async throws {
        let slept = try #require(try await one.take("sweep"))
        try await letItEnd("sweep")
        await #expect(throws: LeaseLost.self, "over, though nobody else has it yet") {
            try await files.store.upkeep.sweep(slept, TestStore.start)
        }
        _ = try await other.take("sweep")
        await #expect(throws: LeaseLost.self) { try await files.store.upkeep.sweep(slept, TestStore.start) }
        #expect(try await one.finish(slept, "at 7", TestStore.start) == false)
        #expect(try await other.take("sweep")?.mark == nil)
    }

    @Test func whoTakesOverGoesOnWhereTheOtherStopped() async throws {
        let lease = try #require(try await one.take("sweep"))
        #expect(lease.ranAt == nil && lease.mark == nil)
        #expect(try await one.finish(lease, "after 260000000010", TestStore.start))
        try await one.giveBack()
        let next = try #require(try await other.take("sweep"))
        #expect(next.ranAt == TestStore.start && next.mark == "after 260000000010" && next.token == lease.token + 1)
    }

    @Test func theSweepRemovesWhatHasEndedAndNothingElse() async throws {
        let accounts = files.store.accounts
        try await accounts.put(People.chief, .folder, TestStore.start)
        for (byte, hours): (UInt8, Int) in [(1, 0), (2, 20), (3, 30)] {
            let hash = [UInt8](repeating: byte, count: 32)
            try await accounts.openSession(
                StaffSession(tokenHash: hash, staff: People.chief.id, opened: TestStore.start + .hours(hours)))
        }
        try await accounts.recordFailure("nobody", TestStore.start)
        try await accounts.recordFailure("somebody", TestStore.start + .hours(20))
        let lease = try #require(try await one.take("sweep"))
        let now = TestStore.start + .hours(31)
        // Two sessions nobody used for eight hours, and a failure of the day before.
        #expect(try await files.store.upkeep.sweep(lease, now) == 3)
        #expect(try await accounts.session([UInt8](repeating: 3, count: 32), now) != nil)
        #expect(try await files.count("session") == 1)
        #expect(try await files.count("sign_in_failure") == 1)
    }
}
