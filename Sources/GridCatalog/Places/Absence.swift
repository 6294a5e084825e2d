public import Matters

/// 请假与代班: who is away, and who stands in for them.
public struct Absence: Sendable, Hashable {
    public let person: StaffID
    public let dates: DatesInForce
    /// Of the same role; `nil` if nobody was named.
    public let substitute: StaffID?
    public let origin: Origin
}

extension Absence: Dated {
    var key: StaffID { person }
}

/// `absences.csv`
enum AbsenceFile {
    static let form = TableForm(columns: ["login", "from", "until"], optional: ["substitute"])

    static func read(_ source: Source, staff: [StaffID: Staff]) -> [Absence] {
        guard source.has("absences.csv") else { return [] }
        let absences = source.rows("absences.csv", form).compactMap { row -> Absence? in
            let person = row.staff("login", staff)
            let substitute = row["substitute"].isEmpty ? nil : row.staff("substitute", staff)
            let from = row.date("from")
            let until = row.date("until")
            guard let person, let from, let until else { return nil }
            if let substitute { check(substitute, for: person, row, staff) }
            guard let dates = DatesInForce(from: from, until: until) else {
                row.report("until", .endsBeforeStart, "结束日期早于开始日期 \(from)", "ends before it starts (\(from))")
                return nil
            }
            return Absence(person: person, dates: dates, substitute: substitute, origin: row.origin)
        }
        absences.reportOverlaps(column: "login", source.findings)
        checkSubstitutes(absences, source.findings)
        return absences
    }

    private static func check(
        _ substitute: StaffID, for person: StaffID, _ row: Row, _ staff: [StaffID: Staff]
    ) {
        if substitute == person {
            row.report("substitute", .malformed, "不能由本人代班", "nobody stands in for themselves")
        } else if let absent = staff[person], let other = staff[substitute], !absent.mayBeReplaced(by: other) {
            row.report(
                "substitute", .malformed, "网格员由网格员代班，站点的人由同一站点的人代班",
                "a grid worker stands in for a grid worker, others for somebody of their own station")
        }
    }

    /// Who is away themselves is no help; the next in the chain has it then.
    private static func checkSubstitutes(_ absences: [Absence], _ findings: Findings) {
        let byPerson = Dictionary(grouping: absences, by: \.person)
        for absence in absences {
            guard let substitute = absence.substitute, substitute != absence.person,
                let other = byPerson[substitute]?.first(where: { $0.dates.overlaps(absence.dates) })
            else { continue }
            findings.report(
                Problem(
                    absence.origin, column: "substitute", .closedCell,
                    zh: "代班的 \(substitute) 这段时间也不在（第 \(other.origin.line ?? 0) 行）",
                    en: "\(substitute) is away then too, see line \(other.origin.line ?? 0)", isWarning: true))
        }
    }
}

extension Staff {
    /// Whoever stands in must be let into the same circles.
    fileprivate func mayBeReplaced(by other: Staff) -> Bool {
        role == .gridWorker ? other.role == .gridWorker : other.role != .gridWorker && other.station == station
    }
}

extension Row {
    /// A login of `staff.csv`.
    func staff(_ column: String, _ staff: [StaffID: Staff]) -> StaffID? {
        guard let id = checked(column, StaffID.self) else { return nil }
        guard staff[id] != nil else {
            report(column, .unknownReference, "staff.csv 里没有 \(id)", "\(id) is not in staff.csv")
            return nil
        }
        return id
    }
}
