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
    }

    /// Where an edge leads.
    public enum Target: Sendable, Hashable {
        case same
        case state(MatterState)
        /// First return: to the proposed owner. Second return: to the station for a binding ruling.
        case returned
        /// To the level above whoever had it.
        case up
    }

    /// Before anybody finished it.
    private static let unfinished: Set<MatterState> = [.triage, .dispatched, .accepted, .handling, .reopened]
    private static let stations: Set<Capacity> = [.leadStation, .county]

    public static let table: [Edge] = [
        Edge(
            command: .accept, from: [.dispatched, .reopened], by: [.holdingWorker, .holdingStation], carries: [],
            event: .accepted, to: .state(.accepted)),
        Edge(
            command: .return, from: [.dispatched, .accepted], by: [.holdingWorker], carries: [.reason, .to],
            event: .returned, to: .returned),
        Edge(
            command: .note, from: unfinished.union([.resolved]),
            by: [.holdingWorker, .holdingStation, .leadStation, .county], carries: [.note], event: .noted, to: .same),
        Edge(
            command: .visit, from: [.accepted, .handling], by: [.holdingWorker, .holdingStation], carries: [.note],
            event: .visited, to: .state(.handling)),
        Edge(
            command: .resolve, from: [.accepted, .handling], by: [.holdingWorker, .holdingStation], carries: [.note],
            event: .resolved, to: .state(.resolved)),
        Edge(
            command: .assign, from: unfinished, by: stations, carries: [.to, .reason], event: .assigned,
            to: .state(.dispatched)),
        Edge(
            command: .takeOver, from: unfinished, by: stations, carries: [], event: .takenOver, to: .state(.accepted)),
        Edge(
            command: .urge, from: unfinished, by: stations, carries: [.note], event: .urged, to: .same),
        Edge(
            command: .confirm, from: [.resolved], by: [.resident], carries: [], event: .confirmed, to: .state(.closed)),
        Edge(
            command: .contest, from: [.resolved], by: [.resident], carries: [.reason], event: .contested, to: .up),
    ]

    public static func edge(_ command: CommandKind, from state: MatterState) -> Edge? {
        table.first { $0.command == command && $0.from.contains(state) }
    }

    /// What somebody in these capacities may do now, in the table's order.
    public static func allowed(in state: MatterState, for capacities: Set<Capacity>) -> [CommandKind] {
        table.filter { $0.from.contains(state) && !$0.by.isDisjoint(with: capacities) }.map(\.command)
    }
}
