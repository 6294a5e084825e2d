/// 事项: one report and everything that was done about it, computed from its events and from nothing else.
public struct Matter: Sendable, Hashable {
    public let filing: Filing
    public let filedAt: Instant
    public private(set) var state: MatterState
    public private(set) var version: Int
    /// The last version that says more than that somebody was reminded: whoever saw it has seen enough to act.
    public private(set) var actedVersion: Int
    public private(set) var changedAt: Instant
    /// Who has it, since when.
    public private(set) var holder: Holder
    public private(set) var heldSince: Instant
    /// 主办 station.
    public private(set) var lead: StationID
    public private(set) var overseer: StationID
    public private(set) var assistants: [StationID]
    /// 包案
    public private(set) var owner: StaffID?
    /// 值班 when it came in.
    public private(set) var duty: StaffID?
    public private(set) var scopes: Set<Scope>
    public private(set) var exclusions: Set<Exclusion>
    public internal(set) var deadlines: [Deadline]
    /// 定类: the dispatcher's word, else the resident's tile.
    public private(set) var category: CategoryCode?
    public private(set) var nature: Nature?
    /// 受理 since.
    public private(set) var admittedAt: Instant?
    /// 退单次数
    public private(set) var returns: Int
    /// The station ruled after the second return: no more returning.
    public private(set) var isRuled: Bool
    /// How often the resident said "not solved".
    public private(set) var contests: Int
    /// 复查 and 复核 that were asked for.
    public private(set) var reviews: Int
    public private(set) var pauses: [Pause]
    /// When the present pause ends by itself.
    public private(set) var pausedUntil: Instant?
    /// The body outside that was asked last.
    public private(set) var body: BodyID?
    /// 并案: the matter this one belongs with.
    public private(set) var parent: MatterNumber?
    /// The highest level that lateness was told to.
    public private(set) var level: Ladder.Level?
    /// The last rating, and the unit that had resolved the matter.
    public private(set) var stars: Int?
    /// 办理单位: the station that answers for what was last called solved.
    public private(set) var handlingUnit: StationID?
    /// 不予受理
    public private(set) var ground: Ground?
    /// Every unit that ever called it solved: none of them reviews it.
    private(set) var handlingUnits: Set<StationID> = []
    /// How the end came about, of those that are counted apart; `nil` before there is one.
    public private(set) var ending: Ending?
    public private(set) var urgedByResidentAt: Instant?
    /// When the call-back that is due was tried in vain.
    private(set) var unreached: [Instant] = []
    /// When it was last sent to another station.
    public private(set) var transferredAt: Instant?
    /// It was sent to the station that has it, which may object until it accepts.
    private(set) var isTransferred = false
    /// When each kind of thing happened: clocks that come to apply later begin there. An end that was none has not
    /// happened.
    private(set) var happened: [EventKind: [Moment]]
    /// Clocks that a change of category ended; changed back, they run on.
    var outclassed: Set<Deadline.Key> = []
    /// Duties that ended with the matter: reopened, they run on.
    var halted: Set<Deadline.Key> = []
    private var pausedAt: Instant?
    private var stateBeforePause: MatterState?

    /// "Solved" has three counts (design: rule 6).
    public enum Ending: String, Sendable, Codable, CaseIterable {
        case confirmed, silent, contested
    }

    public var number: MatterNumber { filing.number }

    /// The earliest duty still running; `nil` if none is.
    public var nextDeadline: Deadline? {
        deadlines.filter { $0.isRunning && $0.action.isDuty && !stands($0) }.min { $0.due < $1.due }
    }

    /// 急件: the duty officer is being roused, and nobody has answered yet.
    public var isRousing: Bool { state.isOpen && deadlines.contains { $0.isRunning && $0.action == .rouse } }

    /// A pausable clock of a paused matter.
    public func stands(_ deadline: Deadline) -> Bool { state == .paused && deadline.pausable == true }

    var subject: TimeLimit.Subject { TimeLimit.Subject(category: category, cell: filing.cell, draft: filing.draft) }
    var previousState: MatterState { stateBeforePause ?? .handling }

    /// Replays a trail from its beginning.
    /// - Throws: `BrokenTrail` if it does not begin with a filing and a decision or the versions have a gap.
    public init(_ events: some Sequence<Event>) throws(BrokenTrail) {
        var iterator = events.makeIterator()
        guard let filed = iterator.next(), let routed = iterator.next(), filed.kind == .filed, filed.version == 1,
            routed.version == 2, let filing = filed.facts.filing, let decision = routed.facts.decision
        else { throw BrokenTrail(version: 1) }
        self.filing = filing
        filedAt = filed.at
        state = routed.facts.state
        (version, actedVersion) = (1, 1)
        changedAt = filed.at
        holder = decision.holder
        heldSince = routed.at
        lead = decision.lead
        overseer = decision.overseer
        assistants = []
        scopes = []
        exclusions = []
        deadlines = filed.facts.deadlines ?? []
        category = filing.category
        (returns, isRuled, contests, reviews, pauses) = (0, false, 0, 0, [])
        happened = [.filed: [Moment(version: 1, at: filed.at)]]
        try apply(routed)
        while let event = iterator.next() { try apply(event) }
    }

