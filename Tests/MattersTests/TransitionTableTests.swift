import Matters
import Testing

/// The table as the design states it, written out again by hand.
@Suite(.timeLimit(.minutes(1)))
struct TransitionTableTests {
    /// State by state: who may do what.
    static let expected: [MatterState: [Capacity: Set<CommandKind>]] = {
        // In any unfinished state.
        let holder: Set<CommandKind> = [.note, .acknowledge, .reply]
        let station = holder.union([.classify, .assist, .join, .unjoin])
        let lead = station.union([.urge, .own])
        let county = lead.subtracting([.reply]).union([.supervise])
        let owner: Set<CommandKind> = [.note, .acknowledge, .urge, .supervise]
        let helper: Set<CommandKind> = [.note, .acknowledge]
        let resident: Set<CommandKind> = [.urge, .add, .withdraw, .calm]
        let system: Set<CommandKind> = [.rouse, .escalate, .recount]
        func row(
            worker: Set<CommandKind> = [], station ofStation: Set<CommandKind> = [],
            lead ofLead: Set<CommandKind> = [], county ofCounty: Set<CommandKind> = [],
            owner ofOwner: Set<CommandKind> = [], outside: Set<CommandKind> = [], system ofSystem: Set<CommandKind> = []
        ) -> [Capacity: Set<CommandKind>] {
            [
                .holdingWorker: holder.union(worker), .holdingStation: station.union(ofStation),
                .leadStation: lead.union(ofLead), .county: county.union(ofCounty), .owner: owner.union(ofOwner),
                .assisting: helper, .duty: helper, .caller: [], .outside: outside, .resident: resident,
                .system: system.union(ofSystem),
            ]
        }
        // While it is in somebody's hands.
        let decide: Set<CommandKind> = [.admit, .decline, .simplify]
        let steer = decide.union([.assign, .takeOver, .transfer])
        // While it is worked on.
        let procedure: Set<CommandKind> = [.pause, .refer]
        let working = steer.union(procedure).union([.extend])
        func worked(_ commands: Set<CommandKind>) -> [Capacity: Set<CommandKind>] {
            row(
                worker: commands, station: commands.union(decide).union(procedure), lead: working, county: working,
                owner: [.assign])
        }
        // After the end.
        func after(
            holder: Set<CommandKind> = [], deciding: Set<CommandKind> = [], helper: Set<CommandKind> = [],
            caller: Set<CommandKind> = [], resident: Set<CommandKind>, system: Set<CommandKind> = [.escalate, .recount]
        ) -> [Capacity: Set<CommandKind>] {
            [
                .holdingWorker: helper, .holdingStation: helper.union(deciding).union(holder),
                .leadStation: helper.union(deciding), .county: helper.union(deciding), .owner: helper,
                .assisting: helper, .duty: helper, .caller: caller, .outside: [], .resident: resident, .system: system,
            ]
        }
        return [
            .triage: row(station: decide, lead: steer, county: steer, owner: [.assign]),
            .dispatched: row(
                worker: [.accept, .return], station: decide.union([.accept, .return]), lead: steer, county: steer,
                owner: [.assign]),
            .accepted: worked([.return, .visit, .resolve, .mediate]),
            .handling: worked([.visit, .resolve, .mediate]),
            .mediating: worked([.visit, .resolve, .endMediation]),
            .paused: row(station: [.resume], lead: [.resume], county: [.resume], system: [.resume]),
            .referred: row(
                station: [.recall], lead: [.recall, .extend], county: [.recall, .extend], outside: [.answer]),
            .reopened: row(
                worker: [.accept], station: decide.union([.accept]), lead: steer, county: steer, owner: [.assign]),
            .resolved: after(
                deciding: [.unjoin], helper: [.note],
                resident: [.confirm, .contest, .rate, .add, .withdraw, .review],
                system: [.escalate, .recount, .close]),
            .closed: after(
                deciding: [.unjoin], caller: [.callBack], resident: [.contest, .rate, .add, .review],
                system: [.escalate, .recount, .finalise]),
            .declined: after(deciding: [.unjoin], resident: [.contest, .add]),
            .withdrawn: after(deciding: [.unjoin], resident: [.contest]),
            .review: after(holder: [.conclude], deciding: [.unjoin], helper: [.note], resident: [.urge, .add]),
            .rereview: after(holder: [.conclude], deciding: [.unjoin], helper: [.note], resident: [.urge, .add]),
            .final: after(resident: [.rate], system: []),
        ]
    }()

    @Test(arguments: MatterState.allCases)
    func everyStateCommandAndCapacityIsAsDesigned(state: MatterState) throws {
        let row = try #require(Self.expected[state])
        for capacity in Capacity.allCases {
            let wanted = try #require(row[capacity])
            #expect(Set(Transitions.allowed(in: state, for: [capacity])) == wanted, "\(capacity)")
            for command in CommandKind.allCases {
                let edge = Transitions.edge(command, from: state, by: [capacity])
                #expect((edge?.by.contains(capacity) ?? false) == wanted.contains(command), "\(capacity) \(command)")
            }
        }
    }

    @Test func finalStaysFinal() {
        let edges = Transitions.table.filter { $0.from.contains(.final) }
        #expect(edges.map(\.command) == [.rate] && edges.allSatisfy { $0.to == .same })
    }

