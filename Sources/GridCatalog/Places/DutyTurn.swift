public import Matters

/// 值班: one turn of duty at a station, every week or on one day.
public struct DutyTurn: Sendable, Hashable {
    public enum Day: Sendable, Hashable {
        /// 1 is Monday, 7 is Sunday.
        case weekday(Int)
        /// Takes the place of the week's turns of that day.
        case date(LocalDate)
    }

    public let station: StationID
    public let day: Day
    /// A turn over midnight belongs to the day on which it begins.
    public let hours: ClockHours
    public let person: StaffID
    public let origin: Origin
}

/// `duty.csv`
enum DutyFile {
    static let form = TableForm(columns: ["station", "day", "from", "to", "login"])
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    static func read(_ source: Source, staff: [StaffID: Staff], stations: [Station]) -> [DutyTurn] {
        guard source.has("duty.csv") else { return [] }
        let known = Set(stations.map(\.id))
        return source.rows("duty.csv", form).compactMap { row in
            let station = row.checked("station", StationID.self)
            let day = day(of: row)
            let hours = hours(of: row)
            let person = row.staff("login", staff)
            guard let station, let day, let hours, let person else { return nil }
            if !known.contains(station) {
                row.report("station", .unknownReference, "没有站点 \(station)", "there is no station \(station)")
            } else if staff[person]?.station != station || staff[person]?.role == .gridWorker {
                row.report(
                    "login", .malformed, "\(person) 不是站点 \(station) 的人，不能在那里值班",
                    "\(person) is not of the staff of \(station) and cannot be on duty there")
            }
            return DutyTurn(station: station, day: day, hours: hours, person: person, origin: row.origin)
        }
    }

    private static func day(of row: Row) -> DutyTurn.Day? {
        guard let text = row.text("day") else { return nil }
        if let index = weekdays.firstIndex(of: text) { return .weekday(index + 1) }
        if let date = LocalDate(text) { return .date(date) }
        row.report(
            "day", .malformed, "“\(text)”不对，写 mon tue wed thu fri sat sun 或 2026-10-01 这样的日期",
            "“\(text)” is not right; write mon … sun or a date like 2026-10-01")
        return nil
    }

    private static func hours(of row: Row) -> ClockHours? {
        guard let from = row.text("from"), let to = row.text("to") else { return nil }
        if let from = ClockHours.minute(from), let to = ClockHours.minute(to),
            let hours = ClockHours(from: from, to: to)
        {
            return hours
        }
        row.report(
            "from", .malformed, "“\(from)”到“\(to)”不是时段，请写成 18:00 和 08:00 的样子",
            "“\(from)” to “\(to)” is no time of day; write times like 18:00 and 08:00")
        return nil
    }
}