    /// Adds one event to what is known.
    /// - Throws: `BrokenTrail` if its version is not the next one.
    public mutating func apply(_ event: Event) throws(BrokenTrail) {
        guard event.version == version + 1 else { throw BrokenTrail(version: event.version) }
        version = event.version
        if !event.kind.isReminder { actedVersion = version }
        changedAt = event.at
        let facts = event.facts
        let before = state
        follow(facts.decision)
        if let next = facts.holder {
            if next != holder { heldSince = event.at }
            holder = next
            isTransferred = event.kind == .transferred
            scopes.insert(next.scope)
        }
        take(facts)
        note(event)
        state = facts.state
        // However a pause ends, it is over; and no later than it was to end.
        if before == .paused && state != .paused { endPause(event.at) }
        moveDeadlines(event, from: before)
        for kind in event.kind.counts {
            happened[kind, default: []].append(Moment(version: version, at: event.at))
        }
        if isReopening(from: before) {
            for kind in EventKind.ends { happened[kind] = nil }
            unreached = []
        }
    }

    func isReopening(from before: MatterState) -> Bool { state == .reopened && before != .reopened }

    /// Where it was sent, at first or once more: the circles are new, who is shut out stays so, and nobody is left over
    /// from before.
    private mutating func follow(_ decision: Decision?) {
        guard let decision else { return }
        (holder, lead, overseer) = (decision.holder, decision.lead, decision.overseer)
        assistants = decision.assistants
        duty = decision.duty
        (owner, body) = (nil, nil)
        scopes = Set(decision.scopes)
        exclusions.formUnion(decision.exclusions)
    }

    private mutating func take(_ facts: Event.Facts) {
        lead = facts.lead ?? lead
        category = facts.category ?? category
        nature = facts.nature ?? nature
        body = facts.body ?? body
        ground = facts.ground ?? ground
        stars = facts.stars ?? stars
        if let owner = facts.owner {
            self.owner = owner
            scopes.insert(.staff(owner))
        }
        if let station = facts.assistant {
            assistants.append(station)
            scopes.insert(.station(station))
        }
        if let alarm = facts.alarm { level = max(level ?? alarm.level, alarm.level) }
    }

    private mutating func note(_ event: Event) {
        switch event.kind {
        case .returned: returns += 1
        case .assigned: isRuled = isRuled || returns >= 2
        case .admitted: admittedAt = admittedAt ?? event.at
        case .resolved:
            handlingUnit = unit
            handlingUnits.insert(unit)
        case .confirmed: ending = .confirmed
        case .closed: ending = .silent
        case .contested:
            contests += 1
            ending = .contested
        case .reviewAsked: reviews += 1
        case .transferred:
            transferredAt = event.at
            // What the county rules after the second return binds, wherever it sends it.
            if case .staff(_, .countySupervisor) = event.actor { isRuled = isRuled || returns >= 2 }
        case .paused: (pausedAt, pausedUntil, stateBeforePause) = (event.at, event.facts.pausedUntil, state)
        case .calledBack: unreached = event.facts.ended == nil ? unreached + [event.at] : []
        case .joined: parent = event.facts.parent
        case .unjoined: parent = nil
        case .urged: if event.actor == .resident { urgedByResidentAt = event.at }
        case .roused: if let duty { scopes.insert(.staff(duty)) }
        default: break
        }
    }

    private mutating func endPause(_ now: Instant) {
        pauses = pauses(until: now)
        (pausedAt, pausedUntil, stateBeforePause) = (nil, nil, nil)
    }

    /// The pauses so far; the present one as if it ended now, but never later than it was to end.
    func pauses(until now: Instant) -> [Pause] {
        guard let pausedAt else { return pauses }
        return pauses + [Pause(from: pausedAt, until: min(now, pausedUntil ?? now))]
    }

    /// 办理单位: whoever has it, or the station that answers for the worker who has it.
    public var unit: StationID {
        if case .station(let id) = holder { id } else { lead }
    }
}

/// A trail that cannot be replayed; `version` is where it breaks.
public struct BrokenTrail: Error, Sendable, Hashable {
    public let version: Int
    public init(version: Int) { self.version = version }
}

extension Holder {
    /// The circle that whoever has a matter is in.
    public var scope: Scope {
        switch self {
        case .worker(let id): .staff(id)
        case .station(let id): .station(id)
        }
    }
}

extension EventKind {
    /// It tells somebody something, and changes nothing that anybody acts on.
    var isReminder: Bool { self == .escalated || self == .roused || self == .recounted }

    /// What this event counts as for deadlines: taking over is accepting.
    public var counts: Set<EventKind> { self == .takenOver ? [.takenOver, .accepted] : [self] }

    /// What ends a matter, or says that it can end: reopening undoes all of it.
    static let ends: Set<EventKind> = [.resolved, .confirmed, .closed, .declined, .withdrawn]
}
