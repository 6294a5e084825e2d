import Matters

/// docs/casework.md, "Clocks": what one step of a trail starts, moves, stops and lets run on.
extension ExpectedMatter {
    mutating func advanceClocks(by step: Step, after before: ExpectedMatter, _ rules: Rulebook) {
        let isReopened = state == .reopened && before.state != .reopened
        // What waits for the resident's word has it, whoever brought it.
        let kinds = Self.counted(step.kind).union(isReopened ? [.contested] : [])
        var born = before.born(by: step, category: category, rules)
        if state != .closed { born.removeAll { $0.action == .finalise } }
        let ended = before.endedByName(by: step, category: category, rules)
        let moved = before.moved(by: step, to: state, category: category, rules)
        for index in clocks.indices {
            stop(index, by: step, kinds, named: ended.contains(clocks[index].rule))
            if isReopened, clocks[index].cause == .ending {
                clocks[index].cause = .done
                if !clocks.contains(where: { $0.rule == clocks[index].rule && $0.isRunning }) {
                    clocks[index].stopped = nil
                }
            }
            guard let due = moved[index] else { continue }
            clocks[index].due = due
            if clocks[index].cause == .category { (clocks[index].stopped, clocks[index].cause) = (nil, .done) }
        }
        if isReopened { reopenedAt = trail.count }
        clocks += born
    }

    private mutating func stop(_ index: Int, by step: Step, _ kinds: Set<EventKind>, named: Bool) {
        let clock = clocks[index]
        let isHeard = !clock.stops.isDisjoint(with: kinds)
        guard clock.isRunning else {
            if isHeard, clock.cause == .category { clocks[index].cause = .done }
            return
        }
        let isOver = hasEnded && !(state == .closed && clock.outlivesEnd)
        guard isHeard || isOver || named else { return }
        clocks[index].stopped = step.at
        // That it was declined answers whether it is taken, all the same.
        let isEnding =
            Self.ends.contains(step.kind) && clock.isDuty
            && (step.kind != .declined || !clock.stops.contains(.admitted))
        let isForeign = step.kind == .classified && !isHeard && !isOver
        clocks[index].cause = isEnding ? .ending : isForeign ? .category : .done
    }

    private static let ends: Set<EventKind> = [.resolved, .confirmed, .closed, .declined, .withdrawn]

    /// Taking over is accepting, too.
    private static func counted(_ kind: EventKind) -> Set<EventKind> {
        kind == .takenOver ? [.takenOver, .accepted] : [kind]
    }

    private func born(by step: Step, category next: CategoryCode?, _ rules: Rulebook) -> [ExpectedClock] {
        if step.kind == .extended {
            guard let prolonged = extendable(rules) else { return [] }
            return rules.limits.filter { $0.starts == .extended && isFor($0, category, on: prolonged.due) }
                .map { ExpectedClock($0, from: prolonged.due, rules.calendar) }
        }
        let kinds = Self.counted(step.kind)
        var born = rules.limits.filter { limit in
            guard let starts = limit.starts, kinds.contains(starts), isFor(limit, category, on: step.at) else {
                return false
            }
            let same = clocks.filter { $0.rule == limit.id }
            return same.isEmpty
                || limit.repeats && same.allSatisfy { !$0.isRunning || $0.stops.contains(step.kind) }
        }.map { ExpectedClock($0, from: step.at, rules.calendar) }
        guard step.kind == .classified, next != category else { return born }
        let new = rules.limits.filter { limit in !clocks.contains { $0.rule == limit.id } && !isFor(limit, category) }
        for rule in Set(new.map(\.id)) {
            guard let (row, start) = running(new.filter { $0.id == rule }, next) else { continue }
            born.append(ExpectedClock(row, from: start, pauses: pauses(until: step.at), rules.calendar))
        }
        return born
    }

    /// Where a clock of one rule's rows would run from now, had the matter been of another category from the first.
    private func running(_ rows: [TimeLimit], _ next: CategoryCode?) -> (TimeLimit, Instant)? {
        var (clock, isSpent) = ((TimeLimit, Instant)?.none, false)
        for (index, step) in trail.enumerated() {
            // An end that was none has not happened.
            if index < reopenedAt, Self.ends.contains(step.kind) { continue }
            let kinds = Self.counted(step.kind)
            if let (row, _) = clock, !row.stops.isDisjoint(with: kinds) { (clock, isSpent) = (nil, !row.repeats) }
            guard clock == nil, !isSpent else { continue }
            clock = rows.first { row in
                row.starts.map { kinds.contains($0) } ?? false && isFor(row, next, on: step.at)
            }.map { ($0, step.at) }
        }
        return clock
    }

