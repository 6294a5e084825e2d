import Matters

/// docs/states.md, "Rules that the table alone does not show".
extension ExpectedMatter {
    /// Why nothing happens; in the order in which it is said.
    enum Refusal: Sendable, Hashable {
        case notVisible, stale, notNow, notYours, missing, wrongOwner, unknown, tooLate, tooSoon, pausedTooLong
    }

    /// Who serves, what there is and what time it is, for whoever judges an attempt.
    struct Circumstances: Sendable {
        let now: Instant
        let rules: Rulebook
        let staff: @Sendable (StaffID) -> Staff?
        /// Whether one may be joined to another: nothing that was joined has parts of its own.
        let mayJoin: @Sendable (MatterNumber, MatterNumber) -> Bool
    }

    /// Whether an attempt must be refused, and why; `nil` if it must happen.
    func refusal(of attempt: Attempt, _ here: Circumstances) -> Refusal? {
        switch attempt.doer {
        case .staff(let person): if !mayBeKnown(to: person) { return .notVisible }
        case .body(let id): if id != body { return .notVisible }
        case .resident: break
        }
        if attempt.version < actedVersion || attempt.version > version { return .stale }
        let rows = ExpectedTable.rows(attempt.kind, in: state)
        if rows.isEmpty { return .notNow }
        let capacities = capacities(of: attempt.doer)
        guard let row = rows.first(where: { !$0.by.isDisjoint(with: capacities) }) else { return .notYours }
        if !isItsTime(attempt) { return .notNow }
        if row.needs.contains(where: { !attempt.brings($0) }) { return .missing }
        return objection(to: attempt, row, here)
    }

    private func capacities(of doer: Attempt.Doer) -> Set<Capacity> {
        switch doer {
        case .resident: [.resident]
        case .body: [.outside]
        case .staff(let person): capacities(of: person)
        }
    }

    private func capacities(of person: Staff) -> Set<Capacity> {
        var capacities: Set<Capacity> = []
        if owner == person.id { capacities.insert(.owner) }
        if route.duty == person.id { capacities.insert(.duty) }
        if person.role == .gridWorker, holder == .worker(person.id) { capacities.insert(.holdingWorker) }
        guard [.mediator, .stationChief, .countySupervisor].contains(person.role) else { return capacities }
        if person.role == .countySupervisor { capacities.insert(.county) }
        guard let station = person.station else { return capacities }
        if holder == .station(station) { capacities.insert(.holdingStation) }
        if station == lead, person.role == .stationChief { capacities.insert(.leadStation) }
        if assistants.contains(station) { capacities.insert(.assisting) }
        if let handler, handler != station, person.role != .mediator { capacities.insert(.caller) }
        return capacities
    }

    /// What only the matter's own story allows or forbids.
    private func isItsTime(_ attempt: Attempt) -> Bool {
        switch attempt.kind {
        case .return: mayReturn
        case .takeOver: mayTakeOver(attempt.person?.station)
        case .admit: !has(.admitted)
        case .simplify: !has(.simplified)
        case .acknowledge, .calm: isRousing
        case .reply: clocks.contains { $0.isRunning && $0.stops.contains(.replied) }
        case .join: parent == nil
        case .unjoin: parent != nil
        case .callBack: nextCallBack != nil
        case .review:
            !handlers.contains(centre) && reviews < 2
                && clocks.contains { $0.isRunning && $0.outlivesEnd && $0.stops.contains(.reviewAsked) }
        default: true
        }
    }

    private var mayReturn: Bool {
        guard !isRuled else { return false }
        return if case .station(let id) = holder { id != lead && isTransferred } else { true }
    }

    private func mayTakeOver(_ station: StationID?) -> Bool {
        guard let station, mayHave(.station(station)) else { return false }
        return holder != .station(station) || state == .triage || state == .reopened
    }

    private func mayHave(_ taker: Holder) -> Bool {
        switch taker {
        case .worker(let id): !route.concerned.contains(id)
        case .station(let id): id == lead || id == centre || assistants.contains(id)
        }
    }

