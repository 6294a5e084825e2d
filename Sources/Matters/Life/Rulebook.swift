/// The rules of time: every limit in force and the calendar they are counted by.
public struct Rulebook: Sendable {
    public let limits: [TimeLimit]
    public let calendar: WorkCalendar

    public init(limits: [TimeLimit], calendar: WorkCalendar) {
        self.limits = limits
        self.calendar = calendar
    }

    /// The deadlines that an event starts, each with its computed due time.
    public func deadlines(startedBy kind: EventKind, at start: Instant) -> [Deadline] {
        let day = ChinaTime.date(of: start)
        return limits.filter { $0.starts == kind.rawValue && $0.isInForce(on: day) }.map { limit in
            let due = limit.due(after: start, calendar: calendar)
            return Deadline(
                rule: limit.id, version: limit.version, stops: limit.stops.sorted { $0.rawValue < $1.rawValue },
                start: start, due: due)
        }
    }

    /// The row a stored deadline was computed from, or the newest one of that id.
    public func limit(of deadline: Deadline) -> TimeLimit? {
        limits.first { $0.id == deadline.rule && $0.version == deadline.version }
            ?? limits.last { $0.id == deadline.rule }
    }
}

/// One running or stopped clock of a matter: the rule, its version, what started it, and when it is due.
public struct Deadline: Sendable, Hashable, Codable {
    public let rule: String
    public let version: String
    /// The events that stop it, kept here so that a trail can be replayed without the rule file of its day.
    public let stops: [EventKind]
    public let start: Instant
    public let due: Instant
    /// When the duty was done; `nil` while it runs.
    public internal(set) var stopped: Instant?

    public init(
        rule: String, version: String, stops: [EventKind], start: Instant, due: Instant, stopped: Instant? = nil
    ) {
        self.rule = rule
        self.version = version
        self.stops = stops
        self.start = start
        self.due = due
        self.stopped = stopped
    }

    public var isRunning: Bool { stopped == nil }
    /// How late it is, or was when it stopped; `nil` if it was kept or still can be.
    public func lateness(at now: Instant) -> Instant.Span? {
        let end = stopped ?? now
        return end > due ? end - due : nil
    }
}
