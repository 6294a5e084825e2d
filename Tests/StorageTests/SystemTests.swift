import Clockwork
import Logging
import Matters
import Synchronization
import Testing

@testable import Storage

/// What happens when nobody does anything: the jobs of the system on a real ledger, by a clock that the test moves.
@Suite(.timeLimit(.minutes(2)))
struct SystemTests {
    private let files: TestStore
    private let time = Hand(TestStore.start)
    private let log = LogLines()
    private let progress = Progress()
    init() async throws { files = try await TestStore() }

    /// A clock that stands until it is moved.
    private final class Hand: Sendable {
        private let instant: Mutex<Instant>
        init(_ start: Instant) { instant = Mutex(start) }
        var now: Instant { instant.withLock { $0 } }
        func move(to moment: Instant) { instant.withLock { $0 = moment } }
    }

    private final class Progress: Sendable {
        let said = Mutex<[(matters: Int, lag: Instant.Span)]>([])
        var matters: Int { said.withLock { $0.reduce(0) { $0 + $1.matters } } }
        var lag: Instant.Span? { said.withLock { $0.last?.lag } }
    }

    private var clock: Matters.Clock {
        let time = time
        return Clock { time.now }
    }

    private static let leader = Staff(
        id: StaffID("t0001")!, name: "周德明", role: .townshipLeader, division: DivisionCode("512002001"))

    /// Runs a job's work once, as the runner does on the node that has its lease.
    private func run(_ job: Job, on store: Store? = nil) async throws {
        let leases = (store ?? files.store).leases
        let lease = try #require(try await leases.take(job.name))
        let mark = try await job.work(lease, time.now)
        #expect(try await leases.finish(lease, mark, time.now))
    }

    private func tick(of store: Store? = nil) -> Job {
        let progress = progress
        return Tick(
            (store ?? files.store).matters, clock: clock, logger: log.logger,
            rules: { Tick.Rules(.few) { _ in Self.leader } },
            onProgress: { matters, lag in progress.said.withLock { $0.append((matters, lag)) } }
        ).job
    }

    private func recount(by rules: Rulebook) -> Job {
        Recount(files.matters, clock: clock, logger: log.logger) { rules }.job
    }

    private func matter(_ serial: UInt64 = 1) async throws -> Matter {
        try #require(try await files.matters.record(Sample(serial: serial).number)).matter
    }

    private func kinds(_ serial: UInt64 = 1) async throws -> [EventKind] {
        try #require(try await files.matters.record(Sample(serial: serial).number)).events.map(\.kind)
    }

    // MARK: Tick

    @Test func anUrgentReportThatNobodyAnswersIsRousedAgainAndHigher() async throws {
        try await files.file(Sample(emergencies: ["E1"]))
        time.move(to: TestStore.start + .minutes(4))
        try await run(tick())
        #expect(try await kinds() == [.filed, .dispatched, .roused], "not before its time")
        for (minute, level) in [(5, Ladder.Level.station), (10, .leader), (15, .county)] {
            time.move(to: TestStore.start + .minutes(minute))
            try await run(tick())
            #expect(try await matter().level == level, "after \(minute) minutes")
        }
        #expect(try await matter().owner == Self.leader.id)
        #expect(try await kinds() == [.filed, .dispatched, .roused, .roused, .roused, .roused])
        try await files.act(.acknowledge, by: People.chief, on: Sample().number, at: time.now)
        time.move(to: TestStore.start + .minutes(60))
        try await run(tick())
        #expect(try await kinds().last == .acknowledged, "who was answered is not roused again")
    }

    @Test func afterAWeekOfStandstillEachMatterIsTakenUpOnceAndNoBatchIsLeftOut() async throws {
        let count = UInt64(Bounds.tickedMatters * 2 + 3)
        for serial in 1...count { try await files.file(Sample(serial: serial)) }
        time.move(to: TestStore.start + .days(7))
        try await run(tick())
        #expect(progress.matters == Int(count) && progress.lag == .seconds(0))
        for serial in 1...count {
            #expect(try await kinds(serial) == [.filed, .dispatched, .escalated], "told once, not four times")
        }
        #expect(try await matter(count).level == .county)
        try await run(tick())
        #expect(progress.matters == Int(count))
        #expect(log.lines.isEmpty)
    }

    @Test func aMatterThatFailsIsNamedAndKeepsNobodyWaiting() async throws {
        for serial in 1...3 as ClosedRange<UInt64> { try await files.file(Sample(serial: serial)) }
        let broken = Sample(serial: 2).number
        try await files.tamper("UPDATE event SET at = at + 1 WHERE matter = ? AND version = 1", [broken.value])
        time.move(to: TestStore.start + .hours(30))
        for round in 1...2 {
            try await run(tick())
            let lines = log.lines
            let isNamed = lines.allSatisfy { $0.contains(broken.text) }
            #expect(lines.count == round && isNamed, "\(lines)")
        }
        #expect(try await kinds(1).last == .escalated)
        #expect(try await kinds(3).last == .escalated)
        let lag = try #require(progress.lag)
        #expect(lag > .hours(1), "what cannot be done waits, and shows")
    }

