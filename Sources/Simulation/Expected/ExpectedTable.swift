import Matters

/// The table of docs/states.md, read once more and written down once more.
enum ExpectedTable {
    /// From which states somebody may do something, and what they must bring.
    struct Row: Sendable {
        let kind: CommandKind
        let states: Set<MatterState>
        let by: Set<Capacity>
        let needs: Set<Carried>
    }

    static func rows(_ kind: CommandKind, in state: MatterState) -> [Row] {
        all.filter { $0.kind == kind && $0.states.contains(state) }
    }

    private static let open: [MatterState] = [.triage, .dispatched, .accepted, .handling, .mediating, .reopened]
    private static let atWork: [MatterState] = [.accepted, .handling, .mediating]
    private static let unfinished = open + [.paused, .referred]
    private static let inReview: [MatterState] = [.review, .rereview]
    private static let allButFinal = MatterState.allCases.filter { $0 != .final }

    private static let holder: [Capacity] = [.holdingWorker, .holdingStation]
    private static let chief: [Capacity] = [.leadStation, .county]
    private static let station: [Capacity] = [.holdingStation, .leadStation, .county]
    private static let anybody = holder + chief + [.owner, .assisting, .duty]

    private static func row(
        _ kind: CommandKind, _ states: [MatterState], _ by: [Capacity], _ needs: Carried...
    ) -> Row {
        Row(kind: kind, states: Set(states), by: Set(by), needs: Set(needs))
    }

    private static let all: [Row] = [
        row(.accept, [.dispatched, .reopened], holder),
        row(.return, [.dispatched, .accepted], holder, .reason, .to),
        row(.visit, atWork, holder, .note),
        row(.resolve, atWork, holder, .note, .evidence),
        row(.assign, open, chief + [.owner], .to, .reason),
        row(.takeOver, open, chief),
        row(.transfer, open, chief, .to, .reason),
        row(.admit, open, station),
        row(.decline, open, station, .ground, .reason, .elsewhere),
        row(.simplify, open, station),
        row(.extend, atWork + [.referred], chief, .reason),
        row(.pause, atWork, station, .reason, .evidence, .until),
        row(.resume, [.paused], station),
        row(.mediate, [.accepted, .handling], holder),
        row(.endMediation, [.mediating], holder, .reason),
        row(.refer, atWork, station, .body, .reason),
        row(.answer, [.referred], [.outside], .note),
        row(.recall, [.referred], station, .reason),
        row(.conclude, inReview, [.holdingStation], .finding, .note),
        row(.note, unfinished + inReview + [.resolved], anybody, .note),
        row(.classify, unfinished, station, .kind),
        row(.urge, unfinished, chief + [.owner], .note),
        row(.supervise, unfinished, [.county, .owner], .note),
        row(.reply, unfinished, holder + [.leadStation], .note),
        row(.own, unfinished, chief, .owner),
        row(.assist, unfinished, station, .to),
        row(.join, unfinished, station, .parent, .reason),
        row(.unjoin, allButFinal, station, .reason),
        row(.callBack, [.closed], [.caller], .finding, .note),
        row(.acknowledge, unfinished, anybody),
        row(.confirm, [.resolved], [.resident]),
        row(.contest, [.resolved, .closed, .declined, .withdrawn], [.resident], .reason),
        row(.rate, [.resolved, .closed, .final], [.resident], .stars),
        row(.urge, unfinished + inReview, [.resident]),
        row(.add, allButFinal.filter { $0 != .withdrawn }, [.resident], .note),
        row(.withdraw, unfinished + [.resolved], [.resident]),
        row(.review, [.resolved, .closed], [.resident], .reason),
        row(.calm, unfinished, [.resident]),
    ]

    /// What the staff can try; and what the residents can.
    static let ofStaff = Array(Set(all.filter { !$0.by.isSubset(of: [.resident, .outside]) }.map(\.kind)))
        .sorted { $0.rawValue < $1.rawValue }
    static let ofResidents = Array(Set(all.filter { $0.by == [.resident] }.map(\.kind)))
        .sorted { $0.rawValue < $1.rawValue }
}
