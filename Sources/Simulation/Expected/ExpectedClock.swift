import Matters

/// One clock, counted by the words of the Civil Code and the rule file, day by day.
struct ExpectedClock: Sendable, Hashable {
    let rule: String
    let version: String
    let start: Instant
    var due: Instant
    let stops: Set<EventKind>
    let action: DueAction
    let isPausable: Bool
    var stopped: Instant?
    /// Why it stopped.
    var cause = Cause.done
    /// Steps of the ladder that were told.
    var told = 0

    enum Cause: Sendable {
        case done
        /// The matter was called solved, or ended: reopened, it runs on.
        case ending
        /// It is not for the new category: changed back, it runs on.
        case category
    }

    var isRunning: Bool { stopped == nil }
    /// Somebody owes something by it.
    var isDuty: Bool { [.climb, .rouse, .callBack].contains(action) }
    /// It begins with an end, and runs on in it.
    var outlivesEnd: Bool { [.callBack, .finalise, .window].contains(action) }

    /// The longest time the law gives, in calendar days from the day after: 《信访工作条例》 arts. 22, 23, 34 and 35. Days
    /// off at the end may be added (民法典 art. 203).
    static let statute = ["T01": 15, "T02": 15, "T03": 15, "T05": 60, "T06": 30, "T07b": 30]

    init(_ limit: TimeLimit, from start: Instant, pauses: [Range<Instant>] = [], _ calendar: WorkCalendar) {
        rule = limit.id
        version = limit.version
        self.start = start
        due = Self.end(of: limit, from: start, pauses: limit.isPausable ? pauses : [], calendar)
        stops = limit.stops
        action = limit.then
        isPausable = limit.isPausable
    }

    /// When a limit ends, with the time that pauses took: whole days for days, days worked for working days. A pause
    /// that begins when it is late already gives nothing, nor does any after it.
    static func end(
        of limit: TimeLimit, from start: Instant, pauses: [Range<Instant>], _ calendar: WorkCalendar
    ) -> Instant {
        let stood = pauses.filter { $0.upperBound > start }
        let late = stood.indices.first { index in
            stood[index].lowerBound > end(of: limit, from: start, standing: Array(stood[..<index]), calendar)
        }
        return end(of: limit, from: start, standing: Array(stood[..<(late ?? stood.endIndex)]), calendar)
    }

    private static func end(
        of limit: TimeLimit, from start: Instant, standing pauses: [Range<Instant>], _ calendar: WorkCalendar
    ) -> Instant {
        let day = ChinaTime.date(of: start)
        let stood = pauses.map { max($0.lowerBound, start)..<$0.upperBound }
        switch limit.amount.unit {
        case .minutes, .hours, .dutyMinutes:
            let milliseconds = stood.reduce(0) { $0 + ($1.upperBound - $1.lowerBound).milliseconds }
            return moment(of: limit, from: start) + Instant.Span(milliseconds: milliseconds)
        case .days:
            var last = day
            let paused = stood.reduce(0) { $0 + days(in: $1).count }
            for _ in 0..<limit.amount.count + paused { last = last.adding(days: 1) }
            while isOff(last, calendar) { last = last.adding(days: 1) }
            return lastSecond(of: last)
        case .workingDays:
            var last = day
            let paused = stood.reduce(0) { $0 + days(in: $1).count { !isOff($0, calendar) } }
            for _ in 0..<limit.amount.count + paused {
                repeat { last = last.adding(days: 1) } while isOff(last, calendar)
            }
            return lastSecond(of: last)
        }
    }

    private static func moment(of limit: TimeLimit, from start: Instant) -> Instant {
        let minutes = limit.amount.unit == .hours ? 60 * limit.amount.count : limit.amount.count
        guard limit.amount.unit == .dutyMinutes, let duty = limit.duty else { return start + .minutes(minutes) }
        let midnight = ChinaTime.instant(ChinaTime.date(of: start))
        if start < midnight + .minutes(duty.from) { return midnight + .minutes(duty.resume) }
        let due = start + .minutes(minutes)
        return due <= midnight + .minutes(duty.to) ? due : midnight + .minutes(1440 + duty.resume)
    }

    /// The days of a pause, without the one on which it began.
    static func days(in pause: Range<Instant>) -> [LocalDate] {
        let (first, last) = (ChinaTime.date(of: pause.lowerBound), ChinaTime.date(of: pause.upperBound))
        guard first < last else { return [] }
        return (first.dayNumber + 1...last.dayNumber).map { LocalDate(dayNumber: $0) }
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

extension Rulebook {
    /// The row of the day on which a clock began: it is counted by that one for life.
    func row(of clock: ExpectedClock) -> TimeLimit? {
        let rows = limits.filter { $0.id == clock.rule }
        let day = ChinaTime.date(of: clock.start)
        return rows.first { $0.from <= day && $0.until.map { day <= $0 } ?? true } ?? rows.last
    }
}
