import Clockwork
import Logging
import Matters
import ServiceLifecycle
import Synchronization
import Testing

/// Jobs run where the lease is, as often as they should, and go on elsewhere when their node is gone.
@Suite(.timeLimit(.minutes(1)))
struct JobRunnerTests {
    /// One table of leases for all nodes of a test, as the database is; by this machine's clock.
    private final class Table: Sendable {
        struct Row {
            var lease: Lease
            var until: ContinuousClock.Instant
        }

        let rows = Mutex<[String: Row]>([:])
        let span: Duration

        init(span: Duration = .milliseconds(200)) { self.span = span }

        func leases(of node: String) -> Leases {
            Leases(
                span: span,
                take: { job in
                    self.rows.withLock { rows in
                        let now = ContinuousClock.now
                        let known = rows[job]
                        if let known, known.lease.node != node, known.until > now { return nil }
                        let isRenewal = known.map { $0.lease.node == node && $0.until > now } ?? false
                        let lease = Lease(
                            job: job, node: node, token: (known?.lease.token ?? 0) + (isRenewal ? 0 : 1),
                            ranAt: known?.lease.ranAt, mark: known?.lease.mark)
                        rows[job] = Row(lease: lease, until: now + self.span)
                        return lease
                    }
                },
                finish: { lease, mark, now in
                    self.rows.withLock { rows in
                        guard let row = rows[lease.job], row.lease.token == lease.token else { return false }
                        rows[lease.job]?.lease = Lease(
                            job: lease.job, node: lease.node, token: lease.token, ranAt: now, mark: mark)
                        return true
                    }
                },
                giveBack: {
                    self.rows.withLock { rows in
                        for (job, row) in rows where row.lease.node == node { rows[job]?.until = .now }
                    }
                })
        }
    }

    /// Which node ran what, in order.
    private final class Diary: Sendable {
        let lines = Mutex<[String]>([])
        func note(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }

        func wait(for count: Int) async throws {
            while all.count < count { try await Task.sleep(for: .milliseconds(2)) }
        }
    }

    private static let monday = ChinaTime.parse(rfc3339: "2026-11-23T08:30:00+08:00")!
    private let table = Table()
    private let diary = Diary()

    private func runner(_ node: String, every: Instant.Span, work: (@Sendable (Lease) async throws -> String?)? = nil)
        -> JobRunner
    {
        let (diary, work) = (diary, work)
        let job = Job("sweep", every: every) { lease, _ in
            diary.note("\(node) from \(lease.mark ?? "the beginning")")
            return try await work?(lease) ?? "\(diary.all.count)"
        }
        return JobRunner(
            [job], leases: table.leases(of: node), clock: Matters.Clock { Self.monday },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs `services` until `body` is done, then stops them as SIGTERM does.
    private func running(_ runners: [JobRunner], _ body: () async throws -> Void) async throws {
        let group = ServiceGroup(
            configuration: .init(services: runners.map { .init(service: $0) }, logger: Logger(label: "test")))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func ofTwoNodesOneRunsTheJobAndItIsDoneOnce() async throws {
        try await running([runner("a", every: .hours(1)), runner("b", every: .hours(1))]) {
            try await diary.wait(for: 1)
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(diary.all.count == 1, "not due again within the hour")
    }

    @Test func itGoesOnWhereItStoppedAndStaysWithItsNode() async throws {
        try await running([runner("a", every: .seconds(0))]) { try await diary.wait(for: 4) }
        #expect(diary.all.prefix(4) == ["a from the beginning", "a from 1", "a from 2", "a from 3"])
    }

    @Test func whenItsNodeStopsTheOtherGoesOnFromTheSameMark() async throws {
        try await running([runner("a", every: .seconds(0))]) { try await diary.wait(for: 2) }
        let before = diary.all.count
        try await running([runner("b", every: .seconds(0))]) { try await diary.wait(for: before + 1) }
        #expect(diary.all[before] == "b from \(before)")
    }

    @Test func aJobThatFailsIsTriedAgainFromTheSameMark() async throws {
        struct Trouble: Error {}
        let diary = diary
        let once = runner("a", every: .seconds(0)) { _ in
            if diary.all.count == 1 { throw Trouble() }
            return "\(diary.all.count)"
        }
        try await running([once]) { try await diary.wait(for: 3) }
        #expect(diary.all.prefix(3) == ["a from the beginning", "a from the beginning", "a from 2"])
    }

    @Test func whoLostTheLeaseWhileWorkingDoesNotCountAsDone() async throws {
        let (table, diary) = (table, diary)
        let slow = runner("a", every: .seconds(0)) { lease in
            // Another node takes over in the middle.
            table.rows.withLock { rows in
                rows["sweep"] = Table.Row(
                    lease: Lease(job: "sweep", node: "b", token: lease.token + 1, ranAt: nil, mark: "b was here"),
                    until: .now + .seconds(30))
            }
            return "a was here"
        }
        try await running([slow]) {
            try await diary.wait(for: 1)
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(diary.all == ["a from the beginning"])
        #expect(table.rows.withLock { $0["sweep"]?.lease.mark } == "b was here")
    }

    @Test func workThatOutlastsItsLeaseKeepsIt() async throws {
        let diary = diary
        let slow = runner("a", every: .hours(1)) { _ in
            // Three times as long as a lease.
            try await Task.sleep(for: .milliseconds(600))
            diary.note("a is done")
            return "all of it"
        }
        try await running([slow, runner("b", every: .hours(1))]) { try await diary.wait(for: 2) }
        #expect(diary.all == ["a from the beginning", "a is done"])
    }

    @Test func workWhoseLeaseWasLostIsStopped() async throws {
        let (table, diary) = (table, diary)
        let slept = runner("a", every: .seconds(0)) { lease in
            table.rows.withLock { rows in
                rows["sweep"] = Table.Row(
                    lease: Lease(job: "sweep", node: "b", token: lease.token + 1, ranAt: nil, mark: nil),
                    until: .now + .seconds(30))
            }
            do { try await Task.sleep(for: .seconds(30)) } catch { diary.note("a was stopped") }
            return "a was here"
        }
        try await running([slept]) { try await diary.wait(for: 2) }
        #expect(diary.all == ["a from the beginning", "a was stopped"])
        #expect(table.rows.withLock { $0["sweep"]?.lease.mark } == nil)
    }
}
