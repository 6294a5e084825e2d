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

extension TimeLimit {
    init(
        _ id: String, starts: EventKind, stops: Set<EventKind>, _ count: Int, _ unit: Unit, duty: DutyHours? = nil,
        from: String = "2022-05-01", until: String? = nil, version: String = "2026-11", scope: Scope = Scope(),
        then: DueAction = .climb, isPausable: Bool = false, repeats: Bool = false
    ) {
        let words = Bilingual(zh: "时限 \(id)", en: "limit \(id)")
        self.init(
            id: id, version: version, from: day(from), until: until.map(day), what: words, promise: nil,
            starts: starts, stops: stops, amount: Amount(count, unit)!, duty: duty, basis: words,
            isLocal: duty != nil, scope: scope, then: then, isPausable: isPausable, repeats: repeats)
    }

    /// Somebody sees a report within half an hour between 07:00 and 22:00, else at 08:00.
    static let seen = TimeLimit(
        "R01", starts: .filed, stops: [.accepted, .visited, .noted, .returned, .assigned], 30, .dutyMinutes,
        duty: DutyHours(from: 7 * 60, to: 22 * 60, resume: 8 * 60))
}

extension Rulebook {
    /// What `Grids/rules/limits.yaml` holds for a report and its answer.
    static let district = Rulebook(
        limits: [
            .seen,
            TimeLimit("R02", starts: .filed, stops: [.visited], 24, .hours),
            TimeLimit("R03", starts: .filed, stops: [.accepted], 3, .workingDays),
            TimeLimit("R04", starts: .accepted, stops: [.resolved], 10, .workingDays),
            TimeLimit("T02", starts: .filed, stops: [.accepted], 15, .days),
            TimeLimit("T05", starts: .accepted, stops: [.resolved], 60, .days),
            TimeLimit("T13", starts: .filed, stops: [.resolved], 15, .days),
        ], calendar: .notices)
}

extension TimeLimit.Subject {
    static let leak = Self(category: CategoryCode("D02"), cell: People.cell, draft: DraftID("a1b2c3d4e5f6a7b8c9d0")!)
}

extension Matter.Bench {
    static let district = Matter.Bench(rules: .district) { id in People.all.first { $0.id == id } }
}

extension Rulebook {
    /// Every kind of clock there is.
    static let whole = Rulebook(
        limits: district.limits + [
            TimeLimit(
                "R05", starts: .resolved, stops: [.confirmed, .contested, .reviewAsked], 7, .days, then: .close,
                repeats: true),
            TimeLimit("R06", starts: .roused, stops: [.acknowledged, .accepted, .calmed], 5, .minutes, then: .rouse),
            TimeLimit("R07", starts: .referred, stops: [.answered, .recalled], 15, .days, repeats: true),
            TimeLimit("R08", starts: .supervised, stops: [.replied, .resolved], 3, .workingDays, repeats: true),
            TimeLimit("R09", starts: .urged, stops: [.visited, .noted, .resolved], 1, .workingDays, repeats: true),
            TimeLimit("R10", starts: .closed, stops: [.contested], 7, .days, then: .callBack, repeats: true),
            TimeLimit("T06", starts: .extended, stops: [.resolved], 30, .days),
            TimeLimit(
                "T07", starts: .resolved, stops: [.reviewAsked, .contested, .resolved], 30, .days, then: .window,
                repeats: true),
            TimeLimit("T07b", starts: .reviewAsked, stops: [.concluded], 30, .days, repeats: true),
            TimeLimit(
                "T08", starts: .concluded, stops: [.reviewAsked, .contested, .resolved], 30, .days, then: .finalise,
                repeats: true),
            TimeLimit("T04", starts: .transferred, stops: [.returned, .accepted], 5, .workingDays, repeats: true),
            TimeLimit(
                "T17", starts: .mediationBegun, stops: [.resolved, .mediationEnded], 30, .workingDays,
                scope: TimeLimit.Scope(categories: [CategoryCode("D12")!]), isPausable: true, repeats: true),
        ], calendar: .notices)
}

