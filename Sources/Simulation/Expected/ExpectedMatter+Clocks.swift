import Matters

/// docs/casework.md, "Clocks": what one step of a trail starts, moves, stops and lets run on.
extension ExpectedMatter {
    mutating func advanceClocks(by step: Step, after before: ExpectedMatter, _ rules: Rulebook) {
        let kinds = Self.counted(step.kind)
        let born = before.born(by: step, category: category, rules)
        let ended = before.endedByName(by: step, category: category, rules)
        let moved = before.moved(by: step, rules)
        let isReopened = state == .reopened && before.state != .reopened
        for index in clocks.indices {
            let clock = clocks[index]
            if isReopened, before.runsOn(clock) {
                clocks[index].stopped = nil
            } else if clock.isRunning,
                state == .final || hasEnded && !clock.outlivesEnd || !clock.stops.isDisjoint(with: kinds)
                    || ended.contains(clock.rule)
            {
                clocks[index].stopped = step.at
            }
            if let due = moved[index] { clocks[index].due = due }
        }
        clocks += born
    }

    /// Taking over is accepting, too.
    private static func counted(_ kind: EventKind) -> Set<EventKind> {
        kind == .takenOver ? [.takenOver, .accepted] : [kind]
    }

    /// An end that was none does not count. That it was declined answers whether it is taken, all the same.
    private func runsOn(_ clock: ExpectedClock) -> Bool {
        guard let finish, clock.stopped == finish.at, clock.isDuty else { return false }
        return finish.kind != .declined || !clock.stops.contains(.admitted)
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
        for limit in rules.limits where !clocks.contains(where: { $0.rule == limit.id }) {
            guard let start = running(limit, next) else { continue }
            born.append(ExpectedClock(limit, from: start, rules.calendar))
        }
        return born
    }

    /// Where a clock would run from now, had the matter been of another category from the first.
    private func running(_ limit: TimeLimit, _ next: CategoryCode?) -> Instant? {
        var (start, isSpent) = (Instant?.none, false)
        for step in trail {
            let kinds = Self.counted(step.kind)
            if start != nil, !limit.stops.isDisjoint(with: kinds) { (start, isSpent) = (nil, !limit.repeats) }
            guard let starts = limit.starts, start == nil, !isSpent, kinds.contains(starts) else { continue }
            if isFor(limit, next, on: step.at) { start = step.at }
        }
        return start
    }

    private func endedByName(by step: Step, category next: CategoryCode?, _ rules: Rulebook) -> Set<String> {
        switch step.kind {
        case .extended: return [extendable(rules)?.rule ?? ""]
        case .calledBack: return [nextCallBack?.rule ?? ""]
        case .classified where next != category:
            let foreign = clocks.filter { clock in
                let row = rules.limits.first { $0.id == clock.rule && $0.version == clock.version }
                let limit = row ?? rules.limits.last { $0.id == clock.rule }
                return limit.map { !isFor($0, next) } ?? false
            }
            return Set(foreign.map(\.rule))
        default: return []
        }
    }

    /// The new ends of running clocks, by their place: when a pause is over, and when a calendar came.
    func moved(by step: Step, _ rules: Rulebook) -> [Int: Instant] {
        guard [.resumed, .recounted].contains(step.kind) || step.kind == .withdrawn && state == .paused else {
            return [:]
        }
        let stood = pauses(until: step.at)
        return clocks.indices.reduce(into: [:]) { moved, index in
            let clock = clocks[index]
            // A clock of an older rule file is left alone: what it was counted by is no longer known here.
            guard clock.isRunning,
                let limit = rules.limits.first(where: { $0.id == clock.rule && $0.version == clock.version })
            else { return }
            let due = ExpectedClock.end(
                of: limit, from: clock.start, pauses: clock.isPausable ? stood : [], rules.calendar)
            if due != clock.due { moved[index] = due }
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
                && rules.limits.last { $0.id == clock.rule }?.isLocal == false
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
