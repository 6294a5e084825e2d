import Testing

@testable import Matters

/// A limit changes while clocks run: each is counted for life by the row that was in force on its first day.
@Suite(.timeLimit(.minutes(1)))
struct ChangedLimitTests {
    /// 小纠纷 ten working days up to 30 June 2026, five from 1 July on, in one file.
    private static func rules(version: String = "2026-07", calendar: WorkCalendar = .notices) -> Rulebook {
        let others = Rulebook.districtLimits.filter { $0.id != "R04" }
        return Rulebook(
            limits: others + [
                row(10, from: "2022-05-01", until: "2026-06-30", version: version),
                row(5, from: "2026-07-01", until: nil, version: version),
            ], calendar: calendar)
    }

    private static func row(_ amount: Int, from: String, until: String?, version: String = "2026-07") -> TimeLimit {
        TimeLimit(
            "R04", starts: .accepted, stops: [.resolved], amount, .workingDays, from: from, until: until,
            version: version, isPausable: true)
    }

    private func accepted(at start: String, rules: Rulebook = rules()) throws -> Story {
        var story = try Story(at: start, rules: rules)
        try story.step(.accept, by: People.wang)
        try story.step(.visit, by: People.wang)
        try story.step(.admit, by: People.chief)
        return story
    }

    private func lastDay(_ story: Story) throws -> LocalDate {
        ChinaTime.date(of: try #require(story.clock("R04")).due)
    }

    /// Monday 29 June and Thursday 2 July 2026, both paused up to Friday 10 July: nine and six working days.
    @Test(arguments: [
        (begun: "2026-06-29 09:00", before: "2026-07-13", after: "2026-07-24"),
        (begun: "2026-07-02 09:00", before: "2026-07-09", after: "2026-07-17"),
    ])
    func aPauseIsAddedToTheAmountOfTheFirstDay(begun: String, before: String, after: String) throws {
        var story = try accepted(at: begun)
        #expect(try lastDay(story) == day(before))
        try story.step(.pause, by: People.chief) { $0.until = "2026-07-10" }
        try story.wait(until: "2026-07-13 09:00")
        #expect(try lastDay(story) == day(after))
    }

    @Test func anotherVersionOfTheFileChangesNoClockAndTakesNoPause() throws {
        let begun = try accepted(at: "2026-06-29 09:00", rules: Self.rules(version: "2026-05"))
        var story = Story(begun, rules: Self.rules(version: "2026-12"))
        try story.recount(Self.rules(version: "2026-12"))
        #expect(story.clock("R04") == begun.clock("R04"))
        try story.step(.pause, by: People.chief) { $0.until = "2026-07-10" }
        try story.wait(until: "2026-07-13 09:00")
        #expect(try lastDay(story) == day("2026-07-24") && story.clock("R04")?.version == "2026-05")
    }

    @Test func aCalendarThatComesAfterAnotherVersionMovesTheClock() throws {
        let unknown = WorkCalendar(daysOff: [:], makeUpDays: [], years: [])
        let begun = try accepted(at: "2026-09-28 09:00", rules: Self.rules(version: "2026-05", calendar: unknown))
        #expect(try lastDay(begun) == day("2026-10-05"))
        var story = begun
        try story.recount(Self.rules(version: "2026-12", calendar: .notices))
        // The holiday of 1 to 7 October, and Saturday the 10th is worked.
        #expect(try lastDay(story) == WorkCalendar.notices.workingDay(5, after: day("2026-09-28")))
        #expect(try lastDay(story) > day("2026-10-07"))
    }

    @Test func aCategoryStartsOneClockOfARuleWithTwoRows() throws {
        let rows = [
            TimeLimit("T17", starts: .accepted, stops: [.resolved], 30, .days, until: "2026-06-30", for: "D12"),
            TimeLimit("T17", starts: .accepted, stops: [.resolved], 20, .days, from: "2026-07-01", for: "D12"),
        ]
        let rules = Rulebook(
            limits: Rulebook.districtLimits.filter { $0.id != "T17" } + rows, calendar: .notices)
        var story = try Story(at: "2026-06-29 09:00", rules: rules)
        try story.step(.accept, by: People.wang)
        let begun = story.now
        try story.step(.assign, by: People.chief, to: .worker(People.cheng.id), after: .days(3))
        try story.step(.accept, by: People.cheng)
        try story.step(.classify, by: People.chief) { $0.category = "D12" }
        let clocks = story.matter.deadlines.filter { $0.rule == "T17" }
        #expect(clocks.map(\.start) == [begun], "one, from the first time")
        #expect(clocks.map { ChinaTime.date(of: $0.due) } == [day("2026-07-29")], "by the row of that day")
    }

    @Test func whatHasCountedStaysAsItWas() {
        func rewritten(_ rows: TimeLimit..., on today: String = "2026-07-15") -> [Int] {
            let old = Self.rules().limits.filter { $0.id == "R04" }
            return Rulebook(limits: rows, calendar: .notices)
                .rewritten(from: Rulebook(limits: old, calendar: .notices), on: day(today)).map(\.amount.count)
        }
        let closed = Self.row(10, from: "2022-05-01", until: "2026-06-30")
        let open = Self.row(5, from: "2026-07-01", until: nil)
        #expect(rewritten(closed, open) == [])
        #expect(rewritten(closed, Self.row(5, from: "2026-07-01", until: "2026-07-15")) == [], "closed today")
        #expect(rewritten(closed, Self.row(5, from: "2026-07-01", until: "2026-07-14")) == [5], "not as of yesterday")
        #expect(rewritten(closed) == [5], "taken out")
        #expect(rewritten(open) == [10], "taken out, though closed: clocks run by it")
        #expect(rewritten(closed, Self.row(4, from: "2026-07-01", until: nil)) == [5], "another amount")
        #expect(rewritten(Self.row(10, from: "2022-05-01", until: "2026-06-29"), open) == [10])
        #expect(rewritten(Self.row(9, from: "2026-07-01", until: nil), closed, on: "2026-06-30") == [], "of tomorrow")
    }
}
