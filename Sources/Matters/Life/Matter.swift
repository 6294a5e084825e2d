/// 事项: one report and everything that was done about it, computed from its events and from nothing else.
public struct Matter: Sendable, Hashable {
    public let filing: Filing
    public let filedAt: Instant
    public private(set) var state: MatterState
    public private(set) var version: Int
    public private(set) var changedAt: Instant
    /// Who has it, since when.
    public private(set) var holder: Holder
    public private(set) var heldSince: Instant
    /// 主办 station.
    public private(set) var lead: StationID
    public private(set) var overseer: StationID
    public private(set) var assistants: [StationID]
    public private(set) var scopes: Set<Scope>
    public private(set) var excluded: Set<StaffID>
    public private(set) var deadlines: [Deadline]
    /// 退单次数
    public private(set) var returns: Int
    /// The station ruled after the second return: no more returning.
    public private(set) var isRuled: Bool
    /// How often the resident said "not solved".
    public private(set) var contests: Int
    /// When it was last said to be solved.
    private var resolvedAt: Instant?

    public var number: MatterNumber { filing.number }

    /// The earliest deadline still running; `nil` if none is.
    public var nextDeadline: Deadline? { deadlines.filter(\.isRunning).min { $0.due < $1.due } }

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
        version = 1
        changedAt = filed.at
        holder = decision.holder
        heldSince = routed.at
        lead = decision.lead
        overseer = decision.overseer
        assistants = decision.assistants
        scopes = Set(decision.scopes)
        excluded = Set(decision.excluded)
        deadlines = filed.facts.deadlines ?? []
        returns = 0
        isRuled = false
        contests = 0
        try apply(routed)
        while let event = iterator.next() { try apply(event) }
    }

    /// Adds one event to what is known.
    /// - Throws: `BrokenTrail` if its version is not the next one.
    public mutating func apply(_ event: Event) throws(BrokenTrail) {
        guard event.version == version + 1 else { throw BrokenTrail(version: event.version) }
        version = event.version
        changedAt = event.at
        state = event.facts.state
        if let next = event.facts.holder, next != holder {
            holder = next
            heldSince = event.at
            scopes.insert(next.scope)
        }
        switch event.kind {
        case .returned: returns += 1
        case .assigned: isRuled = isRuled || returns >= 2
        case .resolved: resolvedAt = event.at
        case .contested: contests += 1
        default: break
        }
        moveDeadlines(event)
    }

    /// A deadline is stopped by its event and, if the resident says "not solved", runs on from where it began:
    /// nothing moves the start, and a finish that was none does not count. Nothing runs on in a closed matter.
    private mutating func moveDeadlines(_ event: Event) {
        for index in deadlines.indices {
            if event.kind == .contested, deadlines[index].stops.contains(.resolved),
                deadlines[index].stopped == resolvedAt
            {
                deadlines[index].stopped = nil
            } else if deadlines[index].isRunning,
                state == .closed || deadlines[index].stops.contains(where: event.kind.counts.contains)
            {
                deadlines[index].stopped = event.at
            }
        }
        deadlines += event.facts.deadlines ?? []
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
    /// What this event counts as for deadlines: taking over is accepting.
    public var counts: Set<EventKind> { self == .takenOver ? [.takenOver, .accepted] : [self] }
}
