import Matters

/// `calendar/2026.csv` and so on: days off and make-up working days, as the State Council's notice of the year names
/// them.
///
/// A notice titled for one year may name days of the December before it, so every file is read into one calendar.
enum CalendarFile {
    static let form = TableForm(columns: ["date", "kind", "name"])
    /// A limit of 60 days, filed today, may end this far ahead.
    private static let horizonDays = 92

    private enum Kind: String, CaseIterable { case off, work }

    static func read(_ source: Source, on day: LocalDate) -> WorkCalendar {
        var daysOff: [LocalDate: String] = [:]
        var makeUpDays: Set<LocalDate> = []
        var years: Set<Int> = []
        for path in source.paths(under: "calendar/", ending: ".csv") {
            for row in source.rows(path, form) {
                let date = row.date("date")
                let kind = row.word("kind", Kind.self)
                let name = row.text("name")
                guard let date, let kind, let name else { continue }
                if daysOff[date] != nil || makeUpDays.contains(date) {
                    row.report("date", .duplicate, "\(date) 重复了", "\(date) is there twice")
                }
                if kind == .work, !date.isWeekend {
                    row.report(
                        "date", .calendarDay, "\(date) 不是周末，不能是调休上班日",
                        "\(date) is no weekend, so no make-up day")
                }
                if let year = titleYear(of: path) {
                    years.insert(year)
                    if date.year != year, !(date.year == year - 1 && date.month == 12) {
                        row.report("date", .calendarDay, "\(date) 不属于 \(year) 年", "\(date) is not of \(year)")
                    }
                } else {
                    years.insert(date.year)
                }
                switch kind {
                case .off: daysOff[date] = name
                case .work: makeUpDays.insert(date)
                }
            }
        }
        for year in day.year...day.adding(days: horizonDays).year where !years.contains(year) {
            source.findings.report(
                Origin(file: "calendar/\(year).csv"), nil, .missingYear, "缺少 \(year) 年的放假安排，暂按周一至周五算工作日",
                "the holidays of \(year) are missing; Monday to Friday count as working days meanwhile")
        }
        return WorkCalendar(daysOff: daysOff, makeUpDays: makeUpDays, years: years)
    }

    private static func titleYear(of path: String) -> Int? {
        path.split(separator: "/").last.flatMap { Int($0.dropLast(".csv".count)) }
    }
}
