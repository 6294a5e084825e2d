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

    /// The row a stored deadline was computed from, or the newest one of that id.
    public func limit(of deadline: Deadline) -> TimeLimit? {
        limits.first { $0.id == deadline.rule && $0.version == deadline.version }
            ?? limits.last { $0.id == deadline.rule }
    }

    /// When a deadline is due by this calendar, with the time that pauses took added if it can stand still; `nil` if
    /// the row it was computed from is no longer in the file.
    func due(of deadline: Deadline, pauses: [Pause]) -> Instant? {
        limits.first { $0.id == deadline.rule && $0.version == deadline.version }?
            .due(after: deadline.start, pauses: deadline.pausable == true ? pauses : [], calendar: calendar)
    }
}
