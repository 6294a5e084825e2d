import Matters

@testable import Pages

/// A matter about noise in 九眼桥社区 and its trail.
extension Fixtures {
    struct Missing: Error {}

    static func need<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Missing() }
        return value
    }

    /// - Parameter length: how many steps of the trail have happened, 2 to 6.
    static func events(_ ink: Ink, length: Int = 6, serial: UInt64 = 483_107_259) throws -> [Event] {
        let worker = try need(StaffID("g0001"))
        let station = try need(StationID("st-512002001"))
        let county = try need(StationID("st-512002"))
        let cell = try need(CellCode("512002001001001"))
        let report = try Report(
            clean(rawReport(.plain)), site: need(SiteID("S0001")), knows: { _ in true })
        let number = MatterNumber(year: 2026, serial: serial)
        let decision = Decision(
            holder: .worker(worker), lead: station, assistants: [], overseer: county, needsTriage: false,
            scopes: [.staff(worker), .station(station)], excluded: [], rule: "cell",
            reasons: [.coversCell, .leastLoaded],
            rejected: [])
        let all: [(EventKind, Actor, MatterState, String, [Event.WordsField: String])] = [
            (.filed, .resident, .dispatched, "2026-11-22T16:11:39+08:00", [.text: ink(report.text)]),
            (.dispatched, .system, .dispatched, "2026-11-22T16:11:39+08:00", [:]),
            (.accepted, .staff(worker, .gridWorker), .accepted, "2026-11-22T16:20:00+08:00", [:]),
            (
                .visited, .staff(worker, .gridWorker), .handling, "2026-11-22T17:05:00+08:00",
                [.note: ink("去了三楼和四楼，四楼说本周内完工。")]
            ),
            (
                .resolved, .staff(worker, .gridWorker), .resolved, "2026-11-22T18:00:00+08:00",
                [.note: ink("四楼答应晚上八点后不施工，写了保证书。")]
            ),
            (
                .contested, .resident, .reopened, "2026-11-22T18:30:00+08:00",
                [.reason: ink("昨晚十二点还在敲。")]
            ),
        ]
        return all.prefix(length).enumerated().map { index, step in
            let (kind, actor, state, moment, words) = step
            let facts = Event.Facts(
                state: state, filing: kind == .filed ? Filing(report, number: number, cell: cell) : nil,
                decision: kind == .dispatched ? decision : nil, holder: nil, proposed: nil,
                deadlines: kind == .filed ? deadlines(ink).map(\.deadline) : nil)
            return Event(version: index + 1, at: at(moment), actor: actor, kind: kind, facts: facts, words: words)
        }
    }

    static func matter(length: Int = 6, serial: UInt64 = 483_107_259) throws -> Matter {
        try Matter(events(.plain, length: length, serial: serial))
    }

    static func views(_ ink: Ink, length: Int) throws -> [EventView] {
        let person = PersonView(name: ink("王国华"), role: .gridWorker)
        return try events(ink, length: length).map { event in
            let isStaff = if case .staff = event.actor { true } else { false }
            return EventView(
                event: event, who: isStaff ? person : nil, holder: event.kind == .contested ? station(ink) : worker(ink)
            )
        }
    }

    static func card(_ ink: Ink, length: Int, serial: UInt64, withHolder: Bool = false) throws -> MatterCard {
        MatterCard(
            matter: try matter(length: length, serial: serial), site: site(ink), category: ink("邻里纠纷", "Neighbours"),
            text: ink.isMute ? nil : ink("楼上每天晚上十一点以后还在装修。\n说了三次。"), limit: deadlines(ink)[1].limit,
            holder: withHolder ? worker(ink) : nil)
    }

    private static func clean(_ report: RawReport) -> RawReport {
        var report = report
        report.phone = "13800000000"
        return report
    }
}
