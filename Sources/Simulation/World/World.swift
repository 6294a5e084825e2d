public import GridCatalog
public import Matters

/// Who lives and works in the district, kept by the simulation itself: what the system knows of them it was told from
/// here, and is compared with this.
struct World: Sendable {
    struct Person: Sendable {
        var staff: Staff
        /// Entered on the command line and not in the folder's roster.
        var isByHand = false
        var serves = true
    }

    /// By sign-in name, which is for life.
    private(set) var people: [StaffID: Person] = [:]
    /// Whoever serves, in order of sign-in name.
    private(set) var serving: [Staff] = []
    private(set) var catalog: Catalog
    var cells: [CellCode: CellRow]
    var folder: GridFolder
    let district: String
    /// The county of the district, and its centre.
    let county: DivisionCode
    let centre: StationID
    /// How many people were hired so far; makes their sign-in names.
    var hired = 0
    /// The days on which a cell or a site comes into force or goes out of it.
    private var boundaries: Set<LocalDate> = []
    private var day: LocalDate
    /// Calendars of years to come, which nobody has yet, by path.
    private var withheld: [String: [UInt8]] = [:]

    /// A row of `cells.csv`.
    struct CellRow: Sendable {
        let code: CellCode
        let name: String
        let kind: String
        let households: Int
        let from: LocalDate
        var until: LocalDate?
        var predecessors: [CellCode]
    }

    /// How far ahead a day is looked for on which the folder can be used, and in what steps.
    private static let (searchedDays, searchStep) = (3 * 365, 30)

    /// A folder is kept for its own days; on others cells may lack a worker. The staff are those of the first usable
    /// day from `day` on, and whoever serves then covers every cell.
    ///
    /// - Throws: `WorldFault` with every problem, if the folder cannot be used on any of the days tried.
    init(_ grids: GridFolder, on day: LocalDate) throws {
        let written = try Self.firstUsable(grids, from: day)
        guard let county = written.counties.first?.code, let centre = written.countyCentre(of: county)?.id else {
            throw WorldFault.noCentre
        }
        catalog = written
        folder = grids
        let later = grids.files.filter { path, _ in
            path.hasPrefix("calendar/")
                && Int(path.dropFirst("calendar/".count).prefix(4)).map { $0 > day.year } ?? false
        }
        folder = GridFolder(files: grids.files.filter { later[$0.key] == nil })
        withheld = later
        self.county = county
        self.centre = centre
        self.day = day
        district = grids.districts.first ?? ""
        cells = Dictionary(
            uniqueKeysWithValues: written.cells.map { cell in
                (
                    cell.code,
                    CellRow(
                        code: cell.code, name: cell.name, kind: cell.kind.rawValue, households: cell.households,
                        from: cell.dates.from, until: cell.dates.until, predecessors: cell.predecessors)
                )
            })
        for staff in written.staffInFile { people[staff.id] = Person(staff: staff) }
        coverEveryCell()
        refreshServing()
        writeFolder()
        try read(on: day, changed: true)
        guard catalog.sites.contains(where: { $0.dates.contains(day) }), !cellsInForce(on: day).isEmpty else {
            throw WorldFault.nothingInForce(day)
        }
    }

    private static func firstUsable(_ grids: GridFolder, from day: LocalDate) throws -> Catalog {
        var problems: [Problem] = []
        for ahead in stride(from: 0, through: searchedDays, by: searchStep) {
            let read = CatalogParse.read(grids, on: day.adding(days: ahead))
            if let catalog = read.catalog { return catalog }
            if problems.isEmpty { problems = read.problems }
        }
        throw WorldFault.folder(day, problems)
    }

    mutating func change(_ id: StaffID, _ body: (inout Person) -> Void) {
        guard var person = people[id] else { return }
        body(&person)
        people[id] = person
        refreshServing()
    }

    mutating func add(_ person: Person) {
        people[person.staff.id] = person
        refreshServing()
    }

    private mutating func refreshServing() {
        serving = people.values.filter(\.serves).map(\.staff).sorted { $0.id < $1.id }
    }

    /// Grid workers who cover a cell now, in order of sign-in name.
    func workers(of cell: CellCode) -> [Staff] {
        serving.filter { $0.role == .gridWorker && $0.cells.contains(cell) }
    }

    /// 包案领导 of a township.
    func leader(of township: DivisionCode) -> Staff? {
        serving.first { $0.role == .townshipLeader && $0.division == township }
    }

