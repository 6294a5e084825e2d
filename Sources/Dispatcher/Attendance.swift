import GridCatalog
import Matters

/// Who is there at a moment: absences, those who stand in, and turns of duty.
struct Attendance: Sendable {
    private let roster: Roster
    private let absences: [StaffID: [Absence]]
    private let turns: [StationID: [DutyTurn]]

    init(_ catalog: Catalog, _ roster: Roster) {
        self.roster = roster
        absences = Dictionary(grouping: catalog.absences, by: \.person)
        turns = Dictionary(grouping: catalog.duty, by: \.station)
    }

    func isAway(_ person: StaffID, on day: LocalDate) -> Bool { absence(of: person, on: day) != nil }

    private func absence(of person: StaffID, on day: LocalDate) -> Absence? {
        absences[person]?.first { $0.dates.contains(day) }
    }

    /// Who stands in for somebody who is away; `nil` if nobody does, or whoever should is away too. One step only, so
    /// that a ring of substitutes ends.
    func substitute(of person: StaffID, on day: LocalDate) -> Staff? {
        guard let id = absence(of: person, on: day)?.substitute, !isAway(id, on: day) else { return nil }
        return roster.staff(id)
    }

    /// Of these people, those who are there, with whoever stands in for the others at the same station.
    func present(_ people: [Staff], on day: LocalDate) -> [Staff] {
        people.compactMap { isAway($0.id, on: day) ? substitute(of: $0.id, on: day) : $0 }
    }

    /// Who has the turn at a station, in the order of the file.
    func onDuty(at station: StationID, _ now: Instant) -> [Staff] {
        let today = ChinaTime.date(of: now)
        let minute = Int(ChinaTime.millisecondsOfDay(now) / 60_000)
        let begun = self.turns(of: station, on: today).filter { turn in
            turn.hours.contains(minute: minute) && (!turn.hours.crossesMidnight || minute >= turn.hours.from)
        }
        let ending = self.turns(of: station, on: today.adding(days: -1)).filter { turn in
            turn.hours.crossesMidnight && minute < turn.hours.to
        }
        return present((ending + begun).compactMap { roster.staff($0.person) }, on: today)
    }

    /// The turns of a date take the place of the week's.
    private func turns(of station: StationID, on day: LocalDate) -> [DutyTurn] {
        let all = turns[station] ?? []
        let dated = all.filter { $0.day == .date(day) }
        return dated.isEmpty ? all.filter { $0.day == .weekday(day.weekday) } : dated
    }
}
