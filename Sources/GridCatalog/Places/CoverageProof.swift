public import Matters

/// Proves that whoever scans anywhere reaches somebody: each cell in force has a grid worker, a township station,
/// somebody at every hour, and somebody whom a report does not concern.
public enum CoverageProof {
    /// What one cell lacks.
    public struct Gap: Sendable, Hashable {
        public enum Kind: Sendable, Hashable {
            case worker, station
            /// Nobody is on duty, and there is no chief or supervisor to reach.
            case outOfHours
            /// Nobody would be left to have a report about this.
            case alternative(Concern)
        }

        public let cell: Cell
        public let kind: Kind
    }

    /// The cells in force on `day` that nobody answers for; empty if the proof holds.
    public static func gaps(in catalog: Catalog, roster: Roster, on day: LocalDate) -> [Gap] {
        let people = Answering(catalog: catalog, roster: roster)
        return catalog.cells.filter { $0.dates.contains(day) }.flatMap { cell in
            people.gaps(of: cell.code).map { Gap(cell: cell, kind: $0) }
        }
    }

    /// 纪检监察站 without anybody: an accusation is sealed, so nobody else would ever see that it lies there.
    public static func unstaffed(in catalog: Catalog, roster: Roster) -> [Station] {
        let people = Answering(catalog: catalog, roster: roster)
        return catalog.stations.filter { $0.kind == .discipline && people.people(of: $0.id).isEmpty }
    }

    /// What one cell lacks, in force or not.
    public static func gaps(of cell: Cell, in catalog: Catalog, roster: Roster) -> [Gap] {
        Answering(catalog: catalog, roster: roster).gaps(of: cell.code).map { Gap(cell: cell, kind: $0) }
    }
}

/// Who answers for a station, day and night.
private struct Answering {
    let catalog: Catalog
    let roster: Roster

    func gaps(of cell: CellCode) -> [CoverageProof.Gap.Kind] {
        guard let station = catalog.townshipStation(of: cell.township)?.id,
            let county = catalog.countyCentre(of: cell.county)?.id
        else {
            return (roster.workers(of: cell).isEmpty ? [.worker] : []) + [.station]
        }
        let township = people(of: station)
        let above = roster.supervisors(of: cell.county) + people(of: county)
        let workers = roster.workers(of: cell)
        var gaps: [CoverageProof.Gap.Kind] = []
        if workers.isEmpty { gaps.append(.worker) }
        if township.isEmpty, above.isEmpty { gaps.append(.outOfHours) }
        let inVillage = { (person: Staff) in person.cells.contains { $0.village == cell.village } }
        let alternatives: [(Concern, (Staff) -> Bool)] = [
            (.gridWorker, { workers.contains($0) }), (.village, inVillage), (.station, { $0.station == station }),
        ]
        for (concern, isConcerned) in alternatives where (township + above).allSatisfy(isConcerned) {
            gaps.append(.alternative(concern))
        }
        return gaps
    }

    /// Chiefs of a station, and who has a turn of duty there.
    func people(of station: StationID) -> [Staff] {
        let onDuty = catalog.duty.filter { $0.station == station }.compactMap { roster.staff($0.person) }
        return roster.chiefs(of: station) + onDuty
    }
}

extension Station {
    /// That nobody serves here, in words for a clerk.
    public var unstaffed: Problem {
        Problem(
            origin, column: "id", .unstaffedStation, zh: "站点 \(id)（\(name)）没有人：检举控告只交给它，别人看不到",
            en: "station \(id) has no staff: accusations go to it alone, and nobody else sees them")
    }
}

extension CoverageProof.Gap {
    /// With the cell's line, in words for a clerk.
    public var problem: Problem {
        let (code, name) = (cell.code, cell.name)
        func problem(_ kind: Problem.Kind, _ zh: String, _ en: String) -> Problem {
            Problem(cell.origin, column: "code", kind, zh: zh, en: en)
        }
        return switch kind {
        case .worker: problem(.noWorker, "网格 \(code)（\(name)）没有网格员", "cell \(code) has no grid worker")
        case .station:
            problem(
                .noStation, "网格 \(code) 所在乡镇 \(code.township) 没有站点",
                "township \(code.township) of cell \(code), or its county, has no station")
        case .outOfHours:
            problem(
                .noWayOutOfHours, "网格 \(code)（\(name)）下班后找不到人：没有值班表，也没有站点负责人",
                "nobody can be reached for cell \(code) out of hours: no duty officer and no chief")
        case .alternative(let concern):
            problem(
                .noAlternative, "网格 \(code)（\(name)）没有可回避的去处：反映\(concern.noun.zh)的事没有别人能接",
                "nobody else could have a report about the \(concern.noun.en) of cell \(code)")
        }
    }
}

extension Concern {
    fileprivate var noun: Bilingual {
        switch self {
        case .gridWorker: Bilingual(zh: "网格员", en: "grid worker")
        case .village: Bilingual(zh: "村社区", en: "village")
        case .station: Bilingual(zh: "站点", en: "station")
        }
    }
}
