import Matters

/// docs/casework.md: what happens when nobody does anything.
extension ExpectedMatter {
    /// 分级催办: worker 1, station 2, township leader 3, county 4.
    private static let highest = 4
    private static let (nightFrom, nightUntil) = (22 * 60, 7 * 60)

    /// When the system next has something to do; `nil` if only people have.
    var nextMoment: Instant? {
        let pauseEnd = state == .paused ? standstill?.until : nil
        return (clocks.compactMap(moment) + [pauseEnd].compactMap(\.self)).min()
    }

    private func moment(of clock: ExpectedClock) -> Instant? {
        guard clock.isRunning, !stands(clock) else { return nil }
        switch clock.action {
        case .climb: return state == .final ? nil : waiting(Self.rung(clock.told, of: clock))
        // 回访: in a closed matter only.
        case .callBack: return state == .closed ? waiting(Self.rung(clock.told, of: clock)) : nil
        case .rouse:
            return hasEnded || [.resolved, .review, .rereview].contains(state) ? nil : Self.knock(clock.told, of: clock)
        case .close: return state == .resolved ? clock.due : nil
        case .finalise: return state == .closed ? clock.due : nil
        case .window: return nil
        }
    }

    /// What was late when a pause ended at midnight waits for the morning too.
    private func waiting(_ moment: Instant?) -> Instant? { moment.map { Self.byDay(max($0, changedAt)) } }

    /// A quarter of the time left; due; a day, three days later. What falls into the night waits for the morning.
    private static func rung(_ number: Int, of clock: ExpectedClock) -> Instant? {
        let whole = (clock.due - clock.start).milliseconds
        switch number {
        case 0: return byDay(clock.start + .init(milliseconds: whole * 3 / 4))
        case 1: return byDay(clock.due)
        case 2: return byDay(clock.due + .hours(24))
        case 3: return byDay(clock.due + .hours(72))
        default: return nil
        }
    }

    /// Every five minutes for the first hour, then hourly.
    private static func knock(_ number: Int, of clock: ExpectedClock) -> Instant {
        number <= 12 ? clock.due + .minutes(5 * number) : clock.due + .minutes(60 + 60 * (number - 12))
    }

    /// Nobody is told between 22:00 and 07:00.
    static func byDay(_ moment: Instant) -> Instant {
        let day = ChinaTime.date(of: moment)
        let minute = (moment - ChinaTime.instant(day)).milliseconds / 60_000
        if minute < nightUntil { return ChinaTime.instant(day, minute: nightUntil) }
        if minute >= nightFrom { return ChinaTime.instant(day.adding(days: 1), minute: nightUntil) }
        return moment
    }

    /// What the system must have done after its next step; `nil` if nothing is due by now.
    /// - Parameter leader: of the matter's township, if there is one.
    func afterSystem(at now: Instant, _ rules: Rulebook, leader: Staff?) -> ExpectedMatter? {
        let now = max(now, changedAt)
        var next = self
        if state == .paused, let standstill, standstill.until <= now {
            let end = max(standstill.until, changedAt)
            next.endPause(at: end)
            next.record(Step(kind: .resumed, at: end, actor: .system), after: self, rules)
            return next
        }
        let due = clocks.indices.filter { index in moment(of: clocks[index]).map { $0 <= now } ?? false }
        func isDue(_ action: DueAction) -> Bool { due.contains { clocks[$0].action == action } }
        if isDue(.close) {
            next.state = .closed
            next.record(Step(kind: .closed, at: now, actor: .system), after: self, rules)
        } else if isDue(.finalise) {
            next.state = .final
            next.record(Step(kind: .finalised, at: now, actor: .system), after: self, rules)
        } else if let urgent = due.first(where: { clocks[$0].action == .rouse }) {
            next.tellKnock(urgent, now)
            next.climb(leader)
            next.rouse()
            next.record(Step(kind: .roused, at: now, actor: .system), after: self, rules)
        } else if !due.isEmpty, Self.byDay(now) == now {
            next.tellRungs(due, now)
            next.climb(leader)
            next.record(Step(kind: .escalated, at: now, actor: .system), after: self, rules)
        } else {
            return nil
        }
        return next
    }

    /// 重新计时; `nil` if the calendar moves nothing here.
    func recounted(at now: Instant, _ rules: Rulebook) -> ExpectedMatter? {
        let step = Step(kind: .recounted, at: max(now, changedAt), actor: .system)
        guard !moved(by: step, to: state, category: category, rules).isEmpty else { return nil }
        var next = self
        next.record(step, after: self, rules)
        return next
    }

    mutating func endPause(at now: Instant) {
        pauses = pauses(until: now)
        if let standstill { state = standstill.before }
        standstill = nil
    }

    /// All that is due is told at once, and nothing twice.
    private mutating func tellRungs(_ due: [Int], _ now: Instant) {
        var reached = 1
        for index in due {
            repeat {
                clocks[index].told += 1
            } while Self.rung(clocks[index].told, of: clocks[index]).map { $0 <= now }
                ?? false
            reached = max(reached, clocks[index].told)
        }
        told = reached
    }

    private mutating func tellKnock(_ index: Int, _ now: Instant) {
        repeat { clocks[index].told += 1 } while Self.knock(clocks[index].told, of: clocks[index]) <= now
        told = min(clocks[index].told + 1, Self.highest)
    }

    /// Nobody below whoever has it is told; from the third level on the leader owns it, unless the county leads.
    private mutating func climb(_ leader: Staff?) {
        let own =
            switch holder {
            case .worker: 1
            case .station(let id): id == centre ? 4 : 2
            }
        told = max(told, own)
        level = max(level, told)
        guard told >= 3, owner == nil, lead != centre, let leader, !isAbout(leader) else { return }
        self.own(leader.id)
    }
}
