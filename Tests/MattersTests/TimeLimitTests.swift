import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TimeLimitTests {
    private func due(_ limit: TimeLimit, after start: String) -> String {
        ChinaTime.rfc3339(limit.due(after: at(start), calendar: .notices))
    }

    @Test(arguments: [
        ("2026-11-23 12:00", "2026-11-23T12:30:00+08:00"),
        ("2026-11-23 07:10", "2026-11-23T07:40:00+08:00"),
        ("2026-11-23 21:30", "2026-11-23T22:00:00+08:00"),
        // Past the end of duty: the next morning.
        ("2026-11-23 21:50", "2026-11-24T08:00:00+08:00"),
        ("2026-11-23 23:00", "2026-11-24T08:00:00+08:00"),
        // Before duty: the same morning.
        ("2026-11-24 00:05", "2026-11-24T08:00:00+08:00"),
        ("2026-11-23 06:10", "2026-11-23T08:00:00+08:00"),
        ("2026-12-31 22:30", "2027-01-01T08:00:00+08:00"),
    ])
    func halfAnHourOfDutyWaitsForTheMorning(start: String, expected: String) {
        #expect(due(.seen, after: start) == expected)
    }

    @Test func aDutyNeverEndsEarlierThanItBegan() {
        for minute in stride(from: 0, to: 1440, by: 1) {
            let start = ChinaTime.instant(day("2026-11-23"), minute: minute)
            let due = TimeLimit.seen.due(after: start, calendar: .notices)
            #expect(due >= start + .minutes(30) || ChinaTime.clockText(due) == "08:00", "minute \(minute)")
            #expect(due > start, "minute \(minute)")
        }
    }

    @Test func hoursRunThroughTheNightAndTheHoliday() {
        let contact = TimeLimit("R02", starts: .filed, stops: [.visited], 24, .hours)
        #expect(due(contact, after: "2026-02-16 20:15") == "2026-02-17T20:15:00+08:00")
    }

    @Test func daysEndAtTheEndOfTheLastDay() {
        let notice = TimeLimit("T02", starts: .filed, stops: [.accepted], 15, .days)
        #expect(due(notice, after: "2026-02-02 00:00") == "2026-02-24T23:59:59+08:00")
        #expect(due(notice, after: "2026-02-02 23:59") == "2026-02-24T23:59:59+08:00")
        let decision = TimeLimit("R03", starts: .filed, stops: [.accepted], 3, .workingDays)
        #expect(due(decision, after: "2026-04-30 09:00") == "2026-05-08T23:59:59+08:00")
    }

    @Test func aRuleHoldsOnItsFirstAndLastDayAndNotBeyond() {
        let old = TimeLimit("T05", starts: .accepted, stops: [.resolved], 60, .days, until: "2026-06-30", version: "a")
        let new = TimeLimit("T05", starts: .accepted, stops: [.resolved], 45, .days, from: "2026-07-01", version: "b")
        let rules = Rulebook(limits: [old, new], calendar: .notices)
        func versions(_ day: String) -> [String] {
            rules.deadlines(startedBy: .accepted, at: at("\(day) 10:00"), for: .leak).map(\.version)
        }
        #expect(versions("2022-04-30") == [])
        #expect(versions("2022-05-01") == ["a"] && versions("2026-06-30") == ["a"])
        #expect(versions("2026-07-01") == ["b"])
        #expect(rules.deadlines(startedBy: .noted, at: at("2026-07-01 10:00"), for: .leak) == [])
    }

    @Test func latenessStopsGrowingOnceTheDutyIsDone() {
        let start = at("2026-11-23 08:00")
        let kept = Deadline(rule: "R02", version: "1", stops: [], start: start, due: start + .hours(24))
        #expect(kept.lateness(at: start + .hours(24)) == nil)
        #expect(kept.lateness(at: start + .hours(25)) == .hours(1))
        let late = Deadline(
            rule: "R02", version: "1", stops: [], start: start, due: start + .hours(24), stopped: start + .hours(30))
        #expect(late.lateness(at: start + .days(9)) == .hours(6))
    }

    @Test func impossibleAmountsAndHoursAreRefused() {
        #expect(TimeLimit.Amount(0, .days) == nil && TimeLimit.Amount(3651, .days) == nil)
        #expect(TimeLimit.DutyHours(from: 420, to: 1320, resume: 360) == nil)
        #expect(TimeLimit.DutyHours(from: 420, to: 480, resume: 480) == nil)
        #expect(TimeLimit.DutyHours(from: 420, to: 1441, resume: 480) == nil)
    }
}