    private func objection(to attempt: Attempt, _ row: ExpectedTable.Row, _ here: Circumstances) -> Refusal? {
        if row.needs.contains(.to), case .worker(let id)? = attempt.to, !mayServe(id, as: [.gridWorker], here) {
            return .wrongOwner
        }
        let leading: Set<Role> = [.townshipLeader, .stationChief, .countySupervisor]
        if row.needs.contains(.owner), let id = attempt.owner, !mayServe(id, as: leading, here) { return .wrongOwner }
        switch attempt.kind {
        case .return:
            if case .station = holder, let sent = transferredAt, objectionEnds(sent).map({ $0 < here.now }) ?? false {
                return .tooLate
            }
            return attempt.to.map { mayHave($0) && $0 != holder } ?? false ? nil : .wrongOwner
        case .assign: return attempt.to.map { mayHave($0) && $0 != holder } ?? false ? nil : .wrongOwner
        case .transfer: return maySend(attempt.to) ? nil : .wrongOwner
        case .assist: return mayAssist(attempt.to) ? nil : .wrongOwner
        case .extend:
            guard let prolonged = extendable(here.rules) else { return .notNow }
            return prolonged.due < here.now ? .tooLate : nil
        case .review:
            let windows = clocks.filter { $0.isRunning && $0.stops.contains(.reviewAsked) }.map(\.due)
            return windows.max().map { $0 < here.now } ?? false ? .tooLate : nil
        case .urge where attempt.doer == .resident:
            let last = trail.last { $0.kind == .urged && $0.actor == .resident }
            return last.map { here.now < $0.at + .hours(24) } ?? false ? .tooSoon : nil
        case .callBack:
            guard let finding = attempt.finding, [.satisfied, .unsolved, .notReached].contains(finding) else {
                return .unknown
            }
            let today = ChinaTime.date(of: here.now)
            return triedInVain.contains { ChinaTime.date(of: $0.at) == today } ? .tooSoon : nil
        case .conclude: return attempt.finding.map { [.upheld, .changed].contains($0) } ?? false ? nil : .unknown
        case .join:
            return attempt.parent == number || attempt.parent.map { !here.mayJoin(number, $0) } ?? false
                ? .unknown : nil
        case .pause:
            let today = ChinaTime.date(of: here.now)
            guard let until = attempt.until, until > today,
                until.dayNumber - today.dayNumber <= pauseDaysLeft(at: here.now)
            else { return .pausedTooLong }
            return nil
        default: return nil
        }
    }

    /// The tries of the call-back that is due now, which reached nobody: three in all, on three days.
    var triedInVain: [Step] {
        let tries = trail.dropFirst(reopenedAt).filter { $0.kind == .calledBack }.reversed().prefix { !$0.isHeard }
        return Array(tries.prefix(tries.count % 3))
    }

    /// They serve now in such a role, and it is not about them as they serve now.
    private func mayServe(_ id: StaffID, as roles: Set<Role>, _ here: Circumstances) -> Bool {
        here.staff(id).map { roles.contains($0.role) && !isAbout($0) } ?? false
    }

    private func maySend(_ taker: Holder?) -> Bool {
        guard case .station(let id)? = taker, taker != holder else { return false }
        return id != lead && id != centre && !exclusions.contains(.station(id))
    }

    private func mayAssist(_ helper: Holder?) -> Bool {
        guard case .station(let id)? = helper else { return false }
        return id != lead && !assistants.contains(id) && !exclusions.contains(.station(id))
    }

    /// 信访工作条例 art. 23(3): five working days to object.
    private func objectionEnds(_ sent: Instant) -> Instant? {
        clocks.first { $0.rule == "T04" && $0.start == sent }?.due
    }

    /// - Returns: what must have happened by an attempt that is not refused.
    func after(_ attempt: Attempt, _ here: Circumstances) -> ExpectedMatter {
        let now = max(here.now, changedAt)
        var next = self
        let kind = next.take(attempt, now)
        var words: [Event.WordsField: String] = [:]
        if !attempt.note.isEmpty { words[.note] = attempt.note }
        if !attempt.reason.isEmpty { words[.reason] = attempt.reason }
        if !attempt.evidence.isEmpty { words[.evidence] = attempt.evidence }
        if !attempt.elsewhere.isEmpty { words[.elsewhere] = attempt.elsewhere }
        let isHeard = kind != .calledBack || attempt.finding != .notReached
        let step = Step(kind: kind, at: now, actor: attempt.actor, words: words, isHeard: isHeard)
        next.record(step, after: self, here.rules)
        return next
    }
}
