import Matters
import Testing

/// 点位码的一生: where a code stands follows from what happened to it.
@Suite(.timeLimit(.minutes(1)))
struct SiteCodeTests {
    private static let issued = at("2026-03-02 09:00")
    private static let month = Instant.Span.days(30)

    private func code(_ change: (inout SiteCode) -> Void = { _ in }) -> SiteCode {
        var code = SiteCode(token: "7KQ4M2XHAB1", site: SiteID("S0001")!, serial: 1, version: 1, issuedAt: Self.issued)
        change(&code)
        return code
    }

    private func state(
        on day: String = "2026-03-20 12:00", scanned: String? = nil, doubts: Int = 0,
        _ change: (inout SiteCode) -> Void = { _ in }
    ) -> CodeState {
        code(change).state(
            CodeSigns(lastScan: scanned.map { at($0) }, doubts: doubts), at: at(day), silence: Self.month)
    }

    @Test func itIsPrintedPostedAndAlive() {
        #expect(state() == .issued)
        #expect(state { $0.printedAt = at("2026-03-03 09:00") } == .printed)
        let posted = { (code: inout SiteCode) in code.posting = .init(at: at("2026-03-10 09:00"), by: nil) }
        #expect(state(posted) == .posted)
        #expect(state(scanned: "2026-03-11 08:00", posted) == .alive)
        #expect(state(scanned: "2026-03-11 08:00") == .alive, "whoever scans it says that it hangs")
    }

    @Test func aMonthWithoutAScanIsSilenceUntilSomebodyLooks() {
        let posted = { (code: inout SiteCode) in code.posting = .init(at: at("2026-03-10 09:00"), by: nil) }
        #expect(state(on: "2026-04-09 09:00", posted) == .posted)
        #expect(state(on: "2026-04-09 09:01", posted) == .silent)
        #expect(state(on: "2026-05-01 09:00", scanned: "2026-03-30 23:59", posted) == .silent)
        #expect(
            state(on: "2026-05-01 09:00", scanned: "2026-03-30 23:59") { $0.seenAt = at("2026-04-30 10:00") } == .alive)
    }

    @Test func whatIsMissingIsMissingUntilItHangsAgain() {
        let missed = { (code: inout SiteCode) in
            code.posting = .init(at: at("2026-03-10 09:00"), by: nil)
            code.missedAt = at("2026-03-15 09:00")
        }
        #expect(state(missed) == .missing)
        #expect(state(scanned: "2026-03-16 23:59", missed) == .alive, "somebody scanned it after that")
        #expect(
            state { code in
                missed(&code)
                code.posting = .init(at: at("2026-03-16 09:00"), by: nil)
            } == .posted)
    }

    @Test func aDoubtStandsAboveBeingAliveAndBelowBeingOver() {
        #expect(state(scanned: "2026-03-19 23:59", doubts: 1) == .doubted)
        #expect(state(doubts: 3) { $0.revokedAt = at("2026-03-10 09:00") } == .revoked)
        #expect(state(doubts: 1) { $0.replacedBy = "9B3N5RTWAB2" } == .retiring)
    }

    @Test func itsLastDayIsTheEndOfATemporaryOneAndOfOneThatWasReplaced() {
        let market = { (code: inout SiteCode) in code.endsAt = at("2026-03-15 00:00") }
        #expect(state(on: "2026-03-14 23:59", market) == .issued)
        #expect(state(on: "2026-03-15 00:00", market) == .ended)
        let replaced = { (code: inout SiteCode) in (code.endsAt, code.replacedBy) = (at("2026-04-01 00:00"), "X") }
        #expect(state(on: "2026-03-31 23:59", replaced) == .retiring)
        #expect(state(on: "2026-04-01 00:00", replaced) == .replaced)
    }

    @Test(arguments: CodeState.allCases)
    func whatMayBeDoneIsInOneTable(state: CodeState) {
        let allowed = Set(CodeDeed.allCases.filter { $0.from.contains(state) })
        let right: Set<CodeDeed> =
            switch state {
            case .issued: [.print, .post, .replace, .revoke]
            case .missing: [.print, .post, .see, .replace, .revoke]
            case .printed, .posted, .alive, .silent, .doubted: Set(CodeDeed.allCases)
            case .retiring: [.revoke]
            case .replaced, .ended, .revoked: []
            }
        #expect(allowed == right)
        #expect(state.opens || !state.needsVisit, "nobody is sent to what opens nothing")
    }

    @Test func aReportFromFarAwayOrFromAPictureIsMarked() throws {
        let square = try #require(Location(lat: 30.1279, lon: 104.6321))
        let gate = try #require(Location(lat: 30.1368, lon: 104.6321))
        let chengdu = try #require(Location(lat: 30.6570, lon: 104.0665))
        #expect(abs(square.metres(to: gate) - 990) < 5)
        #expect(abs(square.metres(to: chengdu) - 80_000) < 1_000)
        #expect(Presence(of: gate, at: square, scans: 500) == nil, "whoever is there is there")
        #expect(Presence(of: chengdu, at: square, scans: 0) == .far)
        #expect(Presence(of: nil, at: square, scans: Bounds.scansInAnHour) == nil)
        #expect(Presence(of: nil, at: square, scans: Bounds.scansInAnHour + 1) == .burst)
    }

    @Test func acrossTheDateLineIsNotAroundTheWorld() throws {
        let east = try #require(Location(lat: 0, lon: 179.99)), west = try #require(Location(lat: 0, lon: -179.99))
        #expect(east.metres(to: west) < 2_300)
    }
}
