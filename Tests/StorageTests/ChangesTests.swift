import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct ChangesTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    @Test func whoComesBackGetsWhatWasMissedAndNothingTwice() async throws {
        #expect(try await files.matters.latestChange() == .beginning)
        let number = try await files.file(Sample()).matter.number
        let seen = try await files.matters.latestChange()
        try await files.act(.accept, by: People.wang, on: number)
        try await files.act(.visit, by: People.wang, on: number)
        let missed = try await files.matters.changes(seen)
        #expect(
            missed.map(\.kind) == [.accepted, .visited]
                && missed.allSatisfy { $0.number == number && $0.cursor > seen })
        #expect(try await files.matters.changes(try await files.matters.latestChange()) == [])
        #expect(try await files.matters.changes(.beginning).count == 4)
    }

    @Test func aChangeIsOnlyForThoseWhoMaySeeTheMatter() async throws {
        try await files.file(Sample(excluded: [People.chief.id]))
        let change = try #require(try await files.matters.changes(.beginning).first)
        #expect(change.isVisible(to: People.wang) && change.isVisible(to: People.supervisor))
        #expect(!change.isVisible(to: People.chief) && !change.isVisible(to: People.cheng))
    }

    @Test func theReplayIsBounded() async throws {
        for serial: UInt64 in 1...260 { try await files.file(Sample(serial: serial)) }
        let changes = try await files.matters.changes(.beginning)
        #expect(changes.count == Bounds.replayedChanges)
        #expect(try await files.matters.changes(changes[499].cursor).count == 20)
    }

    @Test func whoListensHearsOfACommitAsItIsReplayedLater() async throws {
        var live = files.matters.live().makeAsyncIterator()
        let number = try await files.file(Sample()).matter.number
        await #expect(throws: (any Error).self) { try await files.act(.visit, by: People.wang, on: number) }
        try await files.act(.accept, by: People.wang, on: number)
        var heard: [Change] = []
        for _ in 0..<3 { heard.append(try #require(await live.next())) }
        #expect(heard == (try await files.matters.changes(.beginning)), "a refusal is not heard")
    }

    @Test func changesAreHeardInTheOrderInWhichTheyAreReplayed() async throws {
        let files = files
        var live = files.matters.live().makeAsyncIterator()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for serial: UInt64 in 1...30 { group.addTask { try await files.file(Sample(serial: serial)) } }
            try await group.waitForAll()
        }
        var positions: [ChangeCursor] = []
        for _ in 0..<60 { positions.append(try #require(await live.next()).cursor) }
        #expect(positions == (try await files.matters.changes(.beginning).map(\.cursor)))
        #expect(Set(positions).count == 60)
    }

    @Test func whatIsHeardCanBeReadAtOnce() async throws {
        let files = files
        let live = files.matters.live()
        async let early = live.prefix(60).reduce(into: 0) { early, change in
            if try await files.matters.record(change.number) == nil { early += 1 }
        }
        for serial: UInt64 in 1...30 { try await files.file(Sample(serial: serial)) }
        #expect(try await early == 0, "announced before it was durable")
    }

    @Test func aListenerTooSlowIsSentAwayAndFindsTheRestInTheLedger() async throws {
        let live = files.matters.live()
        for serial: UInt64 in 1...40 { try await files.file(Sample(serial: serial)) }
        let heard = await live.reduce(into: [ChangeCursor]()) { $0.append($1.cursor) }
        #expect(heard.map(\.position) == Array(1...Int64(ChangeHub.buffered)))
        let rest = try await files.matters.changes(try #require(heard.last))
        #expect(rest.map(\.cursor.position) == Array(Int64(ChangeHub.buffered + 1)...80))
    }
}
