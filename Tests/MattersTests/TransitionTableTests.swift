import Matters
import Testing

/// The table as the design states it, written out again by hand.
@Suite(.timeLimit(.minutes(1)))
struct TransitionTableTests {
    private typealias Row = [Capacity: Set<CommandKind>]

    /// Who may do what in a state where the matter is in somebody's hands; what is different in each is added.
    private static func inHand(
        worker: Set<CommandKind> = [], station: Set<CommandKind> = [], steering more: Set<CommandKind> = []
    ) -> Row {
        let deciding: Set<CommandKind> = [.admit, .decline, .simplify, .classify, .assist, .join, .unjoin]
        let said: Set<CommandKind> = [.note, .acknowledge]
        return [
            .holdingWorker: said.union(worker).union([.reply]),
            .holdingStation: said.union(station).union(deciding).union([.reply]),
            .leadStation: said.union(deciding).union([.assign, .takeOver, .transfer, .urge, .reply, .own]).union(more),
            .county: said.union(deciding).union([.assign, .takeOver, .transfer, .urge, .supervise, .own]).union(more),
            .owner: said.union([.assign, .urge, .supervise]),
            .assisting: said, .duty: said,
            .resident: [.urge, .add, .withdraw, .calm],
            .system: [.rouse, .escalate, .recount],
        ]
    }

    private static let expected: [MatterState: Row] = [
        .triage: inHand(),
        .dispatched: inHand(worker: [.accept, .return], station: [.accept, .return]),
        .accepted: inHand(
            worker: [.return, .visit, .resolve, .mediate],
            station: [.return, .visit, .resolve, .mediate, .pause, .refer], steering: [.pause, .refer, .extend]),
        .handling: inHand(
            worker: [.visit, .resolve, .mediate], station: [.visit, .resolve, .mediate, .pause, .refer],
            steering: [.pause, .refer, .extend]),
        .mediating: inHand(
            worker: [.visit, .resolve, .endMediation], station: [.visit, .resolve, .endMediation, .pause, .refer],
            steering: [.pause, .refer, .extend]),
        .reopened: inHand(worker: [.accept], station: [.accept]),
        .paused: [
            .holdingWorker: [.note, .acknowledge, .reply],
            .holdingStation: [.resume, .note, .classify, .reply, .assist, .join, .unjoin, .acknowledge],
            .leadStation: [
                .resume, .note, .classify, .urge, .reply, .own, .assist, .join, .unjoin, .acknowledge,
            ],
            .county: [
                .resume, .note, .classify, .urge, .supervise, .own, .assist, .join, .unjoin, .acknowledge,
            ],
            .owner: [.note, .urge, .supervise, .acknowledge], .assisting: [.note, .acknowledge],
            .duty: [.note, .acknowledge], .resident: [.urge, .add, .withdraw, .calm],
            .system: [.resume, .rouse, .escalate, .recount],
        ],
        .referred: [
            .holdingWorker: [.note, .acknowledge, .reply],
            .holdingStation: [.recall, .note, .classify, .reply, .assist, .join, .unjoin, .acknowledge],
            .leadStation: [
                .recall, .extend, .note, .classify, .urge, .reply, .own, .assist, .join, .unjoin, .acknowledge,
            ],
            .county: [
                .recall, .extend, .note, .classify, .urge, .supervise, .own, .assist, .join, .unjoin, .acknowledge,
            ],
            .owner: [.note, .urge, .supervise, .acknowledge], .assisting: [.note, .acknowledge],
            .duty: [.note, .acknowledge], .resident: [.urge, .add, .withdraw, .calm], .outside: [.answer],
            .system: [.rouse, .escalate, .recount],
        ],
        .resolved: [
            .holdingWorker: [.note], .holdingStation: [.note, .unjoin], .leadStation: [.note, .unjoin],
            .county: [.note, .unjoin], .owner: [.note], .assisting: [.note], .duty: [.note],
            .resident: [.confirm, .contest, .rate, .add, .withdraw, .review], .system: [.close, .escalate, .recount],
        ],
        .closed: [
            .holdingStation: [.unjoin], .leadStation: [.unjoin], .county: [.unjoin], .caller: [.callBack],
            .resident: [.contest, .rate, .add, .review], .system: [.finalise, .escalate, .recount],
        ],
        .declined: [
            .holdingStation: [.unjoin], .leadStation: [.unjoin], .county: [.unjoin], .resident: [.contest, .add],
            .system: [.escalate, .recount],
        ],
        .withdrawn: [
            .holdingStation: [.unjoin], .leadStation: [.unjoin], .county: [.unjoin], .resident: [.contest],
            .system: [.escalate, .recount],
        ],
        .review: reviewing, .rereview: reviewing,
        .final: [.resident: [.rate]],
    ]

    private static let reviewing: Row = [
        .holdingWorker: [.note], .holdingStation: [.conclude, .note, .unjoin], .leadStation: [.note, .unjoin],
        .county: [.note, .unjoin], .owner: [.note], .assisting: [.note], .duty: [.note], .resident: [.urge, .add],
        .system: [.escalate, .recount],
    ]

