import Matters
import Testing

/// The table as the design states it, written out again by hand.
@Suite(.timeLimit(.minutes(1)))
struct TransitionTableTests {
    private static let expected: [MatterState: [Capacity: Set<CommandKind>]] = {
        let steering: Set<CommandKind> = [.note, .assign, .takeOver, .urge]
        func row(_ worker: Set<CommandKind>, _ station: Set<CommandKind>) -> [Capacity: Set<CommandKind>] {
            [
                .holdingWorker: worker, .holdingStation: station, .leadStation: steering, .county: steering,
                .resident: [],
            ]
        }
        return [
            .triage: row([.note], [.note]),
            .dispatched: row([.accept, .return, .note], [.accept, .note]),
            .accepted: row([.return, .note, .visit, .resolve], [.note, .visit, .resolve]),
            .handling: row([.note, .visit, .resolve], [.note, .visit, .resolve]),
            .reopened: row([.accept, .note], [.accept, .note]),
            .resolved: [
                .resident: [.confirm, .contest], .holdingWorker: [.note], .holdingStation: [.note],
                .leadStation: [.note], .county: [.note],
            ],
            .closed: [.resident: [], .holdingWorker: [], .holdingStation: [], .leadStation: [], .county: []],
        ]
    }()

    @Test(arguments: MatterState.allCases)
    func everyStateCommandAndCapacityIsAsDesigned(state: MatterState) throws {
        let row = try #require(Self.expected[state])
        for capacity in Capacity.allCases {
            let wanted = try #require(row[capacity])
            #expect(Set(Transitions.allowed(in: state, for: [capacity])) == wanted, "\(capacity)")
            for command in CommandKind.allCases {
                let edge = Transitions.edge(command, from: state)
                #expect((edge?.by.contains(capacity) ?? false) == wanted.contains(command), "\(capacity) \(command)")
            }
        }
    }

    @Test func nothingLeadsOutOfAClosedMatter() {
        for command in CommandKind.allCases { #expect(Transitions.edge(command, from: .closed) == nil) }
        #expect(Transitions.allowed(in: .closed, for: Set(Capacity.allCases)) == [])
    }

    @Test func theResidentCanOnlyConfirmOrContest() {
        let edges = Transitions.table.filter { $0.by.contains(.resident) }
        #expect(Set(edges.map(\.command)) == [.confirm, .contest])
        #expect(edges.allSatisfy { $0.from == [.resolved] && $0.by == [.resident] })
    }

    @Test func aCommandHasOneEdgeForEachState() {
        for state in MatterState.allCases {
            for command in CommandKind.allCases {
                let edges = Transitions.table.filter { $0.command == command && $0.from.contains(state) }
                #expect(edges.count <= 1, "\(state) \(command)")
            }
        }
    }

    @Test func whatEachCommandMustCarryAndLeadsTo() {
        let expected: [CommandKind: (carries: Set<Carried>, event: EventKind, to: Transitions.Target)] = [
            .accept: ([], .accepted, .state(.accepted)), .return: ([.reason, .to], .returned, .returned),
            .note: ([.note], .noted, .same), .visit: ([.note], .visited, .state(.handling)),
            .resolve: ([.note], .resolved, .state(.resolved)),
            .assign: ([.to, .reason], .assigned, .state(.dispatched)),
            .takeOver: ([], .takenOver, .state(.accepted)), .urge: ([.note], .urged, .same),
            .confirm: ([], .confirmed, .state(.closed)), .contest: ([.reason], .contested, .up),
        ]
        #expect(Set(Transitions.table.map(\.command)) == Set(CommandKind.allCases))
        for edge in Transitions.table {
            let wanted = expected[edge.command]
            #expect(edge.carries == wanted?.carries && edge.event == wanted?.event && edge.to == wanted?.to)
        }
    }
}
