extension Matter {
    /// What a command is carried out with: who serves now, the rules of time, and where it goes if it goes anew.
    public struct Bench: Sendable {
        public let rules: Rulebook
        /// Who is behind a sign-in name.
        public let staff: @Sendable (StaffID) -> Staff?
        /// 检举控告 goes to the discipline station alone: where, if the command finds that this is one.
        public let sealing: @Sendable (CategoryCode?, Nature?) -> Decision?

        public init(
            rules: Rulebook, staff: @escaping @Sendable (StaffID) -> Staff?,
            sealing: @escaping @Sendable (CategoryCode?, Nature?) -> Decision? = { _, _ in nil }
        ) {
            self.rules = rules
            self.staff = staff
            self.sealing = sealing
        }
    }

    /// What a staff member's command makes happen.
    /// - Throws: `CommandFault`; then nothing has happened.
    public func handle(
        _ command: Command, by staff: Staff, at now: Instant, on bench: Bench
    ) throws(CommandFault) -> [Event] {
        guard isVisible(to: staff) else { throw .notVisible }
        return try handle(
            command, by: staff.actor, as: capacities(of: staff), station: staff.station, at: now, on: bench)
    }

    /// What the command of whoever holds the receipt makes happen.
    /// - Throws: `CommandFault`; then nothing has happened.
    public func handleResident(_ command: Command, at now: Instant, on bench: Bench) throws(CommandFault) -> [Event] {
        try handle(command, by: .resident, as: [.resident], station: nil, at: now, on: bench)
    }

    /// What the answer of the body outside makes happen, if it is the one that was asked.
    /// - Throws: `CommandFault`; then nothing has happened.
    public func handleBody(
        _ command: Command, of body: BodyID, at now: Instant, on bench: Bench
    ) throws(CommandFault) -> [Event] {
        guard body == self.body else { throw .notVisible }
        return try handle(command, by: .body(body), as: [.outside], station: nil, at: now, on: bench)
    }

    private func handle(
        _ command: Command, by actor: Actor, as capacities: Set<Capacity>, station: StationID?, at now: Instant,
        on bench: Bench
    ) throws(CommandFault) -> [Event] {
        // A reminder in between is no reason to make somebody type everything again.
        guard (actedVersion...version).contains(command.version) else { throw .stale(current: version) }
        // A clock that was set back does not turn a trail around.
        let now = max(now, changedAt)
        let allowed = allowed(as: capacities, station: station)
        guard let edge = Transitions.edge(command.kind, from: state, by: capacities) else {
            throw .notNow(state: state, allowed: allowed)
        }
        guard !edge.by.isDisjoint(with: capacities) else { throw .notYours }
        guard allowed.contains(command.kind) else { throw .notNow(state: state, allowed: allowed) }
        for what in Carried.allCases where edge.carries.contains(what) && !command.carries(what) {
            throw .missing(what)
        }
        try check(people: command, edge.carries, on: bench)
        try check(command, by: actor, at: now, on: bench, allowed)

        var facts = try outcome(of: edge, command, station: station, at: now, on: bench)
        let change = clockChange(edge.event, facts, at: now, rules: bench.rules)
        facts.deadlines = change.started.nonEmpty
        facts.moved = change.moved.nonEmpty
        facts.ended = change.ended.nonEmpty
        var words: [Event.WordsField: String] = [:]
        words[.note] = command.note
        words[.reason] = command.reason
        words[.evidence] = command.evidence
        words[.elsewhere] = command.elsewhere
        return [
            Event(version: version + 1, at: now, actor: actor, kind: edge.event, facts: facts, words: words)
        ]
    }

    /// What the table cannot say: times that have passed, people that may not have it.
    private func check(
        _ command: Command, by actor: Actor, at now: Instant, on bench: Bench, _ allowed: [CommandKind]
    ) throws(CommandFault) {
        switch command.kind {
        case .return:
            // 信访工作条例 art. 23(3): a station objects within five working days, the shortest of what it was sent with.
            let objections = deadlines.filter { $0.start == transferredAt && $0.stops.contains(.returned) }
            if case .station = holder, let end = objections.map(\.due).min(), end < now { throw .tooLate(since: end) }
        case .extend:
            guard let extended = extendable(bench.rules) else {
                throw .notNow(state: state, allowed: allowed.filter { $0 != .extend })
            }
            // art. 34: an extension is granted before the limit is over.
            guard extended.due >= now else { throw .tooLate(since: extended.due) }
        case .review:
            let windows = deadlines.filter { $0.isRunning && $0.stops.contains(.reviewAsked) }
            if let last = windows.map(\.due).max(), last < now { throw .tooLate(since: last) }
        case .urge:
            if actor == .resident, let last = urgedByResidentAt, last + .hours(Bounds.residentUrgeHours) > now {
                throw .tooSoon(until: last + .hours(Bounds.residentUrgeHours))
            }
        case .callBack:
            guard let finding = command.finding, Finding.ofCallBack.contains(finding) else { throw .unknown(.finding) }
            if let last = unreached.last, ChinaTime.date(of: last) == ChinaTime.date(of: now) {
                throw .tooSoon(until: ChinaTime.instant(ChinaTime.date(of: now).adding(days: 1)))
            }
        case .conclude:
            guard let finding = command.finding, Finding.ofReview.contains(finding) else { throw .unknown(.finding) }
        case .join:
            if command.parent == number { throw .unknown(.parent) }
        default: break
        }
    }

