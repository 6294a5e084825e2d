// Which clocks a step starts, moves and ends. All of it is computed from the trail and the rules, so that
// `mashang verify` can compute it again.
extension Matter {
    /// What a step does to the clocks besides stopping those that its kind stops.
    public struct ClockChange: Sendable, Hashable {
        public var started: [Deadline] = []
        /// With their new due time.
        public var moved: [Deadline] = []
        public var ended: [String] = []

        public init(started: [Deadline] = []) { self.started = started }
    }

    /// - Parameter facts: what else the step says; of its clocks nothing is read.
    public func clockChange(
        _ kind: EventKind, _ facts: Event.Facts, at now: Instant, rules: Rulebook
    ) -> ClockChange {
        var change = ClockChange(started: newDeadlines(kind, at: now, rules: rules))
        // The time to ask for a last review makes only an end final.
        change.started.removeAll { $0.action == .finalise && facts.state != .closed }
        // However a pause ends, by sealing or by withdrawal too, what stood still is due later.
        let endsPause = state == .paused && facts.state != .paused
        if endsPause || kind == .recounted { change.moved = movedDeadlines(until: now, rules: rules) }
        switch kind {
        case .extended: extend(&change, rules: rules)
        case .classified:
            if let category = facts.category, category != self.category {
                reclassify(to: category, at: now, &change, rules: rules)
            }
        case .calledBack:
            // 没联系上: tried again another day.
            let isLast = facts.finding != .notReached || unreached.count + 1 >= Bounds.callBackTries
            change.ended = isLast ? [nextCallBack?.rule].compactMap(\.self) : []
        default: break
        }
        return change
    }

    /// The deadlines an event starts now. A rule that already runs, or ran, for this matter is not started again: no
    /// step moves a clock's start. A duty that can come up again starts anew once the one before has stopped.
    private func newDeadlines(_ kind: EventKind, at now: Instant, rules: Rulebook) -> [Deadline] {
        kind.counts.flatMap { rules.deadlines(startedBy: $0, at: now, for: subject) }
            .filter { isNew($0, from: kind, rules) }
            .sorted { $0.rule < $1.rule }
    }

    private func isNew(_ deadline: Deadline, from kind: EventKind, _ rules: Rulebook) -> Bool {
        let same = deadlines.filter { $0.rule == deadline.rule }
        return same.isEmpty
            || rules.limit(of: deadline)?.repeats == true
                && !same.contains { $0.isRunning && !$0.stops.contains(kind) }
    }

    /// 延期: the limit that is extended ends, and the extension begins where it would have ended.
    private func extend(_ change: inout ClockChange, rules: Rulebook) {
        guard let extended = extendable(rules) else { return }
        change.ended = [extended.rule]
        let known = Set(deadlines.map(\.rule))
        change.started = rules.deadlines(startedBy: .extended, at: extended.due, for: subject)
            .filter { !known.contains($0.rule) }
    }

    /// The running clock that an extension would prolong: the one that the extension's row shares its end with.
    func extendable(_ rules: Rulebook) -> Deadline? {
        let extensions = rules.limits.filter { $0.starts == .extended }
        guard !deadlines.contains(where: { known in extensions.contains { $0.id == known.rule } }) else { return nil }
        return deadlines.filter { deadline in
            deadline.isRunning && deadline.action == .climb && rules.limit(of: deadline)?.isLocal == false
                && extensions.contains { $0.stops == Set(deadline.stops) }
        }.max { $0.due < $1.due }
    }

    /// 改类: clocks of the new category begin where they would have begun, those that an earlier change of category had
    /// ended run on, and those of the old one end. One that is late stays late.
    private func reclassify(
        to category: CategoryCode, at now: Instant, _ change: inout ClockChange, rules: Rulebook
    ) {
        let next = TimeLimit.Subject(category: category, cell: filing.cell, draft: filing.draft)
        let isOther = { (deadline: Deadline) in rules.limit(of: deadline)?.applies(to: next) == false }
        change.ended = deadlines.filter { $0.isRunning && isOther($0) }.map(\.rule).sorted()
        change.moved.removeAll(where: isOther)
        let known = Set(deadlines.map(\.rule))
        let late = rules.limits.filter { !known.contains($0.id) && $0.applies(to: next) && !$0.applies(to: subject) }
        for rows in Dictionary(grouping: late.filter { $0.starts != .extended }, by: \.id).values {
            guard let (row, start) = beginning(of: rows) else { continue }
            change.started.append(rules.deadline(row, from: start, pauses: pauses(until: now)))
        }
        change.started.sort { $0.rule < $1.rule }
        for old in deadlines where outclassed.contains(old.key) && !isOther(old) {
            var again = old
            again.stopped = nil
            again.due = rules.due(of: old, pauses: pauses(until: now)) ?? old.due
            change.moved.append(again)
        }
        change.moved.sort { ($0.rule, $0.start) < ($1.rule, $1.start) }
    }

    /// One place in the trail.
    struct Moment: Sendable, Hashable {
        let version: Int
        let at: Instant
    }

    /// Where a clock of a rule would run from now, and by which of its rows, had they applied to the matter from the
    /// first; `nil` if it would not run.
    private func beginning(of rows: [TimeLimit]) -> (row: TimeLimit, at: Instant)? {
        let starts = rows.flatMap { row in
            (row.starts.flatMap { happened[$0] } ?? [])
                .filter { row.isInForce(on: ChinaTime.date(of: $0.at)) }.map { (row: row, moment: $0) }
        }.sorted { $0.moment.version < $1.moment.version }
        var free = 0
        for (row, start) in starts where start.version >= free {
            let stops = row.stops.flatMap { happened[$0] ?? [] }.map(\.version).filter { $0 > start.version }
            guard let stop = stops.min() else { return (row, start.at) }
            guard row.repeats else { return nil }
            free = stop
        }
        return nil
    }

    /// Running clocks that are due at another time by today's calendar and the pauses so far.
    func movedDeadlines(until now: Instant, rules: Rulebook) -> [Deadline] {
        let pauses = pauses(until: now)
        return deadlines.filter(\.isRunning).compactMap { deadline in
            guard let due = rules.due(of: deadline, pauses: pauses), due != deadline.due else { return nil }
            var moved = deadline
            (moved.due, moved.raised) = (due, nil)
            return moved
        }.sorted { ($0.rule, $0.start) < ($1.rule, $1.start) }
    }

    /// The call-back that is due next.
    var nextCallBack: Deadline? {
        deadlines.filter { $0.isRunning && $0.action == .callBack }.min { ($0.due, $0.rule) < ($1.due, $1.rule) }
    }

    /// How many days of pause are left.
    public func pauseDaysLeft(at now: Instant) -> Int {
        Bounds.pausedDays - pauses(until: now).reduce(0) { $0 + $1.days(since: $1.from) }
    }
}
