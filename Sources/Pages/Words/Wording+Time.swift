import Matters

// Dates and spans for people. Nothing else in the program writes a date in words.
extension Wording {
    /// `11月22日 星期日 16:11`; with the year when it is not this year.
    func moment(_ instant: Instant) -> String {
        let date = ChinaTime.date(of: instant)
        return self(
            "timeMoment", ["date": day(date), "weekday": weekday(date), "clock": ChinaTime.clockText(instant)])
    }

    /// `11月25日（星期三）24:00`: the end of a day is 24:00 (民法典 art. 203), not the next morning.
    func due(_ instant: Instant) -> String {
        let date = ChinaTime.date(of: instant)
        let isEndOfDay = ChinaTime.endOfDay(date) == instant
        return self(
            "timeDue",
            [
                "date": day(date), "weekday": weekday(date),
                "clock": isEndOfDay ? "24:00" : ChinaTime.clockText(instant),
            ])
    }

    /// `2 天 3 小时`, the two largest units; under a minute it says so.
    func span(_ span: Instant.Span) -> String {
        let minutes = Int(max(0, span.milliseconds) / 60_000)
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        return switch (days, hours) {
        case (0, 0) where minutes == 0: self("spanInstant")
        case (0, 0): self("spanMinutes", ["minutes": String(minutes)])
        case (0, _): self("spanHours", ["hours": String(hours)])
        case (_, 0): self("spanDays", ["days": String(days)])
        default: self("spanDaysHours", ["days": String(days), "hours": String(hours)])
        }
    }

    /// What `<time datetime>` holds.
    func machine(_ instant: Instant) -> String { ChinaTime.rfc3339(instant) }

    func day(_ date: LocalDate) -> String {
        let key = date.year == ChinaTime.date(of: now).year ? "timeDate" : "timeDateYear"
        let month = name(date.month, in: "timeMonths")
        return self(key, ["year": String(date.year), "month": month, "day": String(date.day)])
    }

    private func weekday(_ date: LocalDate) -> String { name(date.weekday, in: "timeWeekdays") }

    /// The `number`-th, counted from 1, of the words in a phrase.
    private func name(_ number: Int, in key: String) -> String {
        let names = self(key).split(separator: " ")
        return names.indices.contains(number - 1) ? String(names[number - 1]) : String(number)
    }
}
