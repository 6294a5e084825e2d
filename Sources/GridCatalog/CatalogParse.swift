public import Matters

/// Reads a folder into a catalogue, or into everything that is wrong with it.
public enum CatalogParse {
    /// Every problem, not the first, in order of file and line. The catalogue is `nil` if any of them is an error;
    /// warnings leave it usable.
    ///
    /// - Parameters:
    ///   - day: the day on which cells must be covered and staff must serve.
    ///   - tolerated: errors that leave the catalogue usable all the same.
    public static func read(
        _ folder: GridFolder, on day: LocalDate, tolerating tolerated: Set<Problem.Kind> = []
    ) -> (catalog: Catalog?, problems: [Problem]) {
        let findings = Findings()
        let districts = folder.districts
        guard let district = districts.first else {
            findings.report(
                Origin(file: "."), nil, .missingFile, "没有区县文件夹（里面要有 divisions.csv）",
                "there is no district folder (one with a divisions.csv)")
            return (nil, findings.sorted)
        }
        guard districts.count == 1 else {
            let names = districts.joined(separator: " ")
            findings.report(
                Origin(file: "."), nil, .severalDistricts, "有几个区县文件夹（\(names)），请指定一个",
                "several district folders (\(names)); name one")
            return (nil, findings.sorted)
        }
        let catalog = read(Source(folder: folder, district: district, findings: findings), on: day)
        let isBroken = findings.problems.contains { !$0.isWarning && !tolerated.contains($0.kind) }
        return (isBroken ? nil : catalog, findings.sorted)
    }

    /// What a folder that was in force once says about clocks and places, whatever else it says: a past event is
    /// checked by the folder of its own day, which today's checks need not accept.
    /// - Returns: `nil` if it has no district.
    public static func record(_ folder: GridFolder) -> (rulebook: Rulebook, sites: Set<SiteID>)? {
        guard let district = folder.districts.first else { return nil }
        let source = Source(folder: folder, district: district, findings: Findings())
        // The day only decides which missing years are warned of.
        let calendar = CalendarFile.read(source, on: LocalDate(dayNumber: 0))
        let sites = SiteFile.read(source).map(\.id)
        return (Rulebook(limits: LimitFile.read(source), calendar: calendar), Set(sites))
    }

    private static func read(_ source: Source, on day: LocalDate) -> Catalog {
        let categories = CategoryFile.read(source)
        let tiles = TileFile.read(source, categories: categories)
        CategoryFile.check(categories, tiles: tiles, source.findings)
        let divisions = DivisionFile.read(source)
        let cells = CellFile.read(source, divisions: divisions).current(on: day)
        let sites = SiteFile.read(source)
        let stations = StationFile.read(source, divisions: divisions)
        let staff = StaffFile.read(
            source,
            StaffFile.Known(
                day: day, divisions: divisions, cells: cells,
                stations: Dictionary(stations.map { ($0.id, $0) }) { first, _ in first }))
        let bodies = BodyFile.read(source, divisions: divisions, categories: categories)
        let people = staff.current(on: day).mapValues(\.staff)
        let catalog = Catalog(
            CatalogParts(
                divisions: divisions, cells: cells, sites: sites.current(on: day), stations: stations,
                bodies: bodies, staff: staff.filter { $0.dates.contains(day) }.map(\.staff),
                absences: AbsenceFile.read(source, staff: people),
                duty: DutyFile.read(source, staff: people, stations: stations),
                shapes: ShapeFile.read(source, cells: cells), categories: categories, tiles: tiles,
                hotlines: HotlineFile.read(source), emergencies: EmergencyFile.read(source),
                rulebook: Rulebook(
                    limits: LimitFile.read(source), calendar: CalendarFile.read(source, on: day)),
                routing: RoutingFile.read(source, categories: categories, bodies: bodies)))
        RoutingCheck.check(in: catalog, stations: source.path("stations.csv"), source.findings)
        SiteCheck.check(sites, in: catalog, on: day, source.findings)
        // Without a readable staff file nobody can be missing from it; the accounts may be in the database already.
        let knowsStaff = !staff.isEmpty || !source.findings.hasProblem(in: source.path("staff.csv"))
        let isRosterWhole = !["staff.csv", "stations.csv"].contains { source.findings.hasProblem(in: source.path($0)) }
        let roster = Roster(staff: catalog.staffInFile)
        if knowsStaff, isRosterWhole {
            CoverageProof.unstaffed(in: catalog, roster: roster).map(\.unstaffed).forEach(source.findings.report)
        }
        CoverageProof.gaps(in: catalog, roster: roster, on: day)
            .filter { gap in
                switch gap.kind {
                case .station: true
                case .worker: knowsStaff
                // Who could not be read may be the one that is missed.
                case .outOfHours, .alternative: knowsStaff && isRosterWhole
                }
            }.map(\.problem).forEach(source.findings.report)
        return catalog
    }
}
