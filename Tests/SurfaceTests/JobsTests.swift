import Clockwork
import HTTPKit
import Logging
import Matters
import ServiceLifecycle
import Storage
import Testing

@testable import mashang

/// The server's own jobs, run as the server runs them, by a clock that the test moves.
@Suite("The system beside the surfaces", .timeLimit(.minutes(1)))
struct JobsTests {
    /// The jobs of the server go on for as long as `body` runs.
    private func working(_ town: Town, _ body: () async throws -> Void) async throws {
        let store = town.deployment.store
        let runner = JobRunner(
            Jobs.all(on: town.deployment, logger: town.book.logger, onTick: town.surfaces.noteTick),
            leases: store.leases, clock: town.deployment.clock, logger: town.book.logger,
            onRun: town.surfaces.noteJob)
        let group = makeServiceGroup(
            [runner], settings: EdgeSettings(), logger: town.book.logger, stopsOnSignals: false)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Waits until the ledger has it; the suite's time limit is the only one. The clock goes on: a job that ended just
    /// after it was moved runs again some seconds later.
    private func matter(
        _ number: MatterNumber, in town: Town, until holds: (Matter) -> Bool
    ) async throws -> Matter {
        while true {
            let matter = try #require(try await town.matters.record(number)).matter
            if holds(matter) { return matter }
            try await Task.sleep(for: .milliseconds(100))
            town.pass(.seconds(1))
        }
    }

    @Test("An urgent report that nobody answers goes up every five minutes: station, leader, county")
    func urgent() async throws {
        try await Town.open { town in
            let filed = try await town.file("隔壁打起来了，有人拿刀，快来人。")
            let number = try #require(MatterNumber(filed.number))
            #expect(try await town.matters.record(number)?.matter.filing.emergencies != nil)
            try await working(town) {
                for level in [Ladder.Level.station, .leader, .county] {
                    town.pass(.minutes(5))
                    let raised = try await matter(number, in: town) { $0.level == level }
                    #expect((raised.owner != nil) == (level >= .leader), "包案领导")
                }
            }
            let figures = town.surfaces.metrics.text()
            #expect(figures.contains("mashang_ticks_total"), "\(figures)")
            #expect(figures.contains("mashang_tick_lag_seconds 0.0\n"))
            #expect(figures.contains("mashang_job_tick_seconds"))
            #expect(try await town.deployment.store.leases.take("tick") != nil)
        }
    }

    @Test("What was due while the server was down is done right after its start, once")
    func downtime() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let number = try #require(MatterNumber(filed.number))
            town.pass(.days(9))
            try await working(town) { _ = try await matter(number, in: town) { $0.level == .county } }
            let record = try #require(try await town.matters.record(number))
            #expect(record.events.count { $0.kind == .escalated } == 1, "the highest step speaks for all")
            #expect(town.book.lines.allSatisfy { $0.level < .warning })
        }
    }
}
