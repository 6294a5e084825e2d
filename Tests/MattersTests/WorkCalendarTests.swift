import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WorkCalendarTests {
    private let calendar = WorkCalendar.notices

    @Test(arguments: [
        ("2024-02-08", 5, "2024-02-21"), ("2024-04-30", 5, "2024-05-10"), ("2024-09-13", 5, "2024-09-23"),
        ("2025-01-24", 5, "2025-02-07"), ("2025-09-26", 5, "2025-10-10"), ("2025-12-31", 5, "2026-01-08"),
        ("2026-02-12", 5, "2026-02-26"), ("2026-02-12", 10, "2026-03-04"), ("2026-02-13", 5, "2026-02-27"),
        ("2026-04-30", 3, "2026-05-08"), ("2026-09-24", 5, "2026-10-09"), ("2026-09-30", 5, "2026-10-13"),
    ])
    func workingDaysLeaveOutTheFirstDayAndEveryDayOff(start: String, count: Int, last: String) {
        #expect(calendar.workingDay(count, after: day(start)) == day(last))
    }

    @Test func theYearHasAsManyWorkingDaysAsTheNoticeSays() {
        for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
            let first = day("\(year)-01-01")
            let worked = (0..<366).map(first.adding).filter { $0.year == year && calendar.isWorkingDay($0) }
            #expect(worked.count == expected, "\(year)")
        }
    }

    @Test func aMakeUpSaturdayIsAWorkingDay() {
        #expect(day("2026-02-14").weekday == 6)
        #expect(calendar.isWorkingDay(day("2026-02-14")))
        #expect(calendar.workingDay(2, after: day("2026-02-12")) == day("2026-02-14"))
        // A limit in calendar days that ends on it does not roll over either.
        #expect(calendar.calendarDay(2, after: day("2026-02-12")) == day("2026-02-14"))
    }

    @Test func aCalendarLimitThatEndsInTheSpringFestivalRollsToTheFirstWorkingDay() {
        #expect(calendar.calendarDay(15, after: day("2026-02-02")) == day("2026-02-24"))
    }

    @Test func aCalendarLimitThatEndsOnASaturdayRollsOnlyIfWeekendsCount() {
        #expect(calendar.calendarDay(60, after: day("2026-01-20")) == day("2026-03-23"))
        #expect(calendar.weekendsCount.calendarDay(60, after: day("2026-01-20")) == day("2026-03-21"))
        // A holiday rolls either way.
        #expect(calendar.weekendsCount.calendarDay(15, after: day("2026-02-02")) == day("2026-02-24"))
    }

    @Test func aYearWithoutItsNoticeCountsMondayToFridayAndSaysSo() {
        #expect(calendar.knows(2026) && !calendar.knows(2027))
        #expect(calendar.isWorkingDay(day("2027-01-01")), "a Friday; nobody has said yet that it is off")
        #expect(!calendar.isWorkingDay(day("2027-01-02")))
        #expect(calendar.workingDay(5, after: day("2026-12-30")) == day("2027-01-06"))
    }

    @Test func theReasonWhyADateIsLateIsNamedOnce() {
        #expect(calendar.holidays(after: day("2026-09-20"), through: day("2026-10-12")) == ["中秋", "国庆"])
        #expect(calendar.holidays(after: day("2026-10-07"), through: day("2026-10-07")) == [])
        #expect(calendar.holidays(after: day("2026-10-08"), through: day("2026-10-07")) == [])
    }

    @Test func aBrokenFileThatGivesAWholeYearOffStillEnds() {
        let idle = WorkCalendar(off: [("停工", "2026-01-01", 365)], work: [], years: [2026])
        let last = idle.calendarDay(1, after: day("2026-03-01"))
        #expect(last == day("2026-03-02").adding(days: WorkCalendar.longestBreakDays))
    }
}
