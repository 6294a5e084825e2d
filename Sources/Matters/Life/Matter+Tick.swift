// 系统: what happens when nobody does anything. A deadline is just another actor, and takes the same table.
extension Matter {
    /// When the system next has something to do here; `nil` if only people have.
    public var nextTick: Instant? {
        (deadlines.compactMap(moment) + [state == .paused ? pausedUntil : nil].compactMap(\.self)).min()
    }

    /// When the system next acts on this clock.
    private func moment(of deadline: Deadline) -> Instant? {
        guard deadline.isRunning, !stands(deadline), let command = deadline.action.command(in: state) else {
            return nil
        }
        return switch command {
        // What was late when a pause ended at midnight waits for the morning too.
        case .escalate: Ladder.moment(deadline.raised ?? 0, of: deadline).map { Ladder.awake(max($0, changedAt)) }
        case .rouse: Ladder.rousing(deadline.raised ?? 0, of: deadline)
        default: deadline.due
        }
    }

    /// What the system does now; `nil` if nothing is due. Called until it says so.
    /// - Parameter leader: 包案领导 of a township, if it has one.
    public func tick(at now: Instant, rules: Rulebook, leader: (DivisionCode) -> Staff?) -> Event? {
        // A clock that was set back does not turn a trail around.
        let now = max(now, changedAt)
        guard let next = nextTick, next <= now else { return nil }
        if state == .paused, let until = pausedUntil, until <= now {
            return step(.resume, at: max(until, changedAt), rules: rules)
        }
        let due = deadlines.filter { deadline in moment(of: deadline).map { $0 <= now } ?? false }
        if due.contains(where: { $0.action == .close }) { return step(.close, at: now, rules: rules) }
        if due.contains(where: { $0.action == .finalise }) { return step(.finalise, at: now, rules: rules) }
        if let urgent = due.first(where: { $0.action == .rouse }) { return rouse(urgent, at: now, rules, leader) }
        // A pause that ended at midnight, a computer that stood still: what is late by then waits for the morning too.
        guard !due.isEmpty, Ladder.awake(now) == now else { return nil }
        return escalate(due, at: now, rules, leader)
    }

    /// 重新计时: what a calendar that has come since moves; `nil` if nothing.
    public func recount(at now: Instant, rules: Rulebook) -> Event? {
        movedDeadlines(until: now, rules: rules).isEmpty ? nil : step(.recount, at: now, rules: rules)
    }

    /// Every step that is due by now counts, and the highest speaks: after a long silence nobody is told four times.
    private func escalate(
        _ due: [Deadline], at now: Instant, _ rules: Rulebook, _ leader: (DivisionCode) -> Staff?
    ) -> Event? {
        let clocks = due.map { deadline -> Alarm.Clock in
            var taken = (deadline.raised ?? 0) + 1
            while let later = Ladder.moment(taken, of: deadline), later <= now { taken += 1 }
            return Alarm.Clock(rule: deadline.rule, start: deadline.start, step: taken)
        }
        let highest = clocks.map { Ladder.steps[$0.step - 1].level }.max() ?? .worker
        return alarm(.escalate, max(highest, levelOfHolder), clocks, at: now, rules, leader)
    }

    private func rouse(
        _ deadline: Deadline, at now: Instant, _ rules: Rulebook, _ leader: (DivisionCode) -> Staff?
    ) -> Event? {
        var taken = (deadline.raised ?? 0) + 1
        while Ladder.rousing(taken, of: deadline) <= now { taken += 1 }
        let clock = Alarm.Clock(rule: deadline.rule, start: deadline.start, step: taken)
        return alarm(.rouse, max(Ladder.rousedLevel(taken - 1), levelOfHolder), [clock], at: now, rules, leader)
    }

    private func alarm(
        _ command: CommandKind, _ level: Ladder.Level, _ clocks: [Alarm.Clock], at now: Instant, _ rules: Rulebook,
        _ leader: (DivisionCode) -> Staff?
    ) -> Event? {
        var facts = Event.Facts(state: state)
        facts.alarm = Alarm(level: level, clocks: clocks.sorted { ($0.rule, $0.start) < ($1.rule, $1.start) })
        if level >= .leader, owner == nil, lead != overseer, let township = filing.cell.township as DivisionCode?,
            let person = leader(township), exclusions.isDisjoint(with: person.identities)
        {
            facts.owner = person.id
        }
        return step(command, at: now, facts, rules: rules)
    }

    /// Nobody below whoever has it is told.
    private var levelOfHolder: Ladder.Level {
        switch holder {
        case .worker: .worker
        case .station(let id): id == overseer ? .county : .station
        }
    }

    private func step(
        _ command: CommandKind, at now: Instant, _ extra: Event.Facts? = nil, rules: Rulebook
    ) -> Event? {
        guard let edge = Transitions.edge(command, from: state, by: [.system]), edge.by.contains(.system) else {
            return nil
        }
        let now = max(now, changedAt)
        var facts = extra ?? Event.Facts(state: state)
        facts.state = target(of: edge)
        let change = clockChange(edge.event, facts, at: now, rules: rules)
        facts.deadlines = change.started.nonEmpty
        facts.moved = change.moved.nonEmpty
        facts.ended = change.ended.nonEmpty
        return Event(version: version + 1, at: now, actor: .system, kind: edge.event, facts: facts)
    }

    private func target(of edge: Transitions.Edge) -> MatterState {
        switch edge.to {
        case .state(let next): next
        case .before: previousState
        case .same, .returned, .up, .asHeard, .asFound, .nextReview: state
        }
    }
}
