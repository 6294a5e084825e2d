import Matters

/// 2026-02-12
func day(_ text: String) -> LocalDate { LocalDate(text)! }

/// 2026-11-22T16:11:39+08:00, or 2026-11-22 16:11 as a clerk writes it.
func at(_ text: String) -> Instant {
    let full = text.count == 16 ? text.replacing(" ", with: "T") + ":00+08:00" : text
    return ChinaTime.parse(rfc3339: full)!
}

extension WorkCalendar {
    /// The State Council's notices for 2024, 2025 and 2026.
    static let notices = WorkCalendar(
        off: [
            ("元旦", "2024-01-01", 1), ("春节", "2024-02-10", 8), ("清明", "2024-04-04", 3), ("劳动", "2024-05-01", 5),
            ("端午", "2024-06-10", 1), ("中秋", "2024-09-15", 3), ("国庆", "2024-10-01", 7),
            ("元旦", "2025-01-01", 1), ("春节", "2025-01-28", 8), ("清明", "2025-04-04", 3), ("劳动", "2025-05-01", 5),
            ("端午", "2025-05-31", 3), ("国庆中秋", "2025-10-01", 8),
            ("元旦", "2026-01-01", 3), ("春节", "2026-02-15", 9), ("清明", "2026-04-04", 3), ("劳动", "2026-05-01", 5),
            ("端午", "2026-06-19", 3), ("中秋", "2026-09-25", 3), ("国庆", "2026-10-01", 7),
        ],
        work: [
            "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
            "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
            "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
        ], years: [2024, 2025, 2026])

    init(
        off: [(name: String, from: String, days: Int)], work: [String], years: Set<Int>, rollsOverWeekends: Bool = true
    ) {
        var daysOff: [LocalDate: String] = [:]
        for holiday in off {
            for offset in 0..<holiday.days { daysOff[day(holiday.from).adding(days: offset)] = holiday.name }
        }
        self.init(
            daysOff: daysOff, makeUpDays: Set(work.map(day)), years: years, rollsOverWeekends: rollsOverWeekends)
    }

    var weekendsCount: WorkCalendar {
        WorkCalendar(daysOff: daysOff, makeUpDays: makeUpDays, years: years, rollsOverWeekends: false)
    }
}

extension TimeLimit.Subject {
    static let leak = Self(category: CategoryCode("D02"), cell: People.cell, draft: DraftID("a1b2c3d4e5f6a7b8c9d0")!)
}

extension Matter.Bench {
    static let district = bench(.district)

    static func bench(_ rules: Rulebook) -> Self {
        Matter.Bench(rules: rules, staff: { id in People.all.first { $0.id == id } }) { category, nature in
            category?.text == "D1904" || nature == .accusation ? .sealed : nil
        }
    }
}

/// The people of 莲花街道 and above, as far as a matter of 九眼桥社区 meets them.
enum People {
    static let cell = CellCode("512002001001001")!
    static let lotus = StationID("st-512002001")!
    static let family = StationID("st-family")!
    static let centre = StationID("st-county")!
    static let next = StationID("st-512002002")!
    static let discipline = StationID("st-discipline")!
    static let county = DivisionCode("512002")!

    static let wang = worker("g0001", "王国华", "512002001001001")
    static let cheng = worker("g0002", "程素刚", "512002001002001")
    static let sun = worker("g0003", "孙德洪", "512002001001001")
    static let chief = desk("s-lianhua", "李秀芳", .stationChief, lotus)
    static let mediator = desk("m-lianhua", "周志强", .mediator, lotus)
    static let familyChief = desk("s-family", "于光玲", .stationChief, family)
    static let otherChief = desk("s-sanxian", "周世芳", .stationChief, next)
    static let otherMediator = desk("m-sanxian", "何永康", .mediator, next)
    static let inspection = desk("s-discipline", "郑清明", .stationChief, discipline)
    /// 莲花街道的包案领导
    static let leader = Staff(
        id: StaffID("l-lianhua")!, name: "冯学军", role: .townshipLeader, division: DivisionCode("512002001")!)
    static let supervisor = desk("county1", "曾晓林", .countySupervisor, centre)
    static let inspector = desk("inspector1", "薛立娟", .inspector, centre)
    static let auditor = desk("auditor1", "董正辉", .auditor, centre)
    static let admin = desk("admin1", "吴大强", .admin, centre)

    static let all = [
        wang, cheng, sun, chief, mediator, familyChief, otherChief, otherMediator, inspection, leader, supervisor,
        inspector, auditor, admin,
    ]

    private static func worker(_ id: String, _ name: String, _ cell: String) -> Staff {
        Staff(id: StaffID(id)!, name: name, role: .gridWorker, cells: [CellCode(cell)!], station: lotus)
    }

    private static func desk(_ id: String, _ name: String, _ role: Role, _ station: StationID) -> Staff {
        let isCounty = station == centre || station == discipline
        return Staff(id: StaffID(id)!, name: name, role: role, station: station, division: isCounty ? county : nil)
    }
}

extension Decision {
    /// To 王国华, with the family station assisting.
    static let toWorker = Decision(
        holder: .worker(People.wang.id), lead: People.lotus, assistants: [People.family], overseer: People.centre,
        needsTriage: false,
        scopes: [
            .cell(People.cell), .staff(People.wang.id), .station(People.lotus), .station(People.family),
            .station(People.centre), .county(People.county),
        ], excluded: [], rule: "family-station", reasons: [.coversCell], rejected: [], duty: People.mediator.id)

    /// 检举控告: the discipline station alone has it.
    static let sealed = Decision(
        holder: .station(People.discipline), lead: People.discipline, assistants: [], overseer: People.discipline,
        needsTriage: true, scopes: [.station(People.discipline)], excluded: [], rule: "discipline",
        reasons: [.discipline], rejected: [])

    /// The report is about 王国华 and 孙德洪, who cover the cell: the station has it.
    static let aboutWorkers = Decision(
        holder: .station(People.lotus), lead: People.lotus, assistants: [], overseer: People.centre, needsTriage: true,
        scopes: [.station(People.lotus), .station(People.centre), .county(People.county)],
        excluded: [People.wang.id, People.sun.id], rule: "township", reasons: [.aboutWorker], rejected: [])

    /// The report is about the station and everybody who works for it: the county centre has it.
    static let aboutStation = Decision(
        holder: .station(People.centre), lead: People.centre, assistants: [], overseer: People.centre,
        needsTriage: true, scopes: [.station(People.centre), .county(People.county)],
        excluded: [People.wang.id, People.sun.id, People.cheng.id, People.chief.id, People.mediator.id],
        rule: "cell", reasons: [.aboutStation], rejected: [])
}

extension RawReport {
    /// A complete report as a phone sends it.
    static var leak: RawReport {
        var raw = RawReport()
        raw.draft = "a1b2c3d4e5f6a7b8c9d0"
        raw.category = "D02"
        raw.text = "楼上漏水三个月，找物业没人管"
        raw.name = "张秀英"
        raw.phone = "138 0000 1234"
        raw.shareContact = true
        raw.claimedAt = "2026-11-22T16:11:39+08:00"
        return raw
    }
}

extension Report {
    init(_ raw: RawReport) throws(ReportFaults) {
        try self.init(raw, site: SiteID("S0001")!) { $0.top.text == "D02" || $0.top.text == "D10" }
    }
}