    @Test func aDatabaseThatIsGoneEndsTheRoundInsteadOfFailingForEachMatter() async throws {
        for serial in 1...3 as ClosedRange<UInt64> { try await files.file(Sample(serial: serial)) }
        time.move(to: TestStore.start + .hours(30))
        var matters = files.matters
        matters.act = { _, _ in throw LedgerFault.diskFull }
        let tick = Tick(matters, clock: clock, logger: log.logger) { Tick.Rules(.few) { _ in nil } }
        await #expect(throws: LedgerFault.diskFull) { try await run(tick.job) }
        #expect(log.lines.isEmpty)
    }

    /// Two nodes that both believe they have the lease: what one did, the other finds done.
    @Test func whatTwoNodesDoAtOnceIsDoneOnce() async throws {
        let count: UInt64 = 20
        for serial in 1...count { try await files.file(Sample(serial: serial)) }
        time.move(to: TestStore.start + .hours(30))
        // On SQLite there is one process: both go through its one writer.
        let other = TestEngine.isPostgres ? try await TestStore.open(files.location, node: "node-2") : files.store
        let jobs = [tick(), tick(of: other)]
        let lease = Lease(job: "tick", node: "any", token: 1, ranAt: nil, mark: nil)
        let now = time.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for job in jobs { group.addTask { _ = try await job.work(lease, now) } }
            try await group.waitForAll()
        }
        for serial in 1...count { #expect(try await kinds(serial) == [.filed, .dispatched, .escalated]) }
        if TestEngine.isPostgres { try other.close() }
    }

    // MARK: Recount

    /// 国务院办公厅十一月公布次年放假安排：去年底算到五月的期限，节假日以前按工作日算。
    @Test func aYearsCalendarThatComesMovesWhatRuns() async throws {
        for serial in 1...3 as ClosedRange<UInt64> { try await files.file(Sample(serial: serial)) }
        for serial in 1...2 as ClosedRange<UInt64> {
            try await files.act(.accept, by: People.wang, on: Sample(serial: serial).number)
        }
        try await files.act(.resolve, by: People.wang, on: Sample(serial: 2).number)
        time.move(to: TestStore.start + .hours(3))
        try await run(recount(by: .few))
        let before = try await matter()
        let due = try #require(before.deadlines.first { $0.rule == "T05" }).due
        #expect(before.version == 3, "counted by the years it knows, nothing moves")

        let last = ChinaTime.date(of: due)
        let known = Rulebook.few.calendar
        let holiday = Rulebook(
            limits: Rulebook.few.limits,
            calendar: WorkCalendar(daysOff: [last: "春节"], makeUpDays: [], years: known.years.union([2027])))
        try await run(recount(by: holiday))
        let after = try await matter()
        #expect(try await kinds().last == .recounted)
        #expect(after.deadlines.first { $0.rule == "T05" }?.due == due + .days(1))
        #expect(after.deadlines.map(\.start) == before.deadlines.map(\.start))
        #expect(try await kinds(2).last == .resolved, "what is done stays as it was counted")
        #expect(try await kinds(3).last == .dispatched, "a clock in hours knows no holidays")

        try await run(recount(by: holiday))
        #expect(try await matter().version == after.version, "once for each year")
    }

    @Test func withoutAGridFolderTheSystemWaits() async throws {
        try await files.file(Sample())
        time.move(to: TestStore.start + .days(7))
        try await run(Tick(files.matters, clock: clock, logger: log.logger) { nil }.job)
        try await run(Recount(files.matters, clock: clock, logger: log.logger) { nil }.job)
        #expect(try await matter().version == 2)
    }

    @Test func whatTheSystemDidIsCleanToTheLastRow() async throws {
        _ = try await files.store.shelf.add(Array("the folder of 2026".utf8), TestStore.start + -.days(1))
        try await files.file(Sample(serial: 1, emergencies: ["E1"]))
        try await files.file(Sample(serial: 2))
        for hour in stride(from: 0, through: 24 * 6, by: 3) {
            time.move(to: TestStore.start + .hours(hour))
            try await run(tick())
        }
        #expect(try await kinds(2).filter { $0 == .escalated }.count == 4, "one for each step of the ladder")
        #expect(try await CheckedLedger.flaws(in: files.store).map(\.line) == [])
    }
}

/// What was logged, by line.
private final class LogLines: Sendable {
    private let said = Mutex<[String]>([])
    var lines: [String] { said.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.said.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }
}
