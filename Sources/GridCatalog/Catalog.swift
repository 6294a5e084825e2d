public import Matters

/// A deployment's places and rules, read and checked once. Every look-up by key takes the same time at any size.
public struct Catalog: Sendable {
    /// In order of code; every row of the file, closed ones included, each cell once.
    public let cells: [Cell]
    /// In order of id.
    public let sites: [Site]
    public let stations: [Station]
    public let bodies: [Body]
    /// In order of code.
    public let townships: [Division]
    public let counties: [Division]
    public let categories: [Category]
    /// In the order of the page.
    public let tiles: [Tile]
    public let hotlines: [Hotline]
    public let emergencies: [Emergency]
    public let rulebook: Rulebook
    public let routing: [RoutingRule]
    /// Staff written in `staff.csv` who serve on the day of reading.
    public let staffInFile: [Staff]
    /// In the order of the file, also those that are over.
    public let absences: [Absence]
    public let duty: [DutyTurn]

    private let siteByID: [SiteID: Site]
    private let cellByCode: [CellCode: Cell]
    private let successors: [CellCode: [Cell]]
    private let stationByID: [StationID: Station]
    private let stationByArea: [Area: Station]
    private let bodyByID: [BodyID: Body]
    private let divisions: [DivisionCode: Division]
    private let categoryByCode: [CategoryCode: Category]
    private let shapes: [CellCode: Shape]
    private let phrases: PhraseIndex

    private struct Area: Hashable {
        let kind: Station.Kind
        let specialty: String?
        let division: DivisionCode
    }

    init(_ parts: CatalogParts) {
        cells = parts.cells.values.sorted { $0.code < $1.code }
        sites = parts.sites.values.sorted { $0.id < $1.id }
        stations = parts.stations.sorted { $0.id < $1.id }
        bodies = parts.bodies.sorted { $0.id < $1.id }
        let sorted = parts.divisions.values.sorted { $0.code < $1.code }
        townships = sorted.filter { $0.code.level == .township }
        counties = sorted.filter { $0.code.level == .county }
        categories = parts.categories.values.sorted { $0.code < $1.code }
        tiles = parts.tiles
        hotlines = parts.hotlines
        emergencies = parts.emergencies
        rulebook = parts.rulebook
        routing = parts.routing
        staffInFile = parts.staff
        absences = parts.absences
        duty = parts.duty
        siteByID = parts.sites
        cellByCode = parts.cells
        successors = cells.reduce(into: [:]) { successors, cell in
            for code in cell.predecessors { successors[code, default: []].append(cell) }
        }
        stationByID = Dictionary(stations.map { ($0.id, $0) }) { first, _ in first }
        stationByArea = Dictionary(
            stations.map { (Area(kind: $0.kind, specialty: $0.specialty, division: $0.division), $0) }
        ) { first, _ in first }
        bodyByID = Dictionary(bodies.map { ($0.id, $0) }) { first, _ in first }
        divisions = parts.divisions
        categoryByCode = parts.categories
        shapes = parts.shapes
        phrases = PhraseIndex(parts.emergencies)
    }

    public func site(_ id: SiteID) -> Site? { siteByID[id] }
    public func cell(_ code: CellCode) -> Cell? { cellByCode[code] }
    public func station(_ id: StationID) -> Station? { stationByID[id] }
    public func body(_ id: BodyID) -> Body? { bodyByID[id] }
    public func division(_ code: DivisionCode) -> Division? { divisions[code] }
    public func category(_ code: CategoryCode) -> Category? { categoryByCode[code] }
    public func tile(_ id: TileID) -> Tile? { tiles.first { $0.id == id } }
    public func shape(of cell: CellCode) -> Shape? { shapes[cell] }

    /// From the county down: `雁江区 · 莲花街道 · 九眼桥社区`.
    public func fullName(_ code: DivisionCode) -> String {
        let path = sequence(first: code) { $0.parent }
        return path.compactMap { divisions[$0]?.name }.reversed().joined(separator: " · ")
    }

    /// The cell that answers for a site on a day. A poster outlives re-gridding: a closed cell hands over to the cells
    /// in force that were made from it, however often; among them to the one that contains the site, or to the first
    /// by code. `nil` if nobody took over.
    public func cellInForce(for site: Site, on day: LocalDate) -> Cell? {
        if let cell = cellByCode[site.cell], cell.dates.contains(day) { return cell }
        let heirs = heirs(of: site.cell, on: day)
        return heirs.first { shapes[$0.code]?.contains(site.location) ?? false } ?? heirs.first
    }

    /// The cells in force on a day that came from a closed one, in order of code.
    private func heirs(of code: CellCode, on day: LocalDate) -> [Cell] {
        var seen: Set<CellCode> = [code]
        var closed = [code]
        var heirs: [Cell] = []
        while let code = closed.popLast() {
            for cell in successors[code] ?? [] where seen.insert(cell.code).inserted {
                if cell.dates.contains(day) { heirs.append(cell) } else { closed.append(cell.code) }
            }
        }
        return heirs.sorted { $0.code < $1.code }
    }

    /// The station of a kind, and of a field, that covers a division: its own, or one of a division above it.
    public func station(kind: Station.Kind, specialty: String? = nil, covering division: DivisionCode)
        -> Station?
    {
        sequence(first: division) { $0.parent }.lazy
            .compactMap { stationByArea[Area(kind: kind, specialty: specialty, division: $0)] }.first
    }

    /// The one-stop station of the township that a division lies in, or is.
    public func townshipStation(of division: DivisionCode) -> Station? {
        station(kind: .township, covering: division)
    }

    /// The centre of the county that a division lies in, or is.
    public func countyCentre(of division: DivisionCode) -> Station? {
        station(kind: .county, covering: division.county)
    }

    /// 纪检监察 of the county that a division lies in, or is.
    public func disciplineStation(of division: DivisionCode) -> Station? {
        station(kind: .discipline, covering: division.county)
    }

    /// What a report's own words say about danger, in order of number, each once. Spaces and punctuation do not matter.
    public func emergencies(in text: String) -> [Emergency] { matches(in: text).map(\.emergency) }

    /// The same, with the words that say so.
    public func matches(in text: String) -> [Emergency.Match] { phrases.matches(in: text) }
}

/// What a catalogue is made from.
struct CatalogParts {
    let divisions: [DivisionCode: Division]
    let cells: [CellCode: Cell]
    let sites: [SiteID: Site]
    let stations: [Station]
    let bodies: [Body]
    let staff: [Staff]
    let absences: [Absence]
    let duty: [DutyTurn]
    let shapes: [CellCode: Shape]
    let categories: [CategoryCode: Category]
    let tiles: [Tile]
    let hotlines: [Hotline]
    let emergencies: [Emergency]
    let rulebook: Rulebook
    let routing: [RoutingRule]
}
