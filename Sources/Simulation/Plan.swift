public import GridCatalog
public import Matters

/// Everything that decides what happens: the same plan over the same grid folder is the same life, to the byte.
public struct Plan: Sendable, Hashable {
    public var seed: UInt64
    public var first: LocalDate
    public var days: Int
    /// Reports on an ordinary working day, on average.
    public var reportsPerDay: Int

    /// The most days a simulation may last: a century.
    public static let mostDays = 36_525
    /// The most reports a day.
    public static let mostReports = 10_000

    public init(seed: UInt64, first: LocalDate, days: Int, reportsPerDay: Int = 20) {
        self.seed = seed
        self.first = first
        self.days = days
        self.reportsPerDay = reportsPerDay
    }

    /// - Throws: `WorldFault` if a district cannot live on this folder from the first day on.
    public func check(_ grids: GridFolder) throws { _ = try World(grids, on: first) }

    /// What to type to live the same life again.
    public func commandLine(grids: String, out: String) -> String {
        "mashang simulate --grids \(grids) --seed \(seed) --from \(first) --days \(days) "
            + "--reports-per-day \(reportsPerDay) --out \(out)"
    }
}
