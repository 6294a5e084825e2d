import Matters
import Testing

@testable import Storage

/// The life of codes in the database: numbered without gaps, each change with its line in the audit trail.
@Suite(.timeLimit(.minutes(1)))
struct SiteCodesTests {
    private let store: Store
    private let files: TestStore
    private let now = TestStore.start
    private let square = SiteID("S0001")!
    private let market = SiteID("S0002")!

    init() async throws {
        files = try await TestStore()
        store = files.store
    }

    private var actions: [String] {
        get async throws {
            try await store.audit.page(nil, 50).reversed().map { "\($0.entry.action) \($0.entry.subject)" }
        }
    }

    @Test func aCodeIsRevokedOnce() async throws {
        try await store.siteCodes.put("7KQ4M2XH", at: "S0001")
        #expect(try await store.siteCodes.change(["7KQ4M2XH"], .revoke, .system, now + .days(1)) == ["7KQ4M2XH"])
        #expect(try await store.siteCodes.change(["7KQ4M2XH", "NOSUCHCODE"], .revoke, .system, now + .days(2)) == [])
        #expect(try await store.siteCodes.code("7KQ4M2XH")?.revokedAt == now + .days(1))
        #expect(try await store.siteCodes.code("NOSUCHCODE") == nil)
        #expect(try await actions == ["codeIssued 1", "codeRevoked 1"])
    }

