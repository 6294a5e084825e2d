import Matters
import Testing

@testable import Storage

/// What the system asks the ledger for, and what shows how matters hang together.
@Suite(.timeLimit(.minutes(1)))
struct CaseworkTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    private func number(_ serial: UInt64) -> MatterNumber { Sample(serial: serial).number }
    private func serials(_ records: [MatterRecord]) -> [UInt64] {
        records.compactMap { record in (1...99).first { Sample(serial: $0).number == record.matter.number } }
    }

    // MARK: What is due

    @Test func whatIsDueComesOldestFirstAndPageByPage() async throws {
        for serial in 1...7 as ClosedRange<UInt64> {
            // Three of them at the same moment.
            try await files.file(Sample(serial: serial, at: TestStore.start + .hours(Int(serial) % 3)))
        }
        let now = TestStore.start + .days(2)
        var (found, after) = ([DueMatter](), DueMatter?.none)
        while true {
            let page = try await files.matters.due(now, after, 2)
            #expect(page.count <= 2)
            guard let last = page.last else { break }
            found += page
            after = last
        }
        #expect(Set(found.map(\.number)) == Set((1...7).map(number)) && found.count == 7)
        #expect(found.map { [$0.since.milliseconds, Int64($0.number.text) ?? 0] }.isSorted)
        // The quarter of a day before R02 is told once it is morning.
        #expect(try await files.matters.due(TestStore.start, nil, 10).isEmpty)
    }

    @Test func whatTheSystemHasDoneIsNotDueAgain() async throws {
        try await files.file(Sample())
        let now = TestStore.start + .hours(25)
        #expect(try await files.matters.due(now, nil, 10).map(\.number) == [number(1)])
        let told = try await files.tick(number(1), at: now)
        #expect(told.events.last?.kind == .escalated && told.matter.level == .station)
        #expect(try await files.matters.due(now, nil, 10).isEmpty)
        #expect(try await files.tick(number(1), at: now).matter.version == told.matter.version)
    }

    @Test func onlyMattersWithARunningClockAreCountedAnew() async throws {
        for serial in 1...5 as ClosedRange<UInt64> { try await files.file(Sample(serial: serial)) }
        for kind in [CommandKind.accept, .visit, .resolve] {
            try await files.act(kind, by: People.wang, on: number(2))
        }
        try await files.act(.confirm, by: nil, on: number(2))
        let all = [1, 3, 4, 5].map(number).sorted { $0.text < $1.text }
        var (found, after) = ([MatterNumber](), MatterNumber?.none)
        repeat {
            let page = try await files.matters.running(after, 3)
            found += page
            after = page.last
        } while after != nil
        #expect(found == all)
    }

    // MARK: What was raised

    @Test func whatWasToldToALevelIsListedToThoseWhoMaySeeIt() async throws {
        try await files.file(Sample(serial: 1))
        try await files.file(Sample(serial: 2, at: TestStore.start + .hours(1)))
        try await files.file(Sample(serial: 3, excluded: [People.chief.id], at: TestStore.start + .hours(2)))
        try await files.file(Sample(serial: 4, at: TestStore.start + .days(5)))
        for serial in 1...3 as ClosedRange<UInt64> {
            try await files.tick(number(serial), at: TestStore.start + .days(serial == 2 ? 5 : 1) + .hours(3))
        }
        func raised(_ staff: Staff, _ level: Ladder.Level) async throws -> [UInt64] {
            var (query, found) = (MatterQuery(for: staff, limit: 1), [UInt64]())
            repeat {
                let page = try await files.matters.raised(query, level)
                #expect(page.records.count <= 1)
                found += serials(page.records)
                query.cursor = page.next
            } while query.cursor != nil
            return found
        }
        #expect(try await raised(People.supervisor, .station) == [1, 2, 3], "the most urgent first")
        #expect(try await raised(People.supervisor, .county) == [2], "three days late")
        #expect(try await raised(People.chief, .station) == [1, 2], "never what concerns him")
        #expect(try await raised(People.cheng, .worker) == [])
    }

    @Test func whatNoDutyDrivesAnyMoreIsNoLongerListed() async throws {
        try await files.file(Sample())
        try await files.tick(number(1), at: TestStore.start + .hours(25))
        var query = MatterQuery(for: People.supervisor)
        #expect(try await files.matters.raised(query, .station).records.count == 1)
        query.states = [.triage]
        #expect(try await files.matters.raised(query, .station).records.isEmpty)
        query.states = nil
        for (hour, kind) in [(26, CommandKind.accept), (27, .visit), (28, .resolve)] {
            try await files.act(kind, by: People.wang, on: number(1), at: TestStore.start + .hours(hour))
        }
        #expect(try await files.matters.raised(query, .station).records.isEmpty)
    }

    // MARK: What is urgent

    @Test func theUrgentOneIsFoundBehindAnyNumberThatAreLate() async throws {
        for serial in 1...6 as ClosedRange<UInt64> { try await files.file(Sample(serial: serial)) }
        let now = TestStore.start + .days(9)
        try await files.file(Sample(serial: 7, emergencies: ["E1"], at: now))
        try await files.file(Sample(serial: 8, excluded: [People.chief.id], emergencies: ["E5"], at: now))
        func urgent(_ staff: Staff, _ cursor: String? = nil, limit: Int = 2) async throws -> [UInt64] {
            var query = MatterQuery(for: staff, limit: limit)
            query.cursor = cursor
            return serials(try await files.matters.rousing(query).records).sorted()
        }
        #expect(try await urgent(People.chief) == [7], "never what concerns him")
        #expect(try await urgent(People.supervisor) == [7, 8])
        #expect(try await urgent(People.cheng) == [])
        let first = try await files.matters.rousing(MatterQuery(for: People.supervisor, limit: 1))
        #expect(try await urgent(People.supervisor, first.next) != serials(first.records))
        try await files.act(.acknowledge, by: People.wang, on: number(7), at: now + .minutes(1))
        #expect(try await urgent(People.supervisor) == [8], "somebody answered")
        try await files.act(.acknowledge, by: People.wang, on: number(8), at: now + .minutes(2))
        #expect(try await urgent(People.supervisor).isEmpty)
    }

    // MARK: What belongs together

    @Test func aMatterKnowsWhatWasJoinedToIt() async throws {
        for serial in 1...4 as ClosedRange<UInt64> {
            try await files.file(Sample(serial: serial, excluded: serial == 4 ? [People.supervisor.id] : []))
        }
        let parent = number(1).text
        for serial in 2...4 as ClosedRange<UInt64> {
            try await files.act(.join, by: People.chief, on: number(serial)) { $0.parent = parent }
        }
        func children(_ staff: Staff) async throws -> [UInt64] {
            var (query, found) = (MatterQuery(for: staff, limit: 2), [UInt64]())
            repeat {
                let page = try await files.matters.children(number(1), query)
                found += serials(page.records)
                query.cursor = page.next
            } while query.cursor != nil
            return found.sorted()
        }
        #expect(try await children(People.chief) == [2, 3, 4])
        #expect(try await children(People.supervisor) == [2, 3], "one concerns the supervisor")
        #expect(try await children(People.cheng) == [])
        try await files.act(.unjoin, by: People.chief, on: number(3))
        #expect(try await children(People.chief) == [2, 4])
    }

    @Test func nothingIsJoinedInACircleOrAChain() async throws {
        for serial in 1...3 as ClosedRange<UInt64> { try await files.file(Sample(serial: serial)) }
        func join(_ part: UInt64, to whole: UInt64) async throws {
            let parent = number(whole).text
            try await files.act(.join, by: People.chief, on: number(part)) { $0.parent = parent }
        }
        try await join(1, to: 2)
        for (part, whole) in [(2, 1), (3, 1), (2, 3), (3, 9)] as [(UInt64, UInt64)] {
            await #expect(throws: CommandFault.unknown(.parent), "\(part) to \(whole)") {
                try await join(part, to: whole)
            }
        }
        try await join(3, to: 2)
    }

    @Test func likeMattersAreOfTheSameCellAndCategoryAndVisible() async throws {
        try await files.file(Sample(serial: 1))
        try await files.file(Sample(serial: 2, at: TestStore.start + .hours(2)))
        try await files.file(Sample(serial: 3, category: "D10"))
        try await files.file(Sample(serial: 4, category: "", at: TestStore.start + .hours(1)))
        try await files.file(Sample(serial: 5, cell: CellCode("512002001002001")!))
        try await files.file(Sample(serial: 6, at: TestStore.start + -.days(60)))
        try await files.file(Sample(serial: 7, excluded: [People.chief.id]))
        let matter = try #require(try await files.matters.record(number(1))).matter
        let since = TestStore.start + -.days(30)
        let chief = try await files.matters.similar(matter, MatterQuery(for: People.chief), since)
        #expect(serials(chief) == [2, 4], "newest first")
        #expect(try await files.matters.similar(matter, MatterQuery(for: People.cheng), since).isEmpty)
    }

    @Test func noMoreThanFiftyAreCompared() async throws {
        for serial in 1...60 as ClosedRange<UInt64> { try await files.file(Sample(serial: serial)) }
        let matter = try #require(try await files.matters.record(number(1))).matter
        let query = MatterQuery(for: People.chief)
        let found = try await files.matters.similar(matter, query, TestStore.start + -.days(30))
        #expect(found.count == Bounds.similarMatters)
    }

    // MARK: Ratings

    /// zammad and others show the handler each rating; here nobody can tell whose it is.
    @Test func aUnitLearnsNothingBeforeTheFifthRating() async throws {
        for (serial, stars) in zip(1...6 as ClosedRange<UInt64>, [1, 2, 5, 5, 4, 1]) {
            try await files.file(Sample(serial: serial))
            for (hour, kind) in [(1, CommandKind.accept), (2, .visit), (3, .resolve)] {
                try await files.act(kind, by: People.wang, on: number(serial), at: TestStore.start + .hours(hour))
            }
            // The sixth says one, and then thinks better of it.
            try await files.act(.rate, by: nil, on: number(serial), at: TestStore.start + .hours(4)) {
                $0.stars = "\(stars)"
            }
            let rating = try await files.matters.rating(People.lotus)
            #expect((rating == nil) == (serial < 5))
        }
        #expect(try await files.matters.rating(People.lotus) == Rating(count: 6, sum: 18))
        try await files.act(.rate, by: nil, on: number(6), at: TestStore.start + .hours(5)) { $0.stars = "4" }
        #expect(try await files.matters.rating(People.lotus)?.average == 3.5, "the last word of each counts")
        #expect(try await files.matters.rating(People.centre) == nil)
    }
}

extension [[Int64]] {
    fileprivate var isSorted: Bool { zip(self, dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) } }
}
