import GridCatalog
import Matters

extension World {
    /// Where a report must go, from who serves and what the report is about (信访工作条例 arts. 28, 30).
    ///
    /// - Parameters:
    ///   - site: the kind of place that was scanned.
    ///   - load: open matters of a worker.
    /// - Returns: `nil` if the folder has no station for the place; the import refuses such a folder.
    func route(
        _ report: Report, from cell: CellCode, site: Site.Kind, at now: Instant, load: (StaffID) -> Int
    ) -> ExpectedMatter.Route? {
        guard let station = catalog.townshipStation(of: cell.village)?.id else { return nil }
        let rule = catalog.routing.first { isFor($0.when, report, cell, site, now) }
        let isAboutStation = report.concerns.contains(.station)
        let isAboutVillage = report.concerns.contains(.village)

        var concerned: Set<StaffID> = []
        for person in serving {
            let isWorker = report.concerns.contains(.gridWorker) && person.cells.contains(cell)
            let isVillager = isAboutVillage && person.cells.contains { $0.village == cell.village }
            let isColleague = isAboutStation && person.station == station
            if isWorker || isVillager || isColleague { concerned.insert(person.id) }
        }

        if rule?.lead == .discipline || report.category?.text == "D1904" {
            return sealedRoute(concerned, isAboutVillage ? cell.village : nil, isAboutStation ? station : nil)
        }
        let free = { (people: [Staff]) in people.map(\.id).filter { !concerned.contains($0) } }
        var able = free(workers(of: cell))
        if able.isEmpty, report.concerns.isDisjoint(with: [.gridWorker, .village]) {
            able = free(serving.filter { $0.role == .gridWorker && $0.cells.contains { $0.village == cell.village } })
        }
        if rule?.worker == RoutingRule.WorkerChoice.none { able = [] }
        let worker = able.min { (load($0), $0) < (load($1), $1) }
        var lead = station
        if case .station(let choice) = rule?.lead { lead = nearest(choice, cell) ?? station }
        if isAboutStation, lead == station { lead = centre }
        let assistants = isAboutStation ? [] : (rule?.assists ?? []).compactMap { nearest($0, cell) }
        var circles: Set<Scope> = [.station(lead), .station(centre), .county(county)]
        if let worker {
            circles.insert(.staff(worker))
            // The cell's circle would let in whoever comes there next, also from what the report is about.
            if report.concerns.isEmpty { circles.insert(.cell(cell)) }
        }
        circles.formUnion(assistants.map(Scope.station))
        return ExpectedMatter.Route(
            holder: worker.map(Holder.worker) ?? .station(answering(lead, without: concerned)), lead: lead,
            centre: centre, assistants: assistants, circles: circles, concerned: concerned,
            concernedVillage: isAboutVillage ? cell.village : nil, concernedStation: isAboutStation ? station : nil,
            duty: onDuty(at: [lead, centre], without: concerned),
            isMeant: rule?.worker == RoutingRule.WorkerChoice.none && hasPeople(lead, without: concerned))
    }

    /// Nobody keeps a list of duty here, so it falls to the chief of the station, then to the county's supervisor.
    private func onDuty(
        at stations: [StationID], without concerned: Set<StaffID>
    ) -> StaffID? {
        let roles: [Role] = [.stationChief, .countySupervisor]
        for station in stations {
            let able = serving.filter { $0.station == station && !concerned.contains($0.id) }
            for role in roles {
                if let first = able.filter({ $0.role == role }).map(\.id).min() { return first }
            }
        }
        return nil
    }

    /// 检举控告 is the discipline station's alone; where there is none, the county's.
    private func sealedRoute(
        _ concerned: Set<StaffID>, _ village: DivisionCode?, _ station: StationID?
    ) -> ExpectedMatter.Route {
        let discipline = catalog.stations.first { $0.kind == .discipline }?.id
        let lead = discipline ?? centre
        return ExpectedMatter.Route(
            holder: .station(lead), lead: lead, centre: lead, assistants: [],
            circles: discipline == nil ? [.station(lead), .county(county)] : [.station(lead)], concerned: concerned,
            concernedVillage: village, concernedStation: station, duty: onDuty(at: [lead], without: concerned),
            isMeant: true)
    }

    /// The station, or the centre if nobody at the station may decide and somebody at the centre may.
    private func answering(_ station: StationID, without concerned: Set<StaffID>) -> StationID {
        !hasPeople(station, without: concerned) && hasPeople(centre, without: concerned) ? centre : station
    }

    /// Whether somebody there may decide.
    private func hasPeople(_ station: StationID, without concerned: Set<StaffID>) -> Bool {
        serving.contains { person in
            let decides =
                station == centre
                ? person.role == .countySupervisor && person.division?.county == county
                : person.role == .stationChief && person.station == station
            return decides && !concerned.contains(person.id)
        }
    }

    private func isFor(
        _ when: RoutingRule.Condition, _ report: Report, _ cell: CellCode, _ site: Site.Kind, _ now: Instant
    ) -> Bool {
        // A report has no nature and no language of its own here.
        guard when.natures.isEmpty, when.languages.isEmpty else { return false }
        let clock = ChinaTime.clockText(now).split(separator: ":").compactMap { Int($0) }
        let minute = clock[0] * 60 + clock[1]
        var isOnTime = true
        if let hours = when.hours {
            isOnTime =
                hours.from < hours.to
                ? hours.from <= minute && minute < hours.to : minute >= hours.from || minute < hours.to
        }
        let isWorkday = catalog.rulebook.calendar.isWorkingDay(ChinaTime.date(of: now))
        return isOnTime && when.isWorkday != !isWorkday
            && (when.sites.isEmpty || when.sites.contains(site))
            && (when.places.isEmpty || when.places.contains { cell.text.hasPrefix($0.text) })
            && (when.concerns.isEmpty || when.concerns.contains { report.concerns.contains($0) })
            && (when.categories.isEmpty
                || when.categories.contains { report.category?.text.hasPrefix($0.text) ?? false })
    }

    /// The station of a kind and field whose area is the smallest around the cell.
    private func nearest(_ choice: RoutingRule.StationChoice, _ cell: CellCode) -> StationID? {
        catalog.stations.filter { $0.kind == choice.kind && $0.specialty == choice.specialty }
            .filter { cell.text.hasPrefix($0.division.text) }
            .max { $0.division.text.count < $1.division.text.count }?.id
    }
}
