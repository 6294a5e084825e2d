import Foundation
import GridCatalog
import Matters
import Testing

@testable import Simulation

@Suite("A district lives, and every rule holds", .timeLimit(.minutes(3)))
struct SimulationTests {
    /// Times that count days differently: the spring festival with its make-up days, the leap day, the national
    /// holidays, a turn of the year whose calendar arrives on the way, and one whose calendar nobody wrote yet.
    static let lives: [(seed: UInt64, first: LocalDate)] = [
        (1, .spring), (2, LocalDate(year: 2024, month: 2, day: 14)!), (3, LocalDate(year: 2025, month: 9, day: 20)!),
        (4, LocalDate(year: 2024, month: 12, day: 22)!), (5, LocalDate(year: 2026, month: 12, day: 24)!),
    ]

    @Test("Fourteen days in three townships, with crashes, newcomers, new cells and people who try", arguments: lives)
    func holds(seed: UInt64, first: LocalDate) async throws {
        let life = try Life(seed: seed, days: 14, from: first, reportsPerDay: 4)
        let outcome = try await life.run()
        #expect(outcome.violation == nil, "\(outcome.violation?.description ?? "")")
        #expect(outcome[.days] == 14 && outcome.through == first.adding(days: 13))
        for what in [Outcome.Count.reports, .replays, .draftsRefused, .commandsRefused, .rosterChanges, .alarms] {
            #expect(outcome[what] > 0, "\(what)")
        }
        for rule in Rule.allCases where rule != .ruling {
            #expect(((outcome.held[rule] ?? 0) > 0) == (rule.nothingToCheck == nil), "\(rule)")
        }
        #expect(try life.sqlite("PRAGMA integrity_check") == "ok\n")
        #expect(try life.sqlite("SELECT COUNT(*) FROM matter") == "\(outcome[.reports])\n")
        #expect(try life.sqlite("SELECT COUNT(*) FROM event") == "\(outcome[.events])\n")
    }

    @Test("The same seed is the same life, to the byte of every event; another seed is another")
    func sameBytes() async throws {
        func events(_ seed: UInt64) async throws -> String {
            let life = try Life(seed: seed, days: 5)
            #expect(try await life.run().violation == nil)
            return try life.sqlite(
                """
                SELECT position, matter, version, at, actor, kind, payload, hex(hash) FROM event ORDER BY position;
                SELECT matter, version, field, hex(salt), hex(digest), hex(box) FROM sealed_words;
                """)
        }
        let first = try await events(11)
        #expect(first.count > 10_000)
        #expect(try await events(11) == first)
        #expect(try await events(12) != first)
    }

    @Test("What to type to live the same life again")
    func commandLine() {
        let plan = Plan(seed: 7, first: .spring, days: 20, reportsPerDay: 6)
        #expect(
            plan.commandLine(grids: "Grids/yanjiang", out: "life")
                == "mashang simulate --grids Grids/yanjiang --seed 7 --from 2026-02-05 --days 20 "
                + "--reports-per-day 6 --out life")
    }

    @Test("A folder that no day makes usable is refused with its problems")
    func brokenFolder() throws {
        var files = try District.yanjiang.get().files
        files["yanjiang/stations.csv"] = nil
        let fault = #expect(throws: WorldFault.self) { try World(GridFolder(files: files), on: .spring) }
        #expect(fault?.description.contains("yanjiang/stations.csv") == true)
    }
}

@Suite("The crashing disk", .timeLimit(.minutes(1)))
struct CrashingDiskTests {
    private static func log(_ frames: [UInt8]) -> Data {
        Data(repeating: 0, count: 32) + frames.flatMap { Data(repeating: $0, count: 4_120) }
    }

    @Test("of a command that was being written, all arrives or not all, and what was flushed before stays")
    func torn() {
        var chance = Chance(seed: 1)
        let before = CrashingDisk.Image(database: Data([1, 2]), log: Self.log([1, 2]))
        let after = CrashingDisk.Image(database: Data([1, 2]), log: Self.log([1, 2, 3, 4]))
        var kept = 0
        for _ in 0..<200 {
            let (image, isKept) = before.torn(towards: after, &chance)
            #expect(image.database == before.database)
            #expect(image.log.prefix(before.log.count) == before.log)
            #expect((image.log.prefix(after.log.count) == after.log) == isKept)
            kept += isKept ? 1 : 0
        }
        #expect((20...80).contains(kept), "\(kept) of 200 kept")
    }

    @Test("a file that the log was being copied into is torn, and the log is whole")
    func checkpoint() {
        var chance = Chance(seed: 1)
        let before = CrashingDisk.Image(database: Data(repeating: 1, count: 8_192), log: Self.log([1]))
        let after = CrashingDisk.Image(database: Data(repeating: 2, count: 8_192), log: Self.log([1, 2]))
        let (image, isKept) = before.torn(towards: after, &chance)
        #expect(isKept && image.log == after.log)
        #expect(image.database != after.database && image.database.count == 8_192)
    }
}
