/// 分级限时催办: whom lateness is told to, step by step. One table, as the transitions are.
///
/// Each step of each clock is told once. Nothing is told by night but what cannot wait (`rouses`).
public enum Ladder {
    /// 级别: who is told.
    public enum Level: Int, Sendable, Codable, Comparable, CaseIterable {
        case worker = 1
        case station = 2
        /// 包案领导: a leader of the township, who owns the matter from then on.
        case leader = 3
        case county = 4

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// One rung: when, and at least whom.
    struct Step: Sendable {
        let level: Level
        /// After the clock is due; `nil` for the one that comes when a quarter of the time is left.
        let after: Instant.Span?
    }

    static let steps: [Step] = [
        Step(level: .worker, after: nil), Step(level: .station, after: .seconds(0)),
        Step(level: .leader, after: .days(1)), Step(level: .county, after: .days(3)),
    ]

    /// Night, in minutes of the day: what falls into it is told when it ends (22:00–07:00).
    static let night = (from: 22 * 60, until: 7 * 60)

    /// When step `number` (from 0) of a clock is told; `nil` after the last.
    static func moment(_ number: Int, of deadline: Deadline) -> Instant? {
        guard steps.indices.contains(number) else { return nil }
        let whole = deadline.due - deadline.start
        let exact =
            steps[number].after.map { deadline.due + $0 }
            ?? deadline.start + Instant.Span(milliseconds: whole.milliseconds * 3 / 4)
        return awake(exact)
    }

    /// The same moment, or the end of the night it falls into.
    static func awake(_ moment: Instant) -> Instant {
        let day = ChinaTime.date(of: moment)
        let minute = Int(ChinaTime.millisecondsOfDay(moment) / 60_000)
        if minute < night.until { return ChinaTime.instant(day, minute: night.until) }
        if minute >= night.from { return ChinaTime.instant(day.adding(days: 1), minute: night.until) }
        return moment
    }

    /// How often somebody is roused for an urgent matter that nobody answers.
    static let rousingEvery = Instant.Span.minutes(5)
    /// After an hour of that, hourly.
    static let rousingsInTheFirstHour = 12

    /// When rousing `number` (from 0) of an urgent clock happens; there is no last one.
    static func rousing(_ number: Int, of deadline: Deadline) -> Instant {
        let quick = min(number, rousingsInTheFirstHour)
        let hours = max(0, number - rousingsInTheFirstHour)
        return deadline.due + Instant.Span(milliseconds: rousingEvery.milliseconds * Int64(quick)) + .hours(hours)
    }

    /// The first is for the duty officer's station, then higher each time.
    static func rousedLevel(_ number: Int) -> Level { number == 0 ? .station : number == 1 ? .leader : .county }
}

/// 提醒: what one escalation told, and to whom.
public struct Alarm: Sendable, Hashable, Codable {
    public let level: Ladder.Level
    public let clocks: [Clock]

    public init(level: Ladder.Level, clocks: [Clock]) {
        self.level = level
        self.clocks = clocks
    }

    /// A clock and the step it has reached (from 1).
    public struct Clock: Sendable, Hashable, Codable {
        public let rule: String
        public let start: Instant
        public let step: Int

        public init(rule: String, start: Instant, step: Int) {
            self.rule = rule
            self.start = start
            self.step = step
        }
    }
}
