import Matters
import Testing

/// Every (state, command, role): what a person in each position may do, against the table written out by hand.
@Suite(.timeLimit(.minutes(1)))
struct RoleTableTests {
    /// A matter of 九眼桥社区 in each state: with 王国华, or, from the reviews on, with the county's centre.
    private static func story(_ state: MatterState) throws -> Story {
        var story = try Story(state == .triage ? .aboutWorkers : .toWorker)
        func run(_ steps: [(CommandKind, Staff?)]) throws {
            for (command, who) in steps {
                try story.step(command, by: who) { raw in
                    raw.body = command == .refer ? "B01" : ""
                    raw.until = command == .pause ? "2026-02-20" : ""
                    raw.ground = command == .decline ? "23" : ""
                    raw.elsewhere = command == .decline ? "劳动监察大队" : ""
                    raw.finding = command == .conclude ? "upheld" : ""
                }
            }
        }
        let accept: [(CommandKind, Staff?)] = [(.accept, People.wang)]
        let resolve: [(CommandKind, Staff?)] = accept + [(.resolve, People.wang)]
        let review: [(CommandKind, Staff?)] = resolve + [(.review, nil)]
        let concluded: [(CommandKind, Staff?)] = review + [(.conclude, People.supervisor)]
        switch state {
        case .triage, .dispatched: break
        case .accepted: try run(accept)
        case .handling: try run(accept + [(.visit, People.wang)])
        case .mediating: try run(accept + [(.mediate, People.wang)])
        case .paused: try run(accept + [(.pause, People.chief)])
        case .referred: try run(accept + [(.refer, People.chief)])
        case .resolved: try run(resolve)
        case .reopened: try run(resolve + [(.contest, nil)])
        case .closed: try run(resolve + [(.confirm, nil)])
        case .declined: try run([(.decline, People.chief)])
        case .withdrawn: try run([(.withdraw, nil)])
        case .review: try run(review)
        case .rereview: try run(concluded + [(.review, nil)])
        case .final: try run(concluded + [(.review, nil), (.conclude, People.supervisor)])
        }
        try #require(story.matter.state == state)
        return story
    }

    /// What each person is to the matter, said by hand.
    private static func positions(_ state: MatterState) -> [(who: Staff, is: Set<Capacity>)] {
        let atStation = state == .triage || state == .reopened
        let atCentre: Set<MatterState> = [.review, .rereview, .final]
        let wasResolved: Set<MatterState> = [.resolved, .reopened, .closed, .review, .rereview, .final]
        let caller: Set<Capacity> = wasResolved.contains(state) ? [.caller] : []
        let isWorkers = state != .triage
        let station: Set<Capacity> = atStation ? [.holdingStation] : []
        let duty: Set<Capacity> = isWorkers ? [.duty] : []
        return [
            (People.wang, isWorkers && !atStation && !atCentre.contains(state) ? [.holdingWorker] : []),
            (People.sun, []),
            (People.chief, station.union([.leadStation])),
            (People.mediator, station.union(duty)),
            (People.familyChief, isWorkers ? caller.union([.assisting]) : []),
            (People.supervisor, caller.union(atCentre.contains(state) ? [.county, .holdingStation] : [.county])),
            (People.inspector, []),
        ]
    }

    /// What the table would allow and this matter's own story does not.
    private static func forbidden(_ state: MatterState, _ command: CommandKind, _ who: Staff) -> Bool {
        switch command {
        // Nothing was urgent, ordered or joined, and no call-back was drawn.
        case .acknowledge, .calm, .reply, .unjoin: true
        default: false
        }
    }

    @Test(arguments: MatterState.allCases)
    func everyPersonMayDoWhatTheirPositionsMay(state: MatterState) throws {
        let story = try Self.story(state)
        for (who, capacities) in Self.positions(state) where story.matter.isVisible(to: who) {
            #expect(story.matter.capacities(of: who) == capacities, "\(who.id)")
            let wanted = capacities.reduce(into: Set<CommandKind>()) { commands, capacity in
                commands.formUnion(TransitionTableTests.expected[state]?[capacity] ?? [])
            }.filter { !Self.forbidden(state, $0, who) }
            #expect(Set(story.matter.allowed(for: who)) == wanted, "\(who.id)")
            for command in CommandKind.allCases {
                var trial = story
                let fault = fault { try trial.step(command, by: who) }
                let isRefused =
                    switch fault {
                    case .notNow, .notYours, .notVisible: true
                    default: false
                    }
                #expect(
                    isRefused != wanted.contains(command) || command == .extend, "\(who.id) \(command): \(fault as Any)"
                )
                if isRefused { #expect(trial.matter == story.matter) }
            }
        }
    }

    @Test(arguments: MatterState.allCases)
    func whoMayNotKnowIsToldNothing(state: MatterState) throws {
        var story = try Self.story(state)
        let strangers = [
            People.cheng, People.otherChief, People.otherMediator, People.inspection, People.leader, People.auditor,
            People.admin,
        ]
        let shutOut = state == .triage ? [People.wang, People.sun] : []
        for who in strangers + shutOut {
            #expect(story.matter.allowed(for: who) == [])
            for command in CommandKind.allCases {
                #expect(fault { try story.step(command, by: who) } == .notVisible, "\(who.id) \(command)")
            }
        }
    }
}