    @Test func nobodyOfTheStaffSpeaksForTheResidentOrTheSystem() {
        for edge in Transitions.table where !edge.by.isDisjoint(with: [.resident, .outside]) {
            #expect(edge.by.count == 1, "\(edge.command)")
        }
        let both = Transitions.table.filter { $0.by.contains(.system) && $0.by.count > 1 }
        #expect(both.map(\.command) == [.resume], "only a pause ends by itself or by hand")
    }

    @Test func aCommandHasOneEdgeForEachStateAndCapacity() {
        for state in MatterState.allCases {
            for command in CommandKind.allCases {
                for capacity in Capacity.allCases {
                    let edges = Transitions.table.filter {
                        $0.command == command && $0.from.contains(state) && $0.by.contains(capacity)
                    }
                    #expect(edges.count <= 1, "\(state) \(command) \(capacity)")
                }
            }
        }
    }

    private struct Way: Equatable {
        let carries: Set<Carried>
        let event: EventKind
        let to: Transitions.Target
    }

    private static let ways: [CommandKind: [Way]] = [
        .accept: [Way(carries: [], event: .accepted, to: .state(.accepted))],
        .return: [Way(carries: [.reason, .to], event: .returned, to: .returned)],
        .visit: [
            Way(carries: [.note], event: .visited, to: .state(.handling)),
            Way(carries: [.note], event: .visited, to: .same),
        ],
        .resolve: [Way(carries: [.note, .evidence], event: .resolved, to: .state(.resolved))],
        .assign: [Way(carries: [.to, .reason], event: .assigned, to: .state(.dispatched))],
        .takeOver: [Way(carries: [], event: .takenOver, to: .state(.accepted))],
        .transfer: [Way(carries: [.to, .reason], event: .transferred, to: .state(.dispatched))],
        .admit: [Way(carries: [], event: .admitted, to: .same)],
        .decline: [Way(carries: [.ground, .reason, .elsewhere], event: .declined, to: .state(.declined))],
        .simplify: [Way(carries: [], event: .simplified, to: .same)],
        .extend: [Way(carries: [.reason], event: .extended, to: .same)],
        .pause: [Way(carries: [.reason, .evidence, .until], event: .paused, to: .state(.paused))],
        .resume: [Way(carries: [], event: .resumed, to: .before)],
        .mediate: [Way(carries: [], event: .mediationBegun, to: .state(.mediating))],
        .endMediation: [Way(carries: [.reason], event: .mediationEnded, to: .state(.handling))],
        .refer: [Way(carries: [.body, .reason], event: .referred, to: .state(.referred))],
        .answer: [Way(carries: [.note], event: .answered, to: .state(.handling))],
        .recall: [Way(carries: [.reason], event: .recalled, to: .state(.handling))],
        .conclude: [Way(carries: [.finding, .note], event: .concluded, to: .asFound)],
        .note: [Way(carries: [.note], event: .noted, to: .same)],
        .classify: [Way(carries: [.kind], event: .classified, to: .same)],
        .urge: [
            Way(carries: [.note], event: .urged, to: .same), Way(carries: [], event: .urged, to: .same),
        ],
        .supervise: [Way(carries: [.note], event: .supervised, to: .same)],
        .reply: [Way(carries: [.note], event: .replied, to: .same)],
        .own: [Way(carries: [.owner], event: .owned, to: .same)],
        .assist: [Way(carries: [.to], event: .assisted, to: .same)],
        .join: [Way(carries: [.parent, .reason], event: .joined, to: .same)],
        .unjoin: [Way(carries: [.reason], event: .unjoined, to: .same)],
        .callBack: [Way(carries: [.finding, .note], event: .calledBack, to: .asHeard)],
        .acknowledge: [Way(carries: [], event: .acknowledged, to: .same)],
        .confirm: [Way(carries: [], event: .confirmed, to: .state(.closed))],
        .contest: [Way(carries: [.reason], event: .contested, to: .up)],
        .rate: [Way(carries: [.stars], event: .rated, to: .same)],
        .add: [Way(carries: [.note], event: .added, to: .same)],
        .withdraw: [Way(carries: [], event: .withdrawn, to: .state(.withdrawn))],
        .review: [Way(carries: [.reason], event: .reviewAsked, to: .nextReview)],
        .calm: [Way(carries: [], event: .calmed, to: .same)],
        .rouse: [Way(carries: [], event: .roused, to: .same)],
        .escalate: [Way(carries: [], event: .escalated, to: .same)],
        .close: [Way(carries: [], event: .closed, to: .state(.closed))],
        .finalise: [Way(carries: [], event: .finalised, to: .state(.final))],
        .recount: [Way(carries: [], event: .recounted, to: .same)],
    ]

    @Test(arguments: CommandKind.allCases)
    func whatEachEdgeCarriesTellsAndLeadsTo(command: CommandKind) throws {
        let ways = Transitions.table.filter { $0.command == command }
            .map { Way(carries: $0.carries, event: $0.event, to: $0.to) }
        #expect(ways == Self.ways[command])
    }

    @Test func everyEventButTheFirstOnesHasAnEdge() {
        let told = Set(Transitions.table.map(\.event))
        #expect(Set(EventKind.allCases).subtracting(told) == [.filed, .dispatched, .triaged])
    }
}
