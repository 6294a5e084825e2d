import Foundation
import GridCatalog
import Matters
import Testing

/// Deadlines that a clerk would work out by hand, through the limits and calendars that ship.
@Suite(.timeLimit(.minutes(1)))
struct DatedDeadlineTests {
    private static let rules: Rulebook? = {
        guard let folder = try? RealFolder.read() else { return nil }
        return CatalogParse.read(folder, on: SampleDistrict.day).catalog?.rulebook
    }()

    private static func moment(_ text: String) throws -> Instant {
        try #require(ChinaTime.parse(rfc3339: text.replacing(" ", with: "T") + ":00+08:00"))
    }

    /// When a rule's clock that begins then is due, as `2026-02-24 23:59`.
    private static func due(_ rule: String, _ start: String) throws -> String {
        let rules = try #require(rules)
        let limit = try #require(rules.limits.last { $0.id == rule }, "limits.yaml has \(rule)")
        let due = limit.due(after: try moment(start), calendar: rules.calendar)
        return "\(ChinaTime.date(of: due)) \(ChinaTime.clockText(due))"
    }

    @Test(arguments: [
        // Five working days from a report's arrival at another station (T04).
        ("T04", "2024-02-08 10:00", "2024-02-21 23:59"), ("T04", "2024-04-30 10:00", "2024-05-10 23:59"),
        ("T04", "2024-09-13 10:00", "2024-09-23 23:59"), ("T04", "2025-01-24 10:00", "2025-02-07 23:59"),
        ("T04", "2025-09-26 10:00", "2025-10-10 23:59"), ("T04", "2025-12-31 10:00", "2026-01-08 23:59"),
        ("T04", "2026-02-12 10:00", "2026-02-26 23:59"), ("T04", "2026-02-13 10:00", "2026-02-27 23:59"),
        ("T04", "2026-09-24 10:00", "2026-10-09 23:59"), ("T04", "2026-09-30 10:00", "2026-10-13 23:59"),
        ("T04", "2026-09-18 17:00", "2026-09-24 23:59"), ("T04", "2026-06-17 09:00", "2026-06-25 23:59"),
        // Three working days to say whether it is accepted (R03).
        ("R03", "2026-04-30 09:00", "2026-05-08 23:59"), ("R03", "2026-03-02 00:00", "2026-03-05 23:59"),
        ("R03", "2026-03-06 23:59", "2026-03-11 23:59"), ("R03", "2026-09-18 08:00", "2026-09-22 23:59"),
        ("R03", "2026-09-19 08:00", "2026-09-22 23:59"), ("R03", "2026-09-20 08:00", "2026-09-23 23:59"),
        ("R03", "2026-02-14 11:00", "2026-02-26 23:59"), ("R03", "2025-12-30 11:00", "2026-01-05 23:59"),
        // Ten working days for a small dispute, and for the simplified procedure (R04, T10).
        ("R04", "2026-02-12 10:00", "2026-03-04 23:59"), ("R04", "2026-03-02 10:00", "2026-03-16 23:59"),
        ("T10", "2026-09-24 10:00", "2026-10-15 23:59"), ("T11", "2026-04-03 10:00", "2026-04-09 23:59"),
        // Fifteen days for the notice of receipt (T02), rolled over what is off.
        ("T02", "2026-02-02 00:00", "2026-02-24 23:59"), ("T02", "2026-02-02 23:59", "2026-02-24 23:59"),
        ("T02", "2026-03-02 10:00", "2026-03-17 23:59"), ("T02", "2026-03-06 10:00", "2026-03-23 23:59"),
        ("T02", "2026-09-16 10:00", "2026-10-08 23:59"), ("T02", "2026-01-30 10:00", "2026-02-14 23:59"),
        ("T02", "2026-09-05 10:00", "2026-09-20 23:59"), ("T02", "2025-12-17 10:00", "2026-01-04 23:59"),
        ("T02", "2026-04-16 10:00", "2026-05-06 23:59"), ("T03", "2026-04-17 10:00", "2026-05-06 23:59"),
        // Sixty days to finish (T05), thirty more (T06 begins where it ends).
        ("T05", "2026-01-20 10:00", "2026-03-23 23:59"), ("T05", "2026-02-12 10:00", "2026-04-13 23:59"),
        ("T05", "2026-08-02 10:00", "2026-10-08 23:59"), ("T05", "2025-11-03 10:00", "2026-01-04 23:59"),
        ("T05", "2024-01-01 10:00", "2024-03-01 23:59"), ("T06", "2026-03-23 23:59", "2026-04-22 23:59"),
        ("T06", "2026-04-13 23:59", "2026-05-13 23:59"),
        // Seven days for the resident's word (R05), over the National Day and others.
        ("R05", "2026-09-24 10:00", "2026-10-08 23:59"), ("R05", "2026-09-30 10:00", "2026-10-08 23:59"),
        ("R05", "2026-03-02 10:00", "2026-03-09 23:59"), ("R05", "2026-02-09 10:00", "2026-02-24 23:59"),
        ("R05", "2026-09-13 10:00", "2026-09-20 23:59"), ("R05", "2026-10-03 10:00", "2026-10-10 23:59"),
        // Thirty days to ask for a review (T07) and to decide it (T07b).
        ("T07", "2026-03-02 10:00", "2026-04-01 23:59"), ("T07", "2026-09-01 10:00", "2026-10-08 23:59"),
        ("T07b", "2026-01-16 10:00", "2026-02-24 23:59"), ("T08", "2026-05-20 10:00", "2026-06-22 23:59"),
        // Thirty days, and thirty working days, of mediation (T14, T17).
        ("T14", "2026-03-02 10:00", "2026-04-01 23:59"), ("T17", "2026-03-02 10:00", "2026-04-14 23:59"),
        ("T17", "2026-09-01 10:00", "2026-10-19 23:59"),
        // Half an hour while somebody is on duty, else eight o'clock (R01).
        ("R01", "2026-11-23 06:59", "2026-11-23 08:00"), ("R01", "2026-11-23 07:00", "2026-11-23 07:30"),
        ("R01", "2026-11-23 21:30", "2026-11-23 22:00"), ("R01", "2026-11-23 21:31", "2026-11-24 08:00"),
        ("R01", "2026-11-23 22:00", "2026-11-24 08:00"), ("R01", "2026-12-31 23:59", "2027-01-01 08:00"),
        ("R01", "2026-02-17 12:00", "2026-02-17 12:30"), ("R01", "2026-11-24 00:00", "2026-11-24 08:00"),
        // Hours run through nights and holidays (R02); minutes too (R06).
        ("R02", "2026-02-16 20:15", "2026-02-17 20:15"), ("R02", "2025-12-31 23:30", "2026-01-01 23:30"),
        ("R06", "2026-11-23 23:58", "2026-11-24 00:03"), ("T09", "2026-11-23 23:58", "2026-11-24 00:13"),
        // What others answer: a body outside (R07), the county (R08), the resident's urging (R09).
        ("R07", "2026-09-18 10:00", "2026-10-08 23:59"), ("R08", "2026-09-24 10:00", "2026-09-30 23:59"),
        ("R09", "2026-09-30 16:00", "2026-10-08 23:59"), ("R09", "2026-09-19 16:00", "2026-09-20 23:59"),
        ("T12", "2026-09-24 10:00", "2026-10-09 23:59"), ("T13", "2026-02-02 10:00", "2026-02-24 23:59"),
        ("T01", "2026-02-02 10:00", "2026-02-24 23:59"), ("R10", "2026-02-10 10:00", "2026-02-24 23:59"),
    ])
    func isDueThen(_ rule: String, _ start: String, _ expected: String) throws {
        #expect(try Self.due(rule, start) == expected)
    }

