extension Matter {
    /// Why an event cannot be the next one of this trail, by the table that decides what can happen; `nil` if it can.
    ///
    /// What the table asks of people (who is on duty, what a command carries) was checked when it happened and is not
    /// in the trail; what is in the trail is checked here.
    public func objection(to event: Event) -> TrailObjection? {
        if event.at < changedAt { return .backInTime(after: changedAt) }
        guard let edge = Transitions.table.first(where: { $0.event == event.kind && $0.from.contains(state) }) else {
            return .notFrom(state)
        }
        guard (event.actor == .resident) == (edge.by == [.resident]) else { return .actor }
        let next = event.facts.holder ?? holder
        let (expected, isRightHolder): (MatterState, Bool) =
            switch edge.to {
            case .same: (state, event.facts.holder == nil)
            case .state(let target):
                switch edge.command {
                case .assign: (target, next != holder && mayBeHeld(by: next))
                case .takeOver: (target, event.facts.holder != nil && mayBeHeld(by: next))
                default: (target, event.facts.holder == nil)
                }
            case .returned:
                returns >= 1 || event.facts.proposed == .station(lead)
                    ? (.triage, next == .station(lead))
                    : (.dispatched, next == event.facts.proposed && mayBeHeld(by: next))
            case .up: (.reopened, next == levelAbove)
            }
        guard event.facts.state == expected else { return .state(expected) }
        return isRightHolder ? nil : .holder
    }

    /// Who has a matter that is contested: the station that leads, or who watches over it.
    var levelAbove: Holder {
        if case .worker = holder { .station(lead) } else { .station(overseer) }
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
}