    @Test(arguments: MatterState.allCases)
    func everyStateCommandAndCapacityIsAsDesigned(state: MatterState) throws {
        let row = try #require(Self.expected[state])
        for capacity in Capacity.allCases {
            let wanted = row[capacity] ?? []
            #expect(Set(Transitions.allowed(in: state, for: [capacity])) == wanted, "\(capacity)")
            for command in CommandKind.allCases {
                let edge = Transitions.edge(command, from: state, by: [capacity])
                #expect((edge?.by.contains(capacity) ?? false) == wanted.contains(command), "\(capacity) \(command)")
            }
        }
    }

    @Test func aFinalMatterStaysFinal() {
        let edges = Transitions.table.filter { $0.from.contains(.final) }
        #expect(edges.map(\.command) == [.rate] && edges.allSatisfy { $0.to == .same })
    }

    @Test func theResidentTheSystemAndTheBodyOutsideShareNoEdgeWithStaffButTheEndOfAPause() {
        let apart: Set<Capacity> = [.resident, .system, .outside]
        for edge in Transitions.table where !edge.by.isDisjoint(with: apart) && !edge.by.isSubset(of: apart) {
            #expect(edge.command == .resume && edge.by.isDisjoint(with: [.resident, .outside]))
        }
    }

    @Test func nobodyHasTwoEdgesOfACommandInOneState() {
        for state in MatterState.allCases {
            for (command, capacity) in CommandKind.allCases.flatMap({ kind in Capacity.allCases.map { (kind, $0) } }) {
                let edges = Transitions.table.filter {
                    $0.command == command && $0.from.contains(state) && $0.by.contains(capacity)
                }
                #expect(edges.count <= 1, "\(state) \(command) \(capacity)")
            }
        }
    }

    @Test func whatEachCommandMustCarryAndLeadsTo() {
        typealias Meaning = (carries: Set<Carried>, event: EventKind, to: Set<Transitions.Target>)
        let expected: [CommandKind: Meaning] = [
            .accept: ([], .accepted, [.state(.accepted)]), .return: ([.reason, .to], .returned, [.returned]),
            .visit: ([.note], .visited, [.state(.handling), .same]),
            .resolve: ([.note, .evidence], .resolved, [.state(.resolved)]),
            .assign: ([.to, .reason], .assigned, [.state(.dispatched)]),
            .takeOver: ([], .takenOver, [.state(.accepted)]),
            .transfer: ([.to, .reason], .transferred, [.state(.dispatched)]),
            .admit: ([], .admitted, [.same]),
            .decline: ([.ground, .reason, .elsewhere], .declined, [.state(.declined)]),
            .simplify: ([], .simplified, [.same]), .extend: ([.reason], .extended, [.same]),
            .pause: ([.reason, .evidence, .until], .paused, [.state(.paused)]), .resume: ([], .resumed, [.before]),
            .mediate: ([], .mediationBegun, [.state(.mediating)]),
            .endMediation: ([.reason], .mediationEnded, [.state(.handling)]),
            .refer: ([.body, .reason], .referred, [.state(.referred)]),
            .answer: ([.note], .answered, [.state(.handling)]), .recall: ([.reason], .recalled, [.state(.handling)]),
            .conclude: ([.finding, .note], .concluded, [.asFound]), .note: ([.note], .noted, [.same]),
            .classify: ([.kind], .classified, [.same]), .supervise: ([.note], .supervised, [.same]),
            .reply: ([.note], .replied, [.same]), .own: ([.owner], .owned, [.same]),
            .assist: ([.to], .assisted, [.same]),
            .join: ([.parent, .reason], .joined, [.same]), .unjoin: ([.reason], .unjoined, [.same]),
            .callBack: ([.finding, .note], .calledBack, [.asHeard]), .acknowledge: ([], .acknowledged, [.same]),
            .confirm: ([], .confirmed, [.state(.closed)]), .contest: ([.reason], .contested, [.up]),
            .rate: ([.stars], .rated, [.same]), .add: ([.note], .added, [.same]),
            .withdraw: ([], .withdrawn, [.state(.withdrawn)]), .review: ([.reason], .reviewAsked, [.nextReview]),
            .calm: ([], .calmed, [.same]), .rouse: ([], .roused, [.same]), .escalate: ([], .escalated, [.same]),
            .close: ([], .closed, [.state(.closed)]), .finalise: ([], .finalised, [.state(.final)]),
            .recount: ([], .recounted, [.same]),
        ]
        #expect(Set(Transitions.table.map(\.command)) == Set(CommandKind.allCases))
        for edge in Transitions.table where edge.command != .urge {
            let wanted = expected[edge.command]
            #expect(edge.carries == wanted?.carries && edge.event == wanted?.event, "\(edge.command)")
            #expect(wanted?.to.contains(edge.to) == true, "\(edge.command) leads to \(edge.to)")
        }
        // Staff say why they urge; a resident need not.
        let urging = Transitions.table.filter { $0.command == .urge }
        #expect(urging.map(\.carries) == [[.note], []] && urging.allSatisfy { $0.event == .urged && $0.to == .same })
        #expect(urging.last?.by == [.resident])
    }

    @Test func everyEventButTheFirstTwoIsMadeByTheTable() {
        let made = Set(Transitions.table.map(\.event))
        #expect(Set(EventKind.allCases).subtracting(made) == [.filed, .dispatched, .triaged])
    }
}
