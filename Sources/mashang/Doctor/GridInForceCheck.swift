import Dispatcher
import GridCatalog
import Matters
import Storage

/// The grid in force: its rules, its holidays, and whether everybody is answered.
enum GridInForceCheck {
    /// Of each kind of gap, what is named.
    private static let named = 10
    /// The State Council publishes the next year's holidays in autumn.
    private static let monthOfNextYear = 11

    static func diagnoses(_ deployment: Deployment, on day: LocalDate) async throws -> [Diagnosis] {
        guard let (version, bytes) = try await deployment.store.shelf.newest(),
            let dispatcher = deployment.grid.dispatcher
        else { return [.fault("grid", DeploymentFault.noGrid.description)] }
        let catalog = dispatcher.catalog
        let summary =
            "version \(version): \(catalog.townships.count) townships, \(catalog.cells.count) cells, "
            + "\(catalog.sites.count) sites, \(catalog.stations.count) stations"
        var diagnoses: [Diagnosis] = [.ok("grid", summary)]
        if let folder = GridFolder(packed: bytes) {
            // What was put in force is followed; what is doubtful in it is said each time. Cover and calendar have
            // lines of their own.
            let read = CatalogParse.read(folder, on: day, tolerating: CurrentGrid.tolerated)
            let elsewhere: Set<Problem.Kind> = [.noWorker, .noStation, .unstaffedStation, .missingYear]
            let unlike = read.problems.filter { !elsewhere.contains($0.kind) }
            diagnoses += unlike.map { .warning("grid", $0.description) }
        }
        diagnoses += coverage(catalog, dispatcher.roster, on: day)
        diagnoses += calendar(catalog.rulebook.calendar, on: day)
        diagnoses.append(try await accounts(deployment))
        return diagnoses
    }

    private static func coverage(_ catalog: Catalog, _ roster: Roster, on day: LocalDate) -> [Diagnosis] {
        let unstaffed = CoverageProof.unstaffed(in: catalog, roster: roster).map {
            Diagnosis.fault("coverage", $0.unstaffed.message.en)
        }
        let gaps = CoverageProof.gaps(in: catalog, roster: roster, on: day)
        guard !gaps.isEmpty else {
            guard unstaffed.isEmpty else { return unstaffed }
            return [.ok("coverage", "every cell has a worker, a station, somebody at night, and somebody else")]
        }
        let shown = gaps.prefix(named).map { Diagnosis.fault("coverage", $0.problem.message.en) }
        return unstaffed + shown
            + (gaps.count > named ? [.fault("coverage", "and \(gaps.count - named) gaps more")] : [])
    }

    private static func calendar(_ calendar: WorkCalendar, on day: LocalDate) -> [Diagnosis] {
        let remedy = "put it in calendar/ and do grids import; running limits are then counted again"
        var diagnoses: [Diagnosis] = []
        let known = calendar.years.sorted().map(String.init).joined(separator: " ")
        if calendar.knows(day.year) {
            diagnoses.append(.ok("calendar", "holidays of \(known) are known"))
        } else {
            diagnoses.append(
                .fault("calendar", "the holidays of \(day.year) are missing, weekdays are counted meanwhile; \(remedy)")
            )
        }
        if day.month >= monthOfNextYear, !calendar.knows(day.year + 1) {
            diagnoses.append(
                .warning(
                    "calendar",
                    "the holidays of \(day.year + 1) are missing, weekdays are counted for it meanwhile; \(remedy)"
                ))
        }
        return diagnoses
    }

    private static func accounts(_ deployment: Deployment) async throws -> Diagnosis {
        let accounts = try await deployment.store.accounts.all().filter { !$0.isDisabled }
        let without = accounts.filter { !$0.hasPassword }
        let text = "\(accounts.count) staff"
        guard without.isEmpty else {
            let names = without.prefix(named).map(\.staff.id.text).joined(separator: " ")
            return .warning(
                "staff",
                "\(text), \(without.count) cannot sign in for want of a password: \(names)"
                    + (without.count > named ? " …" : "") + "; do: staff reset")
        }
        return .ok("staff", text)
    }
}
