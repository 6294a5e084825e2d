extension Matter {
    /// Why an event cannot be the next one of this trail, by the table that decides what can happen; `nil` if it can.
    ///
    /// What the table asks of people (who is on duty, what a command carries) was checked when it happened and is not
    /// in the trail; what is in the trail is checked here.
    public func objection(to event: Event) -> TrailObjection? {
        if event.at < changedAt { return .backInTime(after: changedAt) }
        let edges = Transitions.table.filter { $0.event == event.kind && $0.from.contains(state) }
        guard !edges.isEmpty else { return .notFrom(state) }
        guard let edge = edges.first(where: { $0.by.contains(anyOf: event.actor) }) else { return .actor }
        let holder = event.facts.holder
        let (expected, isRightHolder): (MatterState, Bool) =
            if event.kind == .classified, event.facts.decision != nil {
                (
                    event.facts.decision?.needsTriage == true ? .triage : .dispatched,
                    holder == event.facts.decision?.holder
                )
            } else {
                expectation(of: edge, event.facts)
            }
        guard event.facts.state == expected else { return .state(expected) }
        guard isRightHolder else { return .holder }
        return bringsItsFacts(event) ? nil : .facts
    }

    /// Whether it says what its kind says, and nothing that is not its to say.
    private func bringsItsFacts(_ event: Event) -> Bool {
        let facts = event.facts
        let parts: [(isThere: Bool, kinds: Set<EventKind>)] = [
            (facts.filing != nil, []), (facts.decision != nil, [.classified]), (facts.proposed != nil, [.returned]),
            (facts.lead != nil, [.accepted]), (facts.owner != nil, [.owned, .escalated, .roused]),
            (facts.assistant != nil, [.assisted]), (facts.category != nil || facts.nature != nil, [.classified]),
            (facts.pausedUntil != nil, [.paused]), (facts.alarm != nil, [.escalated, .roused]),
            (facts.body != nil, [.referred, .answered]), (facts.parent != nil, [.joined]),
            (facts.stars != nil, [.rated]), (facts.ground != nil, [.declined]),
            (facts.finding != nil, [.calledBack, .concluded]),
        ]
        guard parts.allSatisfy({ !$0.isThere || $0.kinds.contains(event.kind) }) else { return false }
        if let owner = facts.owner, exclusions.contains(.staff(owner)) { return false }
        switch event.kind {
        case .accepted: return facts.lead == nil || holder == facts.lead.map(Holder.station)
        case .owned: return facts.owner != nil
        case .assisted: return facts.assistant.map { !exclusions.contains(.station($0)) } ?? false
        case .joined: return facts.parent.map { $0 != number } ?? false
        case .rated: return facts.stars.map { (1...Bounds.stars).contains($0) } ?? false
        case .escalated: return facts.alarm != nil
        case .calledBack: return facts.finding.map(Finding.ofCallBack.contains) ?? false
        case .concluded: return facts.finding.map(Finding.ofReview.contains) ?? false
        case .paused:
            guard let until = facts.pausedUntil, until > event.at else { return false }
            return Pause(from: event.at, until: until).days(since: event.at) <= pauseDaysLeft(at: event.at)
        default: return true
        }
    }

    /// The state an edge leads to, and whether the event's holder is one it can lead to.
    private func expectation(of edge: Transitions.Edge, _ facts: Event.Facts) -> (MatterState, Bool) {
        let stays = facts.holder == nil
        switch edge.to {
        case .same: return (state, stays)
        case .before: return (previousState, stays)
        case .state(let target):
            switch edge.command {
            case .assign: return (target, facts.holder.map { $0 != holder && mayBeHeld(by: $0) } ?? false)
            case .takeOver: return (target, facts.holder.map(mayBeTaken) ?? false)
            case .transfer: return (target, facts.holder.map { $0 != holder && mayBeTransferred(to: $0) } ?? false)
            default: return (target, stays)
            }
        case .returned:
            guard let proposed = facts.proposed else { return (.triage, false) }
            let (next, owner) = destinationOfReturn(to: proposed)
            return (next, facts.holder == owner && (next == .triage || mayBeHeld(by: owner)))
        case .up: return (.reopened, facts.holder == levelAbove)
        case .asHeard:
            let isUnsolved = facts.finding == .unsolved
            return isUnsolved ? (.reopened, facts.holder == levelAbove) : (state, stays)
        case .asFound:
            if facts.finding == .changed { return (.reopened, facts.holder == .station(lead)) }
            return (state == .rereview ? .final : .closed, stays)
        case .nextReview: return (reviews == 0 ? .review : .rereview, facts.holder == .station(overseer))
        }
    }

    private func mayBeTaken(by holder: Holder) -> Bool {
        if case .station(let id) = holder { canTakeOver(id) } else { false }
    }

    /// Who has a matter that is contested: the station that leads, or who watches over it.
    var levelAbove: Holder {
        if case .worker = holder { .station(lead) } else { .station(overseer) }
    }

    /// 退单: the first goes to whom it proposes; the second, and any to the station, is ruled on: by the station that
    /// leads, or, if a station gave it back, by the county.
    func destinationOfReturn(to proposed: Holder) -> (MatterState, Holder) {
        if case .station = holder { return (.triage, .station(returns >= 1 ? overseer : lead)) }
        if returns >= 1 || proposed == .station(lead) { return (.triage, .station(lead)) }
        return (.dispatched, proposed)
    }
}

extension Set<Capacity> {
    /// Whether one of these could have been the actor.
    fileprivate func contains(anyOf actor: Actor) -> Bool {
        switch actor {
        case .resident: contains(.resident)
        case .system: contains(.system)
        case .body: contains(.outside)
        case .staff: !isSubset(of: [.resident, .system, .outside])
        }
    }
}

/// Why a stored event does not follow.
public enum TrailObjection: Sendable, Hashable {
    case backInTime(after: Instant)
    /// Nothing of that kind happens in this state.
    case notFrom(MatterState)
    /// A resident's step by somebody else, or the other way round.
    case actor
    /// The state it should lead to.
    case state(MatterState)
    /// Nobody could have got it that way.
    case holder
    /// It lacks what its kind says, or says what is not its to say.
    case facts
}