    /// Puts the next calendar that is written into the folder, of next year at the most.
    /// - Returns: its year.
    mutating func nextCalendar(on day: LocalDate) -> String? {
        guard let path = withheld.keys.sorted().first, let bytes = withheld[path],
            let year = Int(path.dropFirst("calendar/".count).prefix(4)), year <= day.year + 1
        else { return nil }
        withheld[path] = nil
        var files = folder.files
        files[path] = bytes
        folder = GridFolder(files: files)
        return "\(year)"
    }

    /// Whoever works at a station and may act for it, in order of sign-in name.
    func people(at station: StationID) -> [Staff] {
        serving.filter {
            $0.station == station && [.stationChief, .mediator, .countySupervisor].contains($0.role)
        }
    }

    /// What shuts a person out where it is excluded: their name, their station, the villages they serve in.
    static func identities(of person: Staff) -> Set<Exclusion> {
        var identities: Set<Exclusion> = [.staff(person.id)]
        if let station = person.station { identities.insert(.station(station)) }
        for cell in person.cells { identities.insert(.village(cell.village)) }
        return identities
    }

    /// The circles a person is in, by what the rules of the house say (docs/decisions/0006).
    static func circles(of person: Staff) -> Set<Scope> {
        var circles: Set<Scope> = []
        switch person.role {
        case .gridWorker:
            circles.insert(.staff(person.id))
            for cell in person.cells { circles.insert(.cell(cell)) }
        case .mediator, .stationChief:
            circles.insert(.staff(person.id))
            if let station = person.station { circles.insert(.station(station)) }
        case .townshipLeader: circles.insert(.staff(person.id))
        case .countySupervisor, .inspector:
            if let division = person.division { circles.insert(.county(division.county)) }
        case .auditor, .admin: break
        }
        return circles
    }

    /// Reads the folder anew if it changed or if a date in it has come.
    /// - Throws: `WorldFault`
    mutating func read(on day: LocalDate, changed: Bool = false) throws {
        let passed = self.day.dayNumber + 1...max(day.dayNumber, self.day.dayNumber + 1)
        let isDue = self.day < day && passed.contains { boundaries.contains(LocalDate(dayNumber: $0)) }
        self.day = day
        guard changed || isDue else { return }
        let (read, problems) = CatalogParse.read(folder, on: day)
        guard let read else { throw WorldFault.folder(day, problems) }
        catalog = read
        rememberBoundaries()
    }

    private mutating func rememberBoundaries() {
        boundaries = []
        for dates in catalog.cells.map(\.dates) + catalog.sites.map(\.dates) {
            boundaries.insert(dates.from)
            if let until = dates.until { boundaries.insert(until.adding(days: 1)) }
        }
    }

    /// Whoever serves today takes what nobody has: the file may name people who come only later.
    private mutating func coverEveryCell() {
        var covered: Set<CellCode> = []
        for person in people.values where person.staff.role == .gridWorker { covered.formUnion(person.staff.cells) }
        let workers = people.values.map(\.staff).filter { $0.role == .gridWorker }.sorted { $0.id < $1.id }
        for cell in cells.values.map(\.code).sorted() where !covered.contains(cell) {
            let near =
                workers.first { $0.cells.contains { $0.village == cell.village } }
                ?? workers.first { $0.cells.contains { $0.township == cell.township } } ?? workers.first
            guard let near else { continue }
            people[near.id]?.staff.cover([cell])
        }
    }
}

/// Why a world cannot be made of a folder.
public enum WorldFault: Error, CustomStringConvertible {
    case folder(LocalDate, [Problem])
    case noCentre
    case nothingInForce(LocalDate)

    public var description: String {
        switch self {
        case .folder(let day, let problems):
            "the grid folder has problems on \(day); choose another first day with --from, or mend it:\n"
                + problems.filter { !$0.isWarning }.map(\.description).joined(separator: "\n")
        case .noCentre: "the grid folder has no county centre (stations.csv, kind county)"
        case .nothingInForce(let day):
            "no cell or no site of the grid folder is in force on \(day); choose a later first day with --from"
        }
    }
}

extension Staff {
    /// The same person with another duty.
    func with(
        role: Role? = nil, cells: Set<CellCode>? = nil, station: StationID? = nil, division: DivisionCode? = nil
    ) -> Staff {
        Staff(
            id: id, name: name, role: role ?? self.role, cells: cells ?? self.cells,
            station: station ?? self.station, division: division ?? self.division, phone: phone)
    }

    mutating func cover(_ more: Set<CellCode>, leaving fewer: Set<CellCode> = []) {
        self = with(cells: cells.subtracting(fewer).union(more))
    }
}