    @Test func aTokenIsNeverGivenAwayTwiceAndABatchIsAllOrNothing() async throws {
        try await store.siteCodes.put("7KQ4M2XH", at: "S0001")
        _ = try await store.siteCodes.change(["7KQ4M2XH"], .revoke, .system, now)
        await #expect(throws: (any Error).self) {
            try await store.siteCodes.issue(
                [NewSiteCode(token: "9B3N5RTW", site: market), NewSiteCode(token: "7KQ4M2XH", site: market)], .system,
                now)
        }
        #expect(try await store.siteCodes.all().map(\.token) == ["7KQ4M2XH"])
        #expect(try await actions == ["codeIssued 1", "codeRevoked 1"], "nor does the audit trail say it happened")
    }

    @Test func serialsGoOnAndVersionsCountAtTheSite() async throws {
        let first = try await store.siteCodes.issue(
            [NewSiteCode(token: "A1", site: square), NewSiteCode(token: "B1", site: market)], .system, now)
        #expect(first.map(\.serial) == [1, 2] && first.map(\.version) == [1, 1])
        let second = try await store.siteCodes.replace(
            [(old: "B1", token: "B2"), (old: "NONE", token: "C1")], now + .days(30), .system, now)
        #expect(second.map(\.serial) == [3] && second.map(\.version) == [2] && second.map(\.site) == [market])
        #expect(try await store.siteCodes.serial(3)?.token == "B2")
        #expect(try await store.siteCodes.serial(4) == nil)
        #expect(try await actions == ["codeIssued 1-2", "codeReplaced 2", "codeIssued 3"])
    }

    @Test func manyAtOnceFromTwoSidesHaveNoGapAndNoSerialTwice() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    _ = try await store.siteCodes.issue(
                        (0..<5).map { NewSiteCode(token: "T\(number)-\($0)", site: square) }, .system, now)
                }
            }
            try await group.waitForAll()
        }
        let codes = try await store.siteCodes.all()
        #expect(codes.map(\.serial).sorted() == Array(1...100) && codes.map(\.version).sorted() == Array(1...100))
    }

    @Test func theOldCodeOpensUntilTheOverlapIsOver() async throws {
        try await store.siteCodes.put("OLD", at: "S0001")
        _ = try await store.siteCodes.replace([(old: "OLD", token: "NEW")], now + .days(30), .system, now)
        let old = try #require(try await store.siteCodes.code("OLD"))
        #expect(old.opens(at: now + .days(29)) && !old.isCurrent(at: now) && !old.opens(at: now + .days(30)))
        #expect(old.replacedBy == "NEW")
        // It is not its site's own any more, and is not replaced twice.
        #expect(try await store.siteCodes.replace([(old: "OLD", token: "NEWER")], now, .system, now).isEmpty)
        #expect(try await store.siteCodes.code("NEW")?.isCurrent(at: now + .days(400)) == true)
    }

    @Test func aTemporaryCodeIsNotMadeLongerByAnother() async throws {
        let end = now + .days(3)
        _ = try await store.siteCodes.issue([NewSiteCode(token: "FAIR", site: market, endsAt: end)], .system, now)
        _ = try await store.siteCodes.replace([(old: "FAIR", token: "FAIR2")], now + .days(30), .system, now)
        #expect(try await store.siteCodes.all().map(\.endsAt) == [end, end])
        #expect(try await store.siteCodes.change(["FAIR2"], .print, .system, end).isEmpty, "it is over")
    }

    @Test func whereItWasPutUpAndByWhomIsKept() async throws {
        try await store.siteCodes.put("A1", at: "S0001")
        let spot = try #require(Location(lat: 30.12, lon: 104.63))
        _ = try await store.siteCodes.change(["A1"], .post(spot), People.wang.actor, now + .hours(1))
        let posting = try await store.siteCodes.code("A1")?.posting
        #expect(posting == SiteCode.Posting(at: now + .hours(1), by: People.wang.id, location: spot))
    }

    @Test func visitsAreAddedUpByDayAndKeptForFourHundredDays() async throws {
        try await store.siteCodes.put("A1", at: "S0001")
        let day = ChinaTime.date(of: now)
        let old = day.adding(days: -Bounds.trafficDays - 1)
        for _ in 0..<3 {
            try await store.codeWatch.count([
                CodeTraffic(token: "A1", day: day, step: .scan, count: 2),
                CodeTraffic(token: "A1", day: old, step: .scan, count: 1),
            ])
        }
        #expect(try await store.codeWatch.traffic(day).map(\.count) == [6])
        #expect(try await store.codeWatch.lastScans() == ["A1": day], "the last day, whatever is written down later")
        let lease = try #require(try await store.leases.take("sweep"))
        #expect(try await store.upkeep.sweep(lease, now) == 1)
        #expect(try await store.codeWatch.traffic(old).map(\.day) == [day])
    }

    @Test func whoeverLookedAnswersTheDoubtsOfThatCode() async throws {
        try await store.siteCodes.put("A1", at: "S0001")
        for _ in 0..<(Bounds.openDoubts + 5) {
            try await store.codeWatch.doubt(CodeDoubt(token: "A1", at: now, reason: .pasted, note: nil))
        }
        try await store.codeWatch.doubt(CodeDoubt(token: nil, at: now, reason: .money, note: "菜市场北门"))
        #expect(try await store.codeWatch.signs(at: now)["A1"]?.doubts == Bounds.openDoubts)
        _ = try await store.siteCodes.change(["A1"], .see, People.wang.actor, now + .hours(1))
        #expect(try await store.codeWatch.doubts().map(\.note) == ["菜市场北门"])
        #expect(try await store.codeWatch.settleForeign(People.chief.actor, now) == 1)
        #expect(try await store.codeWatch.doubts().isEmpty)
        #expect(try await actions == ["codeIssued 1", "codeSeen 1", "doubtSettled 1"])
    }

    @Test func whatAResidentWroteOfAStickerIsForgottenLongAfterSomebodyLooked() async throws {
        try await store.codeWatch.doubt(CodeDoubt(token: nil, at: now, reason: .pasted, note: "菜市场北门"))
        _ = try await store.codeWatch.settleForeign(.system, now)
        let lease = try #require(try await store.leases.take("sweep"))
        #expect(try await store.upkeep.sweep(lease, now + .days(Bounds.trafficDays)) == 0)
        #expect(try await store.upkeep.sweep(lease, now + .days(Bounds.trafficDays + 2)) == 1)
    }

    @Test func rangesOfSerialsAreShort() {
        #expect(SerialRanges.text([7, 1, 2, 3]) == "1-3 7" && SerialRanges.text([4]) == "4")
    }
}

extension SiteCodes {
    /// One code at one site, at the start of the test.
    func put(_ token: String, at site: String) async throws {
        _ = try await issue([NewSiteCode(token: token, site: SiteID(site)!)], .system, TestStore.start)
    }
}
