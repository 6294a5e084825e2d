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

    /// What a limit is told about the matter it may be for.
    public struct Subject: Sendable, Hashable {
        public let category: CategoryCode?
        public let cell: CellCode
        /// Decides by lot which matters are sampled. Nobody who handles the matter knows it.
        public let draft: DraftID

        public init(category: CategoryCode?, cell: CellCode, draft: DraftID) {
            self.category = category
            self.cell = cell
            self.draft = draft
        }
    }

    /// Which matters a limit is for.
    public struct Scope: Sendable, Hashable {
        /// These categories and all below them; empty means every one, and those without.
        public let categories: Set<CategoryCode>
        /// Beginnings of division codes (`51`, `5120`, `512002`); empty means everywhere.
        public let divisions: Set<String>
        /// How many in a hundred, drawn by lot (抽样).
        public let percent: Int

        public init(categories: Set<CategoryCode> = [], divisions: Set<String> = [], percent: Int = 100) {
            self.categories = categories
            self.divisions = divisions
            self.percent = percent
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
    /// What starts it; `nil` for one that runs at another body, told when a matter is handed over.
    public let starts: EventKind?
    public let stops: Set<EventKind>
    /// Which matters it is for.
    public let scope: Scope
    /// What the system does when it is due.
    public let then: DueAction
    /// Stands still while a matter is paused. A statutory limit does not, unless the statute says so.
    public let isPausable: Bool
    /// Starts anew each time, once the one before has stopped: a duty that can come up again.
    public let repeats: Bool
    public let amount: Amount
    public let duty: DutyHours?
    /// The article it rests on.
    public let basis: Bilingual
    /// The service's own promise, not a statute.
    public let isLocal: Bool

    public init(
        id: String, version: String, from: LocalDate, until: LocalDate?, what: Bilingual, promise: Bilingual?,
        starts: EventKind?, stops: Set<EventKind>, amount: Amount, duty: DutyHours?, basis: Bilingual, isLocal: Bool,
        scope: Scope = Scope(), then: DueAction = .climb, isPausable: Bool = false, repeats: Bool = false
    ) {
        self.id = id
        self.version = version
        self.from = from
        self.until = until
        self.what = what
        self.promise = promise
        self.starts = starts
        self.stops = stops
        self.scope = scope
        self.then = then
        self.isPausable = isPausable
        self.repeats = repeats
        self.amount = amount
        self.duty = duty
        self.basis = basis
        self.isLocal = isLocal
    }

    public func isInForce(on date: LocalDate) -> Bool {
        from <= date && (until.map { date <= $0 } ?? true)
    }

    func counts(like other: Self) -> Bool {
        amount == other.amount && duty == other.duty && isPausable == other.isPausable
    }

    public func applies(to subject: Subject) -> Bool {
        let isHere = scope.divisions.isEmpty || scope.divisions.contains { subject.cell.text.hasPrefix($0) }
        let isInCategory =
            scope.categories.isEmpty
            || subject.category.map { scope.categories.contains($0) || scope.categories.contains($0.top) } == true
        return isHere && isInCategory && (scope.percent >= 100 || lot(of: subject.draft) < scope.percent)
    }

    /// 0 to 99, the same for the same draft and rule: FNV-1a over both.
    private func lot(of draft: DraftID) -> Int {
        let hash = (id + " " + draft.text).utf8.reduce(UInt64(14_695_981_039_346_656_037)) { hash, byte in
            (hash ^ UInt64(byte)) &* 1_099_511_628_211
        }
        return Int(hash % 100)
    }

    /// When a duty that began at `start` is due, with the time that pauses took added: whole days for limits in days,
    /// what lies on working days for limits in working days, the very time for the rest. A pause heals nothing: one
    /// that begins when the duty is late already does not count.
    func due(after start: Instant, pauses: [Pause], calendar: WorkCalendar) -> Instant {
        var counted: [Pause] = []
        for pause in pauses where pause.until > start {
            guard pause.from <= due(after: start, adding: counted, calendar: calendar) else { break }
            counted.append(pause)
        }
        return due(after: start, adding: counted, calendar: calendar)
    }

    private func due(after start: Instant, adding pauses: [Pause], calendar: WorkCalendar) -> Instant {
        let day = ChinaTime.date(of: start)
        switch amount.unit {
        case .minutes, .hours, .dutyMinutes:
            return pauses.reduce(due(after: start, calendar: calendar)) { $0 + ($1.until - max($1.from, start)) }
        case .days:
            let paused = pauses.reduce(0) { $0 + $1.days(since: start) }
            return ChinaTime.endOfDay(calendar.calendarDay(amount.count + paused, after: day))
        case .workingDays:
            let paused = pauses.reduce(0) { sum, pause in
                let first = ChinaTime.date(of: max(pause.from, start))
                return sum + calendar.workingDays(after: first, through: ChinaTime.date(of: pause.until))
            }
            return ChinaTime.endOfDay(calendar.workingDay(amount.count + paused, after: day))
        }
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