    private func endedByName(by step: Step, category next: CategoryCode?, _ rules: Rulebook) -> Set<String> {
        switch step.kind {
        case .extended: return [extendable(rules)?.rule ?? ""]
        case .calledBack where step.isHeard || triedInVain.count == 2: return [nextCallBack?.rule ?? ""]
        case .classified where next != category:
            let foreign = clocks.filter { clock in
                rules.row(of: clock).map { !isFor($0, next) } ?? false
            }
            return Set(foreign.map(\.rule))
        default: return []
        }
    }

    /// The new ends of clocks, by their place: when a pause is over, when a calendar came, and of those that a change
    /// of category had stopped and another starts again.
    func moved(by step: Step, to next: MatterState, category: CategoryCode?, _ rules: Rulebook) -> [Int: Instant] {
        let isPauseOver = state == .paused && next != .paused
        let isChanged = step.kind == .classified && category != self.category
        let stood = pauses(until: step.at)
        return clocks.indices.reduce(into: [:]) { moved, index in
            let clock = clocks[index]
            let row = rules.row(of: clock)
            let isBack =
                isChanged && !clock.isRunning && clock.cause == .category
                && row.map { isFor($0, category) } ?? true
            guard isBack || clock.isRunning && (isPauseOver || step.kind == .recounted) else { return }
            let due = row.map {
                ExpectedClock.end(of: $0, from: clock.start, pauses: clock.isPausable ? stood : [], rules.calendar)
            }
            if isBack || due.map({ $0 != clock.due }) ?? false { moved[index] = due ?? clock.due }
        }
    }

    /// All pauses; the present one as if it ended now, and never longer than it was granted.
    func pauses(until now: Instant) -> [Range<Instant>] {
        pauses + (standstill.map { [$0.from..<max($0.from, min(now, $0.until))] } ?? [])
    }

    /// Days of pause that are left.
    func pauseDaysLeft(at now: Instant) -> Int {
        Self.pausedDays - pauses(until: now).reduce(0) { $0 + ExpectedClock.days(in: $1).count }
    }

    /// 中止上限
    private static let pausedDays = 30

    /// The clock that an extension would prolong: the law's, running, and never prolonged before.
    func extendable(_ rules: Rulebook) -> ExpectedClock? {
        let extensions = rules.limits.filter { $0.starts == .extended }
        if clocks.contains(where: { clock in extensions.contains { $0.id == clock.rule } }) { return nil }
        return clocks.filter { clock in
            clock.isRunning && clock.action == .climb && extensions.contains { $0.stops == clock.stops }
                && rules.row(of: clock)?.isLocal == false
        }.max { $0.due < $1.due }
    }

    var nextCallBack: ExpectedClock? {
        clocks.filter { $0.isRunning && $0.action == .callBack }.min { ($0.due, $0.rule) < ($1.due, $1.rule) }
    }

    var isRousing: Bool { clocks.contains { $0.isRunning && $0.action == .rouse } }

    /// In force that day, for this place and category, and drawn by the lot.
    private func isFor(_ limit: TimeLimit, _ category: CategoryCode?, on start: Instant) -> Bool {
        let day = ChinaTime.date(of: start)
        return limit.from <= day && limit.until.map { day <= $0 } ?? true && isFor(limit, category)
    }

    private func isFor(_ limit: TimeLimit, _ category: CategoryCode?) -> Bool {
        let scope = limit.scope
        guard scope.divisions.isEmpty || scope.divisions.contains(where: { cell.text.hasPrefix($0) }) else {
            return false
        }
        if !scope.categories.isEmpty {
            guard let category, scope.categories.contains(where: { category.text.hasPrefix($0.text) }) else {
                return false
            }
        }
        guard scope.percent < 100 else { return true }
        // 抽签: FNV-1a over the rule and the draft, of a hundred.
        var lot: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in Array("\(limit.id) \(report.draft.text)".utf8) { lot = (lot ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return lot % 100 < UInt64(scope.percent)
    }
}
