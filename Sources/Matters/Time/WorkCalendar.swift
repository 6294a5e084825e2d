/// Which days are worked in China: Monday to Friday, less the days off (节假日), plus the make-up days (调休).
///
/// A year whose notice is missing counts Monday to Friday; `knows(_:)` says so, and whoever shows a deadline must warn.
public struct WorkCalendar: Sendable, Equatable {
    /// Day off → name of the holiday (`国庆`).
    public let daysOff: [LocalDate: String]
    public let makeUpDays: Set<LocalDate>
    public let years: Set<Int>
    /// Whether a limit in calendar days that ends on a plain Saturday or Sunday rolls over too (民法典 203 says "法定休假日";
    /// the usual reading includes weekends).
    public let rollsOverWeekends: Bool

    /// Longest run of days off that is believed; a longer one means a broken file.
    public static let longestBreakDays = 31

    public init(
        daysOff: [LocalDate: String], makeUpDays: Set<LocalDate>, years: Set<Int>, rollsOverWeekends: Bool = true
    ) {
        self.daysOff = daysOff
        self.makeUpDays = makeUpDays
        self.years = years
        self.rollsOverWeekends = rollsOverWeekends
    }

    public func knows(_ year: Int) -> Bool { years.contains(year) }

    public func isWorkingDay(_ date: LocalDate) -> Bool {
        if makeUpDays.contains(date) { return true }
        return daysOff[date] == nil && !date.isWeekend
    }

    /// The `count`-th working day after `start`; the first day is not counted (民法典 art. 201).
    public func workingDay(_ count: Int, after start: LocalDate) -> LocalDate {
        var date = start
        var left = count
        while left > 0 {
            date = date.adding(days: 1)
            if isWorkingDay(date) { left -= 1 }
        }
        return date
    }

    /// How many working days lie after one day and up to another.
    public func workingDays(after start: LocalDate, through end: LocalDate) -> Int {
        guard start < end else { return 0 }
        return ((start.dayNumber + 1)...end.dayNumber).count { isWorkingDay(LocalDate(dayNumber: $0)) }
    }

    /// `count` calendar days after `start`; a last day off moves to the next day that is not (民法典 arts. 201, 203).
    public func calendarDay(_ count: Int, after start: LocalDate) -> LocalDate {
        var date = start.adding(days: count)
        for _ in 0..<Self.longestBreakDays where isOff(date) { date = date.adding(days: 1) }
        return date
    }

    /// Holidays that lie between two days, in order, each once: the reason a promise is later than it looks.
    public func holidays(after start: LocalDate, through end: LocalDate) -> [String] {
        guard start < end else { return [] }
        var names: [String] = []
        for number in (start.dayNumber + 1)...end.dayNumber {
            if let name = daysOff[LocalDate(dayNumber: number)], names.last != name { names.append(name) }
        }
        return names
    }

    private func isOff(_ date: LocalDate) -> Bool {
        rollsOverWeekends ? !isWorkingDay(date) : daysOff[date] != nil
    }
}
