public import Matters

/// Proves that whoever scans anywhere reaches somebody: each cell in force has a grid worker and a township station.
public enum CoverageProof {
    /// The cells in force on `day` that nobody answers for; empty if the proof holds.
    public static func gaps(in catalog: Catalog, roster: Roster, on day: LocalDate) -> [Problem] {
        catalog.cells.filter { $0.dates.contains(day) }.flatMap { cell -> [Problem] in
            [
                roster.workers(of: cell.code).isEmpty ? withoutWorker(cell) : nil,
                catalog.townshipStation(of: cell.code.township) == nil ? withoutStation(cell) : nil,
            ].compactMap { $0 }
        }
    }

    private static func withoutWorker(_ cell: Cell) -> Problem {
        Problem(
            cell.origin, column: "code", .noWorker, zh: "网格 \(cell.code)（\(cell.name)）没有网格员",
            en: "cell \(cell.code) has no grid worker")
    }

    private static func withoutStation(_ cell: Cell) -> Problem {
        Problem(
            cell.origin, column: "code", .noStation, zh: "网格 \(cell.code) 所在乡镇 \(cell.code.township) 没有站点",
            en: "township \(cell.code.township) of cell \(cell.code) has no station")
    }
}
