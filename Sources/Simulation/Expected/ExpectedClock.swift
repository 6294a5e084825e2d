import Matters

/// One clock, counted by the words of the Civil Code and the rule file, day by day.
struct ExpectedClock: Sendable, Hashable {
    let rule: String
    let start: Instant
    let due: Instant
    let stops: Set<EventKind>
    var stopped: Instant?

    var isRunning: Bool { stopped == nil }

    /// The longest time the law gives, in calendar days from the day after: 《信访工作条例》 arts. 23 and 34. Days off at
    /// the end may be added (民法典 art. 203).
    static let statute = ["T02": 15, "T05": 60]

    /// Stops, runs on and starts what one step of a trail does.
    static func advance(
        _ clocks: inout [Self], by step: ExpectedMatter.Step, resolvedAt: Instant?, isClosed: Bool, _ rules: Rulebook
    ) {
        // Taking over is accepting, too.
        let kinds: Set<EventKind> = step.kind == .takenOver ? [.takenOver, .accepted] : [step.kind]
        for index in clocks.indices {
            if step.kind == .contested, clocks[index].stops.contains(.resolved), clocks[index].stopped == resolvedAt {
                clocks[index].stopped = nil
            } else if clocks[index].isRunning, isClosed || !clocks[index].stops.isDisjoint(with: kinds) {
                clocks[index].stopped = step.at
            }
        }
        let day = ChinaTime.date(of: step.at)
        for limit in rules.limits where kinds.contains(where: { $0.rawValue == limit.starts }) {
            guard limit.from <= day, limit.until.map({ day <= $0 }) ?? true,
                !clocks.contains(where: { $0.rule == limit.id })
            else { continue }
            clocks.append(
                Self(
                    rule: limit.id, start: step.at, due: due(limit, from: step.at, rules.calendar),
                    stops: limit.stops))
        }
    }

    private static func due(_ limit: TimeLimit, from start: Instant, _ calendar: WorkCalendar) -> Instant {
        let day = ChinaTime.date(of: start)
        let count = limit.amount.count
        switch limit.amount.unit {
        case .minutes: return start + .minutes(count)
        case .hours: return start + .minutes(60 * count)
        case .dutyMinutes:
            guard let duty = limit.duty else { return start + .minutes(count) }
            let opens = ChinaTime.instant(day) + .minutes(duty.from)
            let closes = ChinaTime.instant(day) + .minutes(duty.to)
            if start < opens { return ChinaTime.instant(day) + .minutes(duty.resume) }
            let due = start + .minutes(count)
            return due <= closes ? due : ChinaTime.instant(day) + .minutes(1440 + duty.resume)
        case .days:
            var last = day.adding(days: count)
            while isOff(last, calendar) { last = last.adding(days: 1) }
            return lastSecond(of: last)
        case .workingDays:
            var last = day
            for _ in 0..<count {
                repeat { last = last.adding(days: 1) } while isOff(last, calendar)
            }
            return lastSecond(of: last)
        }
    }

    /// The latest end that the law allows a clock of this rule; `nil` if no statute is known for it.
    static func legalEnd(of rule: String, from start: Instant, _ calendar: WorkCalendar) -> Instant? {
        guard let days = statute[rule] else { return nil }
        var last = ChinaTime.date(of: start).adding(days: days)
        while isOff(last, calendar) { last = last.adding(days: 1) }
        return lastSecond(of: last)
    }

    private static func isOff(_ day: LocalDate, _ calendar: WorkCalendar) -> Bool {
        if calendar.makeUpDays.contains(day) { return false }
        return calendar.daysOff[day] != nil || day.weekday > 5
    }

    private static func lastSecond(of day: LocalDate) -> Instant {
        ChinaTime.instant(day) + .seconds(24 * 60 * 60 - 1)
    }
}
