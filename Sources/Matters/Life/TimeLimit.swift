/// 时限: a duty that must be done within a time, with the article that says so. A row of `Grids/rules/limits.yaml`.
public struct TimeLimit: Sendable, Hashable {
    /// How an amount of time is counted.
    public enum Unit: String, Sendable, Codable, CaseIterable {
        /// Run at once, also at night.
        case minutes, hours
        /// Minutes within the duty hours; outside them the duty ends when duty resumes.
        case dutyMinutes
        /// Calendar days (日): a last day off moves on (民法典 arts. 201, 203).
        case days
        /// Working days (工作日) of the `WorkCalendar`.
        case workingDays
    }

    /// A length in one unit.
    public struct Amount: Sendable, Hashable {
        public let count: Int
        public let unit: Unit

        /// `nil` unless `count` is 1 to 3,650.
        public init?(_ count: Int, _ unit: Unit) {
            guard (1...3650).contains(count) else { return nil }
            self.count = count
            self.unit = unit
        }
    }

    /// The part of the day in which somebody is on duty, in minutes of the day.
    public struct DutyHours: Sendable, Hashable {
        public let from: Int
        public let to: Int
        /// When a duty that falls outside the hours is due.
        public let resume: Int

        /// `nil` unless `0 ≤ from ≤ resume < to ≤ 1440`.
        public init?(from: Int, to: Int, resume: Int) {
            guard from >= 0, from <= resume, resume < to, to <= 1440 else { return nil }
            self.from = from
            self.to = to
            self.resume = resume
        }
    }

    /// `T05`, `R01`, …
    public let id: String
    /// Version of the rule file this row came from; stored with every deadline.
    public let version: String
    /// First day in force.
    public let from: LocalDate
    /// Last day in force; `nil` while it is.
    public let until: LocalDate?
    public let what: Bilingual
    /// The sentence a resident reads, with `{date}`; `nil` for a clock that only staff see.
    public let promise: Bilingual?
    /// The word in the file for what starts it. Words this release never fires (`transferred`) stay plain data.
    public let starts: String
    public let stops: Set<EventKind>
    public let amount: Amount
    public let duty: DutyHours?
    /// The article it rests on.
    public let basis: Bilingual
    /// The service's own promise, not a statute.
    public let isLocal: Bool

    public init(
        id: String, version: String, from: LocalDate, until: LocalDate?, what: Bilingual, promise: Bilingual?,
        starts: String, stops: Set<EventKind>, amount: Amount, duty: DutyHours?, basis: Bilingual, isLocal: Bool
    ) {
        self.id = id
        self.version = version
        self.from = from
        self.until = until
        self.what = what
        self.promise = promise
        self.starts = starts
        self.stops = stops
        self.amount = amount
        self.duty = duty
        self.basis = basis
        self.isLocal = isLocal
    }

    public func isInForce(on date: LocalDate) -> Bool {
        from <= date && (until.map { date <= $0 } ?? true)
    }

    /// When a duty that began at `start` is due.
    public func due(after start: Instant, calendar: WorkCalendar) -> Instant {
        let day = ChinaTime.date(of: start)
        switch amount.unit {
        case .minutes: return start + .minutes(amount.count)
        case .hours: return start + .hours(amount.count)
        case .dutyMinutes: return dutyDue(after: start, on: day)
        case .days: return ChinaTime.endOfDay(calendar.calendarDay(amount.count, after: day))
        case .workingDays: return ChinaTime.endOfDay(calendar.workingDay(amount.count, after: day))
        }
    }

    /// Within duty hours: the minutes run; if they reach past the end of duty, or start outside it, due when duty
    /// resumes.
    private func dutyDue(after start: Instant, on day: LocalDate) -> Instant {
        guard let duty else { return start + .minutes(amount.count) }
        let due = start + .minutes(amount.count)
        if start < ChinaTime.instant(day, minute: duty.from) {
            return ChinaTime.instant(day, minute: duty.resume)
        }
        if due <= ChinaTime.instant(day, minute: duty.to) { return due }
        return ChinaTime.instant(day.adding(days: 1), minute: duty.resume)
    }
}