/// The people of 莲花街道 and above, as far as a matter of 九眼桥社区 meets them.
enum People {
    static let cell = CellCode("512002001001001")!
    static let lotus = StationID("st-512002001")!
    static let family = StationID("st-family")!
    static let centre = StationID("st-county")!
    static let county = DivisionCode("512002")!

    static let wang = worker("g0001", "王国华", "512002001001001")
    static let cheng = worker("g0002", "程素刚", "512002001002001")
    static let sun = worker("g0003", "孙德洪", "512002001001001")
    static let chief = desk("s-lianhua", "李秀芳", .stationChief, lotus)
    static let mediator = desk("m-lianhua", "周志强", .mediator, lotus)
    static let familyChief = desk("s-family", "于光玲", .stationChief, family)
    static let otherChief = desk("s-sanxian", "周世芳", .stationChief, StationID("st-512002002")!)
    static let supervisor = desk("county1", "曾晓林", .countySupervisor, centre)
    static let leader = Staff(
        id: StaffID("l512002001")!, name: "谢宗玲", role: .townshipLeader, division: DivisionCode("512002001")!)
    static let inspector = desk("inspector1", "薛立娟", .inspector, centre)
    static let auditor = desk("auditor1", "董正辉", .auditor, centre)
    static let admin = desk("admin1", "吴大强", .admin, centre)

    static let all = [
        wang, cheng, sun, chief, mediator, familyChief, otherChief, leader, supervisor, inspector, auditor, admin,
    ]

    private static func worker(_ id: String, _ name: String, _ cell: String) -> Staff {
        Staff(id: StaffID(id)!, name: name, role: .gridWorker, cells: [CellCode(cell)!], station: lotus)
    }

    private static func desk(_ id: String, _ name: String, _ role: Role, _ station: StationID) -> Staff {
        let isCounty = station == centre
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
        ], excluded: [], rule: "family-station", reasons: [.coversCell], rejected: [])

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

/// A matter and its trail, moved on step by step.
struct Story {
    private(set) var events: [Event]
    private(set) var matter: Matter
    private(set) var now: Instant

    private let rules: Rulebook

    init(
        _ decision: Decision = .toWorker, at start: String = "2026-02-12 10:00", emergencies: [String] = [],
        rules: Rulebook = .district
    ) throws {
        self.rules = rules
        now = MattersTests.at(start)
        events = Matter.open(
            try Report(.leak), cell: People.cell, number: MatterNumber(year: 2026, serial: 310_725_948),
            decision: decision, emergencies: emergencies, at: now, rules: rules)
        matter = try Matter(events)
    }

    /// Time goes by; a step happens, or throws and changes nothing.
    mutating func step(
        _ kind: CommandKind, by staff: Staff?, note: String = "已经上门看过", reason: String = "不归我管",
        evidence: String = "照片两张", to: Holder? = nil, after span: Instant.Span = .minutes(10)
    ) throws {
        var raw = RawCommand()
        (raw.version, raw.note, raw.reason, raw.evidence) = (matter.version, note, reason, evidence)
        raw.to = to?.text ?? ""
        try step(kind, raw, by: staff, at: now + span)
    }

    private var bench: Matter.Bench { Matter.Bench(rules: rules) { id in People.all.first { $0.id == id } } }

    mutating func step(_ kind: CommandKind, _ raw: RawCommand, by staff: Staff?, at next: Instant) throws {
        let command = try Command(kind, raw)
        let happened =
            if let staff {
                try matter.handle(command, by: staff, at: next, on: bench)
            } else {
                try matter.handleResident(command, at: next, on: bench)
            }
        try take(happened)
        now = next
    }

    /// The body outside answers.
    mutating func answer(at next: Instant) throws {
        let command = try Command(.answer, version: matter.version, note: "已处理")
        try take(try matter.handleBody(command, of: BodyID("hrss")!, at: next, on: bench))
        now = next
    }

    /// The system does one thing that is due.
    /// - Returns: whether there was one.
    mutating func tick() throws -> Bool {
        let event = matter.tick(at: now, rules: rules) { $0.text == "512002001" ? People.leader : nil }
        guard let event else { return false }
        try take([event])
        return true
    }

    private mutating func take(_ happened: [Event]) throws {
        for event in happened { try matter.apply(event) }
        events += happened
    }
}
