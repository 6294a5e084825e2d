import Matters

/// `staff.csv`: the staff a district starts with. After the import accounts live in the database.
enum StaffFile {
    static let form = TableForm(
        columns: ["login", "name", "role", "scope", "cells", "station", "valid_from"],
        optional: ["phone", "valid_until"])

    /// One row: a person and the days they serve.
    struct Entry: Dated {
        let staff: Staff
        let dates: DatesInForce
        let origin: Origin
        var key: StaffID { staff.id }
    }

    /// What a row may refer to.
    struct Known {
        let day: LocalDate
        let divisions: [DivisionCode: Division]
        let cells: [CellCode: Cell]
        let stations: [StationID: Station]

        /// The station of a township, for staff whose row names only the township.
        func station(of township: DivisionCode?) -> StationID? {
            stations.values.first { $0.kind == .township && $0.division == township }?.id
        }
    }

    static func read(_ source: Source, _ known: Known) -> [Entry] {
        let entries = source.rows("staff.csv", form).compactMap { entry(of: $0, known) }
        entries.reportOverlaps(column: "login", source.findings)
        return entries
    }

    private static func entry(of row: Row, _ known: Known) -> Entry? {
        let id = row.checked("login", StaffID.self)
        let name = row.text("name")
        let role = row.word("role", Role.self)
        let scope = row.optional("scope", DivisionCode.self)
        let cells = row.list("cells", CellCode.self)
        var station = row.optional("station", StationID.self)
        if station == nil, role == .stationChief || role == .mediator { station = known.station(of: scope) }
        let phone = row.phone("phone")
        let dates = row.dates()
        guard let id, let name, let role, let dates else { return nil }
        if dates.contains(known.day) { check(cells, of: row, known) }
        if let station, known.stations[station] == nil {
            row.report("station", .unknownReference, "没有站点 \(station)", "there is no station \(station)")
        }
        if let scope, known.divisions[scope] == nil {
            row.report("scope", .unknownReference, "没有区划 \(scope)", "there is no division \(scope)")
        }
        checkDuty(of: row, role, cells: cells, station: station, scope: scope)
        let staff = Staff(
            id: id, name: name, role: role, cells: role == .gridWorker ? Set(cells) : [], station: station,
            division: scope, phone: phone)
        return Entry(staff: staff, dates: dates, origin: row.origin)
    }

    private static func check(_ cells: [CellCode], of row: Row, _ known: Known) {
        for code in cells {
            guard let cell = known.cells[code] else {
                row.report("cells", .unknownReference, "没有网格 \(code)", "there is no cell \(code)")
                continue
            }
            if let until = cell.dates.until, until < known.day {
                row.report(
                    "cells", .closedCell, "网格 \(code) 已在 \(until) 停用，请改成新网格",
                    "cell \(code) was closed on \(until); write the new cells")
            }
        }
    }

    /// Everybody answers for something, and for nothing that is not theirs.
    private static func checkDuty(
        of row: Row, _ role: Role, cells: [CellCode], station: StationID?, scope: DivisionCode?
    ) {
        switch role {
        case .gridWorker:
            if cells.isEmpty {
                row.report("cells", .coversNothing, "网格员没有写负责的网格", "a grid worker without a cell")
            }
            if station == nil {
                row.report("station", .coversNothing, "网格员没有写所属站点", "a grid worker without a station")
            }
        case .mediator, .stationChief:
            if station == nil {
                row.report(
                    "station", .coversNothing, "没有写所在站点或乡镇",
                    "\(role.rawValue) without a station or a township")
            }
        case .townshipLeader:
            if scope?.level != .township {
                row.report(
                    "scope", .coversNothing, "没有写包案的乡镇（9 位代码）", "\(role.rawValue) without a township (9 digits)")
            }
        case .countySupervisor, .inspector:
            if scope?.level != .county {
                row.report(
                    "scope", .coversNothing, "没有写负责的县区（6 位代码）", "\(role.rawValue) without a county (6 digits)"
                )
            }
        case .auditor, .admin:
            break
        }
        if role != .gridWorker, !cells.isEmpty {
            row.report("cells", .coversNothing, "只有网格员可以写网格", "only a grid worker has cells")
        }
    }
}