    /// What a command need not carry is not looked at.
    /// - Throws: `wrongOwner`.
    private func check(people command: Command, _ carried: Set<Carried>, on bench: Bench) throws(CommandFault) {
        if carried.contains(.to), let worker = command.to?.worker {
            try check(worker, mayBe: [.gridWorker], on: bench)
        }
        if carried.contains(.owner), let owner = command.owner {
            try check(owner, mayBe: [.townshipLeader, .stationChief, .countySupervisor], on: bench)
        }
    }

    /// - Throws: `wrongOwner` if nobody of these roles has that name, or the report concerns them.
    private func check(_ person: StaffID, mayBe roles: Set<Role>, on bench: Bench) throws(CommandFault) {
        guard let staff = bench.staff(person), roles.contains(staff.role),
            exclusions.isDisjoint(with: staff.identities)
        else { throw .wrongOwner }
    }

    private func outcome(
        of edge: Transitions.Edge, _ command: Command, station: StationID?, at now: Instant, on bench: Bench
    ) throws(CommandFault) -> Event.Facts {
        let (next, holder) = try destination(of: edge, command, station: station)
        var facts = Event.Facts(state: next, holder: holder)
        switch command.kind {
        case .return: facts.proposed = command.to
        case .accept:
            // 首接负责: the station that was sent it answers for it from the moment it accepts.
            if isTransferred, case .station(let id) = self.holder { facts.lead = id }
        case .classify:
            facts.category = command.category
            facts.nature = command.nature
            if let sealed = bench.sealing(command.category ?? category, command.nature ?? nature), sealed.lead != lead {
                facts.decision = sealed
                facts.holder = sealed.holder
                return Event.Facts(sealed, facts)
            }
        case .pause: facts.pausedUntil = try endOfPause(command, at: now)
        case .refer, .answer: facts.body = command.body ?? (command.kind == .answer ? body : nil)
        case .own: facts.owner = command.owner
        case .assist:
            guard case .station(let id) = command.to, !assistants.contains(id), id != lead,
                exclusions.isDisjoint(with: [.station(id)])
            else { throw .wrongOwner }
            facts.assistant = id
        case .join: facts.parent = command.parent
        case .rate: facts.stars = command.stars
        case .decline: facts.ground = command.ground
        case .callBack, .conclude: facts.finding = command.finding
        default: break
        }
        return facts
    }

    /// - Throws: `pausedTooLong` if the day lies before today or beyond what is left of the cap.
    private func endOfPause(_ command: Command, at now: Instant) throws(CommandFault) -> Instant? {
        guard let until = command.until else { return nil }
        let today = ChinaTime.date(of: now)
        let latest = today.adding(days: pauseDaysLeft(at: now))
        guard until > today, until <= latest else { throw .pausedTooLong(latest: latest) }
        return ChinaTime.endOfDay(until)
    }

    private func destination(
        of edge: Transitions.Edge, _ command: Command, station: StationID?
    ) throws(CommandFault) -> (MatterState, Holder?) {
        switch edge.to {
        case .same: return (state, nil)
        case .before: return (previousState, nil)
        case .up: return (.reopened, levelAbove)
        case .returned:
            guard let proposed = command.to, mayBeHeld(by: proposed), proposed != holder else { throw .wrongOwner }
            return destinationOfReturn(to: proposed)
        case .asHeard: return command.finding == .unsolved ? (.reopened, levelAbove) : (state, nil)
        case .asFound:
            if command.finding == .changed { return (.reopened, .station(lead)) }
            return (state == .rereview ? .final : .closed, nil)
        case .nextReview: return (reviews == 0 ? .review : .rereview, .station(overseer))
        case .state(let next):
            switch command.kind {
            case .assign:
                guard let to = command.to, mayBeHeld(by: to), to != holder else { throw .wrongOwner }
                return (next, to)
            case .transfer:
                guard let to = command.to, mayBeTransferred(to: to), to != holder else { throw .wrongOwner }
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
        case .worker(let id): !exclusions.contains(.staff(id))
        case .station(let id): id == lead || id == overseer || assistants.contains(id)
        }
    }

    /// 移交: to any station but one the report concerns, and not to one that has it in hand already.
    public func mayBeTransferred(to holder: Holder) -> Bool {
        guard case .station(let id) = holder else { return false }
        return id != lead && id != overseer && !exclusions.contains(.station(id))
    }

    /// A station takes a matter from somebody else, or one that it has but that waits for its word.
    func canTakeOver(_ station: StationID) -> Bool {
        mayBeHeld(by: .station(station)) && (holder != .station(station) || state == .triage || state == .reopened)
    }
}

extension Holder {
    fileprivate var worker: StaffID? { if case .worker(let id) = self { id } else { nil } }
}

extension Event.Facts {
    /// The facts of a step that sends the matter anew.
    fileprivate init(_ decision: Decision, _ facts: Self) {
        self = facts
        state = decision.needsTriage ? .triage : .dispatched
        self.decision = decision
        holder = decision.holder
    }
}
