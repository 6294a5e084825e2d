import GridCatalog
import Matters

extension World {
    /// Where a report must go, from who serves and what the report is about (信访工作条例 arts. 28, 30).
    ///
    /// - Parameter load: open matters of a worker.
    /// - Returns: `nil` if the folder has no station for the place; the import refuses such a folder.
    func route(_ report: Report, from cell: CellCode, load: (StaffID) -> Int) -> ExpectedMatter.Route? {
        guard let station = catalog.townshipStation(of: cell.village)?.id else { return nil }
        let isAboutStation = report.concerns.contains(.station)
        let isAboutVillage = report.concerns.contains(.village)

        var concerned: Set<StaffID> = []
        for person in serving {
            let isWorker = report.concerns.contains(.gridWorker) && person.cells.contains(cell)
            let isVillager = isAboutVillage && person.cells.contains { $0.village == cell.village }
            let isColleague = isAboutStation && person.station == station
            if isWorker || isVillager || isColleague { concerned.insert(person.id) }
        }

        let worker = workers(of: cell).map(\.id).filter { !concerned.contains($0) }
            .min { (load($0), $0) < (load($1), $1) }
        let lead = isAboutStation ? centre : station
        let assistant = isAboutStation ? nil : assistant(report.category, cell)
        var circles: Set<Scope> = [.station(lead), .station(centre), .county(county)]
        if let worker {
            circles.insert(.staff(worker))
            // The cell's circle would let in whoever comes there next, also from what the report is about.
            if report.concerns.isEmpty { circles.insert(.cell(cell)) }
        }
        if let assistant { circles.insert(.station(assistant)) }
        return ExpectedMatter.Route(
            holder: worker.map(Holder.worker) ?? .station(lead), lead: lead, centre: centre,
            assistants: assistant.map { [$0] } ?? [], circles: circles, concerned: concerned,
            concernedVillage: isAboutVillage ? cell.village : nil, concernedStation: isAboutStation ? station : nil)
    }

    /// The station of the first rule that is for the category and covers the place; none if that is the township's.
    private func assistant(_ category: CategoryCode?, _ cell: CellCode) -> StationID? {
        guard let category else { return nil }
        for rule in catalog.routing {
            let isFor =
                rule.categories.isEmpty || rule.categories.contains { category.text.hasPrefix($0.text) }
            let here = catalog.stations.filter { $0.kind == rule.station && $0.specialty == rule.specialty }
                .filter { cell.text.hasPrefix($0.division.text) }
                .max { $0.division.text.count < $1.division.text.count }
            guard isFor, let here else { continue }
            return here.kind == .township ? nil : here.id
        }
        return nil
    }
}
