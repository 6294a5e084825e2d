import Matters

@testable import Storage

/// The people of 莲花街道 and above.
enum People {
    static let cell = CellCode("512002001001001")!
    static let lotus = StationID("st-512002001")!
    static let centre = StationID("st-county")!
    static let county = DivisionCode("512002")!

    static let wang = worker("g0001", "王国华", cell)
    static let cheng = worker("g0002", "程素刚", CellCode("512002001002001")!)
    static let chief = Staff(id: StaffID("s-lianhua")!, name: "李秀芳", role: .stationChief, station: lotus)
    static let supervisor = Staff(
        id: StaffID("county1")!, name: "曾晓林", role: .countySupervisor, station: centre, division: county)

    private static func worker(_ id: String, _ name: String, _ cell: CellCode) -> Staff {
        Staff(id: StaffID(id)!, name: name, role: .gridWorker, cells: [cell], station: lotus, phone: "154-0000-0001")
    }
}

extension Matter.Bench {
    static let few = Matter.Bench(rules: .few) { id in
        [People.wang, People.cheng, People.chief, People.supervisor].first { $0.id == id }
    }
}

extension Rulebook {
    static let few = Rulebook(
        limits: [
            limit("R02", .filed, [.visited], 24, .hours), limit("T05", .accepted, [.resolved], 60, .days),
            limit("T06", .extended, [.resolved], 30, .days),
            limit("R06", .roused, [.acknowledged, .accepted], 5, .minutes, then: .rouse),
            limit("T14", .mediationBegun, [.resolved, .mediationEnded], 30, .days, isPausable: true),
        ],
        calendar: WorkCalendar(daysOff: [:], makeUpDays: [], years: [2026]))

    private static func limit(
        _ id: String, _ starts: EventKind, _ stops: Set<EventKind>, _ count: Int, _ unit: TimeLimit.Unit,
        then: DueAction = .climb, isPausable: Bool = false
    ) -> TimeLimit {
        let words = Bilingual(zh: "时限 \(id)", en: "limit \(id)")
        return TimeLimit(
            id: id, version: "2026-11", from: LocalDate(year: 2022, month: 5, day: 1)!, until: nil, what: words,
            promise: nil, starts: starts, stops: stops, amount: TimeLimit.Amount(count, unit)!, duty: nil,
            basis: words, isLocal: false, then: then, isPausable: isPausable)
    }
}

/// A report on its way in, with whatever a test wants to be different.
struct Sample {
    var serial: UInt64 = 1
    var text = "楼上漏水三个月，找物业没人管"
    var name = "张秀英"
    var phone = "13800001234"
    var category = "D02"
    var cell = People.cell
    var site = "S0001"
    var excluded: Set<StaffID> = []
    var holder = Holder.worker(People.wang.id)
    var emergencies: [String] = []
    var at = TestStore.start
    /// Numbers to try; one made of the serial if empty.
    var numbers: [MatterNumber] = []

    var draft: DraftID { DraftID("draft-of-report-\(serial)")! }
    var number: MatterNumber { MatterNumber(year: 2026, serial: serial) }

    var decision: Decision {
        var scopes: Set<Scope> = [.station(People.lotus), .station(People.centre), .county(People.county)]
        if case .worker(let id) = holder { scopes.formUnion([.cell(cell), .staff(id)]) }
        return Decision(
            holder: holder, lead: People.lotus, assistants: [], overseer: People.centre,
            needsTriage: holder == .station(People.lotus), scopes: scopes, excluded: excluded, rule: "cell",
            reasons: [.coversCell], rejected: [])
    }

    var matter: NewMatter {
        get throws {
            var raw = RawReport()
            raw.draft = draft.text
            raw.text = text
            raw.name = name
            raw.phone = phone
            raw.category = category
            raw.location = Location(lat: 30.147737, lon: 104.592391)
            let report = try Report(raw, site: SiteID(site)!) { _ in true }
            let (cell, decision, at, emergencies) = (cell, decision, at, emergencies)
            return NewMatter(
                draft: draft, bodyHash: SHA256ByHand.hash(Array("\(text) \(name) \(phone)".utf8)),
                receiptHash: Array("receipt \(serial)".utf8),
                numbers: numbers.isEmpty ? [number] : numbers
            ) { number in
                Matter.open(
                    report, cell: cell, number: number, decision: decision, emergencies: emergencies, at: at,
                    rules: .few)
            }
        }
    }
}
