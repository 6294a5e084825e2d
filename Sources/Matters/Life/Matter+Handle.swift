extension Matter {
    /// What a staff member's command makes happen.
    /// - Throws: `CommandFault`; then nothing has happened.
    public func handle(
        _ command: Command, by staff: Staff, at now: Instant, rules: Rulebook
    ) throws(CommandFault) -> [Event] {
        guard isVisible(to: staff) else { throw .notVisible }
        return try handle(
            command, by: staff.actor, as: capacities(of: staff), allowed: allowed(for: staff),
            station: staff.station, at: now, rules: rules)
    }

    /// What the command of whoever holds the receipt makes happen.
    /// - Throws: `CommandFault`; then nothing has happened.
    public func handleResident(_ command: Command, at now: Instant, rules: Rulebook) throws(CommandFault) -> [Event] {
        try handle(
            command, by: .resident, as: [.resident],
            allowed: Transitions.allowed(in: state, for: [.resident]), station: nil, at: now, rules: rules)
    }

    private func handle(
        _ command: Command, by actor: Actor, as capacities: Set<Capacity>, allowed: [CommandKind],
        station: StationID?, at now: Instant, rules: Rulebook
    ) throws(CommandFault) -> [Event] {
        guard command.version == version else { throw .stale(current: version) }
        // A clock that was set back does not turn a trail around.
        let now = max(now, changedAt)
        guard let edge = Transitions.edge(command.kind, from: state) else {
            throw .notNow(state: state, allowed: allowed)
        }
        guard !edge.by.isDisjoint(with: capacities) else { throw .notYours }
        guard allowed.contains(command.kind) else { throw .notNow(state: state, allowed: allowed) }
        if edge.carries.contains(.note), command.note == nil { throw .missing(.note) }
        if edge.carries.contains(.reason), command.reason == nil { throw .missing(.reason) }
        if edge.carries.contains(.to), command.to == nil { throw .missing(.to) }

        let (next, holder) = try destination(of: edge, command, station: station)
        var words: [Event.WordsField: String] = [:]
        words[.note] = command.note
        words[.reason] = command.reason
        return [
            Event(
                version: version + 1, at: now, actor: actor, kind: edge.event,
                facts: Event.Facts(
                    state: next, holder: holder, proposed: edge.to == .returned ? command.to : nil,
                    deadlines: newDeadlines(edge.event, at: now, rules: rules).nonEmpty),
                words: words)
        ]
    }

    private func destination(
        of edge: Transitions.Edge, _ command: Command, station: StationID?
    ) throws(CommandFault) -> (MatterState, Holder?) {
        switch edge.to {
        case .same: return (state, nil)
        case .up: return (.reopened, levelAbove)
        case .returned:
            guard let proposed = command.to, mayBeHeld(by: proposed), proposed != holder else { throw .wrongOwner }
            if returns >= 1 || proposed == .station(lead) { return (.triage, .station(lead)) }
            return (.dispatched, proposed)
        case .state(let next):
            switch command.kind {
            case .assign:
                guard let to = command.to, mayBeHeld(by: to), to != holder else { throw .wrongOwner }
                return (next, to)
            case .takeOver:
                guard let station, canTakeOver(station) else { throw .wrongOwner }
                return (next, .station(station))
            default: return (next, nil)
            }
        }
    }

    /// Whom the report concerns can never be given it.
    public func mayBeHeld(by holder: Holder) -> Bool {
        switch holder {
        case .worker(let id): !excluded.contains(id)
        case .station(let id): id == lead || id == overseer || assistants.contains(id)
        }
    }

    /// A station takes a matter from somebody else, or one that it has but that waits for its word.
    func canTakeOver(_ station: StationID) -> Bool {
        mayBeHeld(by: .station(station)) && (holder != .station(station) || state == .triage || state == .reopened)
    }

    /// The deadlines an event starts now. A rule that already runs, or ran, for this matter is not started again: no
    /// step moves a clock's start.
    public func newDeadlines(_ kind: EventKind, at now: Instant, rules: Rulebook) -> [Deadline] {
        let known = Set(deadlines.map(\.rule))
        return kind.counts.flatMap { rules.deadlines(startedBy: $0, at: now) }
            .filter { !known.contains($0.rule) }
            .sorted { $0.rule < $1.rule }
    }
}
