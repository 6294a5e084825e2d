/// The rules of time: every limit in force and the calendar they are counted by.
public struct Rulebook: Sendable {
    public let limits: [TimeLimit]
    public let calendar: WorkCalendar

    public init(limits: [TimeLimit], calendar: WorkCalendar) {
        self.limits = limits
        self.calendar = calendar
    }

    /// The deadlines that an event starts, each with its computed due time.
    public func deadlines(startedBy kind: EventKind, at start: Instant, for subject: TimeLimit.Subject) -> [Deadline] {
        let day = ChinaTime.date(of: start)
        return limits.filter { $0.starts == kind && $0.isInForce(on: day) && $0.applies(to: subject) }
            .map { deadline($0, from: start) }
    }

    /// A limit's clock.
    /// - Parameter pauses: those of the matter so far, for a clock that begins in the past.
    func deadline(_ limit: TimeLimit, from start: Instant, pauses: [Pause] = []) -> Deadline {
        Deadline(
            rule: limit.id, version: limit.version, stops: limit.stops.sorted { $0.rawValue < $1.rawValue },
            start: start, due: limit.due(after: start, pauses: limit.isPausable ? pauses : [], calendar: calendar),
            then: limit.then == .climb ? nil : limit.then, pausable: limit.isPausable ? true : nil)
    }

    /// Limits that run at other bodies and are worth telling about such a matter.
    public func elsewhere(for subject: TimeLimit.Subject, on day: LocalDate) -> [TimeLimit] {
        limits.filter { $0.starts == nil && $0.isInForce(on: day) && $0.applies(to: subject) }
    }

    /// The row that counts a clock: the one of its rule in force on the day it began; else the newest of that rule,
    /// for what it is called and may do.
    public func limit(of deadline: Deadline) -> TimeLimit? {
        row(of: deadline) ?? limits.last { $0.id == deadline.rule }
    }

    /// When a deadline is due by this calendar, with the time that pauses took added if it can stand still; `nil` if
    /// no row of its rule was in force when it began.
    func due(of deadline: Deadline, pauses: [Pause]) -> Instant? {
        row(of: deadline)?
            .due(after: deadline.start, pauses: deadline.pausable == true ? pauses : [], calendar: calendar)
    }

    /// The rows of older rules that these would count otherwise, or no longer have: a clock that began is counted for
    /// life by the row of its first day (design.md, section 4, rule 2), so a row is closed (`until`) and another added.
    /// - Parameter today: what begins tomorrow may still be written anew.
    public func rewritten(from old: Self, on today: LocalDate) -> [TimeLimit] {
        old.limits.filter { row in
            guard row.starts != nil, row.from <= today else { return false }
            let last = row.until.map { min($0, today) } ?? today
            return !limits.contains { new in
                new.id == row.id && new.from == row.from && new.isInForce(on: last) && new.counts(like: row)
            }
        }
    }

    private func row(of deadline: Deadline) -> TimeLimit? {
        let day = ChinaTime.date(of: deadline.start)
        return limits.first { $0.id == deadline.rule && $0.isInForce(on: day) }
    }
}
