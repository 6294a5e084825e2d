/// 状态表: every way from one state to the next, in one place. Whatever is not here cannot happen.
public enum Transitions {
    /// One allowed step.
    public struct Edge: Sendable {
        public let command: CommandKind
        public let from: Set<MatterState>
        public let by: Set<Capacity>
        /// What the command must carry.
        public let carries: Set<Carried>
        public let event: EventKind
        public let to: Target

        fileprivate init(
            _ command: CommandKind, from: Set<MatterState>, by: Set<Capacity>, carries: Set<Carried> = [],
            _ event: EventKind, _ to: Target
        ) {
            self.command = command
            self.from = from
            self.by = by
            self.carries = carries
            self.event = event
            self.to = to
        }
    }

    /// Where an edge leads.
    public enum Target: Sendable, Hashable {
        case same
        case state(MatterState)
        /// First return: to the proposed owner. Second return: to the station, or the county, for a binding ruling.
        case returned
        /// To the level above whoever had it.
        case up
        /// Back to where it was before the pause.
        case before
        /// Up if the call-back heard that it is not solved; else the same.
        case asHeard
        /// 复查: closed if upheld; 复核: final. Handled anew by the station that leads if the finding was changed.
        case asFound
        /// 复查 the first time, 复核 the second.
        case nextReview
    }

    /// In somebody's hands: before it is resolved, and not asking a body outside.
    private static let inHand: Set<MatterState> = [.triage, .dispatched, .accepted, .handling, .mediating, .reopened]
    private static let working: Set<MatterState> = [.accepted, .handling, .mediating]
    private static let unfinished = inHand.union([.paused, .referred])
    private static let reviewing: Set<MatterState> = [.review, .rereview]
    private static let everywhere = Set(MatterState.allCases).subtracting([.final])

    private static let holders: Set<Capacity> = [.holdingWorker, .holdingStation]
    private static let steering: Set<Capacity> = [.leadStation, .county, .owner]
    private static let deciding: Set<Capacity> = [.holdingStation, .leadStation, .county]
    private static let anybody = holders.union(steering).union([.assisting, .duty])

    public static let table: [Edge] = hands + procedure + asides + resident + system

    /// 交接与办理: from hand to hand until it is resolved.
    private static let hands: [Edge] = [
        Edge(.accept, from: [.dispatched, .reopened], by: holders, .accepted, .state(.accepted)),
        Edge(.return, from: [.dispatched, .accepted], by: holders, carries: [.reason, .to], .returned, .returned),
        Edge(.visit, from: [.accepted, .handling], by: holders, carries: [.note], .visited, .state(.handling)),
        Edge(.visit, from: [.mediating], by: holders, carries: [.note], .visited, .same),
        Edge(
            .resolve, from: working, by: holders, carries: [.note, .evidence], .resolved, .state(.resolved)),
        Edge(.assign, from: inHand, by: steering, carries: [.to, .reason], .assigned, .state(.dispatched)),
        Edge(.takeOver, from: inHand, by: [.leadStation, .county], .takenOver, .state(.accepted)),
        Edge(
            .transfer, from: inHand, by: [.leadStation, .county], carries: [.to, .reason], .transferred,
            .state(.dispatched)),
    ]

    /// 受理与程序: what the law asks of the station.
    private static let procedure: [Edge] = [
        Edge(.admit, from: inHand, by: deciding, .admitted, .same),
        Edge(
            .decline, from: inHand, by: deciding, carries: [.ground, .reason, .elsewhere], .declined,
            .state(.declined)),
        Edge(.simplify, from: inHand, by: deciding, .simplified, .same),
        Edge(
            .extend, from: working.union([.referred]), by: [.leadStation, .county], carries: [.reason], .extended, .same
        ),
        Edge(.pause, from: working, by: deciding, carries: [.reason, .evidence, .until], .paused, .state(.paused)),
        Edge(.resume, from: [.paused], by: deciding.union([.system]), .resumed, .before),
        Edge(.mediate, from: [.accepted, .handling], by: holders, .mediationBegun, .state(.mediating)),
        Edge(
            .endMediation, from: [.mediating], by: holders, carries: [.reason], .mediationEnded, .state(.handling)),
        Edge(.refer, from: working, by: deciding, carries: [.body, .reason], .referred, .state(.referred)),
        Edge(.answer, from: [.referred], by: [.outside], carries: [.note], .answered, .state(.handling)),
        Edge(.recall, from: [.referred], by: deciding, carries: [.reason], .recalled, .state(.handling)),
        Edge(
            .conclude, from: reviewing, by: [.holdingStation], carries: [.finding, .note], .concluded, .asFound),
    ]

