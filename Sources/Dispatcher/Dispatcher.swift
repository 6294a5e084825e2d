public import GridCatalog
public import Matters

/// 派单: decides who gets a report, and says why. A pure function of what it is given.
///
/// The cell's worker has it first and the township's station answers for it. Whom the report concerns is passed over,
/// with everybody under them, and is shut out for ever (信访工作条例 arts. 28, 30). Where no worker is left, the
/// station must say who takes it: nothing is ever sent nowhere.
public struct Dispatcher: Sendable {
    public let catalog: Catalog
    public let roster: Roster

    public init(catalog: Catalog, roster: Roster) {
        self.catalog = catalog
        self.roster = roster
    }

    /// The workers who could get a report from this cell; ask the ledger for their load before `route`.
    public func candidates(in cell: CellCode) -> [StaffID] { roster.workers(of: cell).map(\.id) }

    /// - Parameter load: open matters by worker; who is not in it has none.
    /// - Throws: `NoStation` if the catalogue has no station for the township and the county; the import refuses such
    ///   a folder.
    public func route(
        cell: CellCode, category: CategoryCode?, concerns: Set<Concern>, load: [StaffID: Int]
    ) throws(NoStation) -> Decision {
        guard let township = catalog.townshipStation(of: cell.village),
            let county = catalog.countyCentre(of: cell.county)
        else { throw NoStation(cell: cell) }

        let lead = concerns.contains(.station) ? county : township
        let excluded = shutOut(by: concerns, cell: cell, station: township.id)
        let (worker, rejected) = choose(from: roster.workers(of: cell), excluded: excluded, concerns, load)
        let assistant = concerns.contains(.station) ? nil : assistant(for: category, cell: cell)

        var reasons: [Decision.Reason] = concerns.sorted { $0.rawValue < $1.rawValue }.map(\.reason)
        if let worker {
            reasons.append(.coversCell)
            if rejected.contains(where: { $0.holder != .worker(worker) && $0.reason == .leastLoaded }) {
                reasons.append(.leastLoaded)
            }
        } else if rejected.isEmpty {
            reasons.append(.noWorker)
        }
        if assistant?.station != nil { reasons.append(.specialised) }

        var scopes: Set<Scope> = [.station(lead.id), .station(county.id), .county(cell.county)]
        if let worker {
            scopes.insert(.staff(worker))
            // The cell's circle lets in whoever comes there next: perhaps from the very station the report is about.
            if concerns.isEmpty { scopes.insert(.cell(cell)) }
        }
        if let station = assistant?.station { scopes.insert(.station(station)) }
        return Decision(
            holder: worker.map(Holder.worker) ?? .station(lead.id), lead: lead.id,
            assistants: [assistant?.station].compactMap(\.self), overseer: county.id, needsTriage: worker == nil,
            scopes: scopes, excluded: excluded, rule: assistant?.rule ?? "cell", reasons: reasons, rejected: rejected)
    }

    /// Everybody the report is about, and everybody who answers to them.
    private func shutOut(by concerns: Set<Concern>, cell: CellCode, station: StationID) -> Set<StaffID> {
        var excluded: Set<StaffID> = []
        if concerns.contains(.gridWorker) { excluded.formUnion(roster.workers(of: cell).map(\.id)) }
        if concerns.contains(.village) {
            let inVillage = roster.all.filter { $0.cells.contains { $0.village == cell.village } }
            excluded.formUnion(inVillage.map(\.id))
        }
        if concerns.contains(.station) {
            excluded.formUnion(roster.all.filter { $0.station == station }.map(\.id))
        }
        return excluded
    }

    /// Of those who cover the cell and are not shut out, the one with the fewest open matters; then by name of account.
    private func choose(
        from workers: [Staff], excluded: Set<StaffID>, _ concerns: Set<Concern>, _ load: [StaffID: Int]
    ) -> (StaffID?, [Decision.Rejection]) {
        let (shut, free) = (workers.filter { excluded.contains($0.id) }, workers.filter { !excluded.contains($0.id) })
        let chosen = free.min { (load[$0.id] ?? 0, $0.id) < (load[$1.id] ?? 0, $1.id) }
        let why = concerns.sorted { $0.rawValue < $1.rawValue }.first?.reason ?? .noWorker
        let rejected =
            shut.map { Decision.Rejection(holder: .worker($0.id), reason: why) }
            + free.filter { $0.id != chosen?.id }.map {
                Decision.Rejection(holder: .worker($0.id), reason: .leastLoaded)
            }
        return (chosen?.id, rejected)
    }

    /// The first routing rule that matches and whose station covers the cell.
    private func assistant(for category: CategoryCode?, cell: CellCode) -> (rule: String, station: StationID?)? {
        guard let category else { return nil }
        for rule in catalog.routing where rule.matches(category) {
            let station = catalog.station(kind: rule.station, specialty: rule.specialty, covering: cell.village)
            guard let station else { continue }
            return (rule.id, rule.station == .township ? nil : station.id)
        }
        return nil
    }
}

/// No station answers for this cell.
public struct NoStation: Error, Sendable, Hashable, CustomStringConvertible {
    public let cell: CellCode
    public var description: String {
        "no township station or county centre covers cell \(cell); run `mashang grids check`"
    }
}

extension Concern {
    fileprivate var reason: Decision.Reason {
        switch self {
        case .gridWorker: .aboutWorker
        case .village: .aboutVillage
        case .station: .aboutStation
        }
    }
}
