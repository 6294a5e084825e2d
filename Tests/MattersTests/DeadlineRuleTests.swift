import Matters
import Testing

/// No step moves a clock's start, and a finish that was none does not count.
@Suite(.timeLimit(.minutes(1)))
struct DeadlineRuleTests {
    private func running(_ matter: Matter) -> [String] { matter.deadlines.filter(\.isRunning).map(\.rule).sorted() }

    @Test func aReportStartsItsClocksWhenItIsFiled() throws {
        let matter = try Story().matter
        #expect(running(matter) == ["R01", "R02", "R03", "T02", "T13"])
        #expect(matter.deadlines.allSatisfy { $0.start == at("2026-02-12 10:00") })
        #expect(matter.nextDeadline?.rule == "R01" && matter.nextDeadline?.due == at("2026-02-12 10:30"))
        let notice = try #require(matter.deadlines.first { $0.rule == "T02" })
        #expect(ChinaTime.date(of: notice.due) == day("2026-02-27"))
    }

    @Test func admittingStartsTheClockOfTheAnswerOnce() throws {
        var story = try Story()
        try story.step(.accept, by: People.wang)
        #expect(running(story.matter) == ["R02", "R03", "R04", "T02", "T13"], "a worker's accepting is not 受理")
        try story.step(.admit, by: People.chief)
        let first = try #require(story.matter.deadlines.first { $0.rule == "T05" })
        #expect(running(story.matter) == ["R02", "R04", "T05", "T13"])
        try story.step(.assign, by: People.chief, to: .worker(People.cheng.id), after: .days(20))
        try story.step(.accept, by: People.cheng)
        #expect(story.matter.deadlines.filter { $0.rule == "T05" } == [first])
        #expect(!story.matter.allowed(for: People.chief).contains(.admit), "once")
    }

    @Test func takingOverCountsAsAccepting() throws {
        var story = try Story(.aboutWorkers)
        try story.step(.takeOver, by: People.chief)
        #expect(running(story.matter) == ["R02", "R03", "R04", "T02", "T13"])
    }

    @Test func aContestedFinishRunsOnFromItsFirstDay() throws {
        var story = try Story()
        try story.step(.accept, by: People.wang)
        try story.step(.visit, by: People.wang)
        try story.step(.admit, by: People.chief)
        let due = try #require(story.matter.deadlines.first { $0.rule == "T05" })
        try story.step(.resolve, by: People.wang, after: .days(3))
        #expect(running(story.matter) == ["R05", "T07"])
        try story.step(.contest, by: nil, after: .days(5))
        #expect(running(story.matter) == ["R04", "T05", "T13"])
        let again = try #require(story.matter.deadlines.first { $0.rule == "T05" })
        #expect(again == due)
        try story.step(.accept, by: People.chief)
        try story.step(.resolve, by: People.chief, after: .days(1))
        try story.step(.confirm, by: nil)
        #expect(running(story.matter) == ["R14", "T07"], "only what begins with the end runs on in a closed matter")
    }

    @Test func aDutyThatWasDoneStaysDoneWhenTheFinishIsContested() throws {
        let contact = TimeLimit("R02", starts: .filed, stops: [.visited, .resolved], 24, .hours)
        let rules = Rulebook(limits: [contact], calendar: .notices)
        let bench = Matter.Bench(rules: rules) { _ in nil }
        let start = at("2026-11-23 09:00")
        var matter = try Matter(
            Matter.open(
                try Report(.leak), cell: People.cell, number: MatterNumber(year: 2026, serial: 1),
                decision: .toWorker, at: start, rules: rules))
        for (minutes, kind) in [(1, CommandKind.accept), (2, .visit), (3, .resolve)] {
            let command = try Command(kind, version: matter.version, note: "看过", evidence: "照片")
            for event in try matter.handle(command, by: People.wang, at: start + .minutes(minutes), on: bench) {
                try matter.apply(event)
            }
        }
        let contest = try Command(.contest, version: matter.version, reason: "还在漏")
        for event in try matter.handleResident(contest, at: start + .days(2), on: bench) { try matter.apply(event) }
        #expect(matter.deadlines.map(\.stopped) == [start + .minutes(2)])
    }
}