    /// 督促与旁注: leaves it where it stands.
    private static let asides: [Edge] = [
        Edge(.note, from: unfinished.union([.resolved]).union(reviewing), by: anybody, carries: [.note], .noted, .same),
        Edge(.classify, from: unfinished, by: deciding, carries: [.kind], .classified, .same),
        Edge(.urge, from: unfinished, by: steering, carries: [.note], .urged, .same),
        Edge(.supervise, from: unfinished, by: [.county, .owner], carries: [.note], .supervised, .same),
        Edge(.reply, from: unfinished, by: holders.union([.leadStation]), carries: [.note], .replied, .same),
        Edge(.own, from: unfinished, by: [.leadStation, .county], carries: [.owner], .owned, .same),
        Edge(.assist, from: unfinished, by: deciding, carries: [.to], .assisted, .same),
        Edge(.join, from: unfinished, by: deciding, carries: [.parent, .reason], .joined, .same),
        Edge(.unjoin, from: everywhere, by: deciding, carries: [.reason], .unjoined, .same),
        Edge(
            .callBack, from: [.closed], by: [.caller], carries: [.finding, .note], .calledBack, .asHeard),
        Edge(.acknowledge, from: unfinished, by: anybody, .acknowledged, .same),
    ]

    /// 居民: whoever holds the receipt.
    private static let resident: [Edge] = [
        Edge(.confirm, from: [.resolved], by: [.resident], .confirmed, .state(.closed)),
        Edge(
            .contest, from: [.resolved, .closed, .declined, .withdrawn], by: [.resident], carries: [.reason],
            .contested, .up),
        Edge(.rate, from: [.resolved, .closed, .final], by: [.resident], carries: [.stars], .rated, .same),
        Edge(.urge, from: unfinished.union(reviewing), by: [.resident], .urged, .same),
        Edge(.add, from: everywhere.subtracting([.withdrawn]), by: [.resident], carries: [.note], .added, .same),
        Edge(.withdraw, from: unfinished.union([.resolved]), by: [.resident], .withdrawn, .state(.withdrawn)),
        Edge(.review, from: [.resolved, .closed], by: [.resident], carries: [.reason], .reviewAsked, .nextReview),
        Edge(.calm, from: unfinished, by: [.resident], .calmed, .same),
    ]

    /// 系统: a deadline is just another actor.
    private static let system: [Edge] = [
        Edge(.rouse, from: unfinished, by: [.system], .roused, .same),
        Edge(.escalate, from: everywhere, by: [.system], .escalated, .same),
        Edge(.close, from: [.resolved], by: [.system], .closed, .state(.closed)),
        Edge(.finalise, from: [.closed], by: [.system], .finalised, .state(.final)),
        Edge(.recount, from: everywhere, by: [.system], .recounted, .same),
    ]

    /// Whether the system may do that now. Asked for every clock after every step, so it is looked up.
    static func systemMay(_ command: CommandKind, in state: MatterState) -> Bool {
        statesOfSystem[command]?.contains(state) ?? false
    }

    private static let statesOfSystem = Dictionary(
        table.filter { $0.by.contains(.system) }.map { ($0.command, $0.from) }
    ) { $0.union($1) }

    /// The edge that somebody in these capacities would take; any edge of the command if none is theirs.
    public static func edge(_ command: CommandKind, from state: MatterState, by capacities: Set<Capacity>) -> Edge? {
        let edges = table.filter { $0.command == command && $0.from.contains(state) }
        return edges.first { !$0.by.isDisjoint(with: capacities) } ?? edges.first
    }

    /// What a staff member's command must carry in this state.
    public static func carriedByStaff(_ command: CommandKind, in state: MatterState) -> Set<Carried> {
        let edges = table.filter { $0.command == command && !$0.by.isSubset(of: [.resident, .system, .outside]) }
        return (edges.first { $0.from.contains(state) } ?? edges.first)?.carries ?? []
    }

    /// What somebody in these capacities may do now, in the table's order.
    public static func allowed(in state: MatterState, for capacities: Set<Capacity>) -> [CommandKind] {
        table.filter { $0.from.contains(state) && !$0.by.isDisjoint(with: capacities) }.map(\.command)
    }
}
