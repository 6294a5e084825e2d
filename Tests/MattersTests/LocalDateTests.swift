import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LocalDateTests {
    @Test func everyDayFrom1900To2200IsFollowedByTheRightOneAndReadsBack() throws {
        var expected = (year: 1900, month: 1, day: 1)
        var weekday = 1  // 1900-01-01 was a Monday.
        for number in day("1900-01-01").dayNumber...day("2200-12-31").dayNumber {
            let date = LocalDate(dayNumber: number)
            let same = date.year == expected.year && date.month == expected.month && date.day == expected.day
            try #require(same, "day \(number) is \(date), not \(expected)")
            try #require(date.dayNumber == number && LocalDate(date.description) == date && date.weekday == weekday)
            expected = Self.following(expected)
            weekday = weekday % 7 + 1
        }
        #expect(expected == (2201, 1, 1))
    }

    private static func following(_ date: (year: Int, month: Int, day: Int)) -> (year: Int, month: Int, day: Int) {
        let isLeap = date.year % 400 == 0 || (date.year % 4 == 0 && date.year % 100 != 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.day < lengths[date.month - 1] { return (date.year, date.month, date.day + 1) }
        return date.month < 12 ? (date.year, date.month + 1, 1) : (date.year + 1, 1, 1)
    }

    @Test func theFirstOfJanuary1970IsDayZero() {
        #expect(day("1970-01-01").dayNumber == 0)
        #expect(day("2026-11-22").dayNumber == 20_779)
        #expect(day("2026-11-22").weekday == 7 && day("2026-11-22").isWeekend)
    }

    @Test(arguments: [
        "2026-02-29", "2100-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00", "0000-01-01", "2026-1-1",
        "2026/01/01", "20260101", "2026-01-01 ", "2026年1月1日", "２０２６-01-01", "-026-01-01", "",
    ])
    func aDayThatDoesNotExistOrIsWrittenOtherwiseIsRefused(text: String) {
        #expect(LocalDate(text) == nil)
    }

    @Test func leapDaysExist() {
        #expect(LocalDate(year: 2024, month: 2, day: 29) != nil)
        #expect(LocalDate(year: 2000, month: 2, day: 29) != nil)
        #expect(LocalDate(year: 1900, month: 2, day: 29) == nil)
    }

    @Test func datesSortAsTime() {
        #expect(day("2025-12-31") < day("2026-01-01"))
        #expect(day("2026-01-31") < day("2026-02-01"))
    }
}