    /// A year whose notice is missing counts Monday to Friday.
    @Test(arguments: [
        ("R03", "2027-02-04 10:00", "2027-02-09 23:59"), ("T04", "2027-09-30 10:00", "2027-10-07 23:59"),
        ("T02", "2027-09-16 10:00", "2027-10-01 23:59"), ("T04", "2026-12-30 10:00", "2027-01-06 23:59"),
        ("T05", "2026-12-01 10:00", "2027-02-01 23:59"),
    ])
    func aYearWithoutANoticeCountsWeekdays(_ rule: String, _ start: String, _ expected: String) throws {
        let rules = try #require(Self.rules)
        #expect(!rules.calendar.knows(2027))
        #expect(try Self.due(rule, start) == expected)
    }

    /// No unit and no limit lets a later beginning end earlier, but one: who reports by night waits for the hour at
    /// which duty resumes, who reports in the hour before it only the minutes.
    @Test func aLaterBeginningIsNeverDueEarlier() throws {
        let rules = try #require(Self.rules)
        let first = try Self.moment("2025-12-20 00:00")
        for limit in rules.limits {
            var last = limit.due(after: first, calendar: rules.calendar)
            for step in 1...1_200 {
                let due = limit.due(after: first + .minutes(step * 397), calendar: rules.calendar)
                let hasWaited = limit.duty.map {
                    ChinaTime.instant(ChinaTime.date(of: last), minute: $0.resume) == last
                }
                guard due >= last || hasWaited == true && ChinaTime.date(of: due) == ChinaTime.date(of: last) else {
                    Issue.record("\(limit.id) begins at \(ChinaTime.rfc3339(first + .minutes(step * 397)))")
                    break
                }
                last = due
            }
        }
    }
}
