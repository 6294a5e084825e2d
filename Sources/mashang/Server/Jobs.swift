import Clockwork
import Dispatcher
import GridCatalog
import Logging
import Matters
import Storage

/// What is done again and again.
enum Jobs {
    /// - Parameter onTick: called with how many matters the system acted on, and how long the longest overdue one
    ///   waits.
    static func all(
        on deployment: Deployment, logger: Logger,
        onTick: @escaping @Sendable (_ matters: Int, _ lag: Instant.Span) -> Void = { _, _ in }
    ) -> [Job] {
        let (upkeep, matters, clock) = (deployment.store.upkeep, deployment.store.matters, deployment.clock)
        let grid = deployment.grid
        return [
            Job("sweep", every: .hours(1)) { lease, now in
                _ = try await upkeep.sweep(lease, now)
                return nil
            },
            Tick(matters, clock: clock, logger: logger, rules: { grid.dispatcher?.tickRules }, onProgress: onTick).job,
            Recount(matters, clock: clock, logger: logger) { grid.dispatcher?.catalog.rulebook }.job,
            // Reads and says; writes nothing but its lease.
            Job("coverage", every: .hours(24)) { _, now in
                for gap in Coverage.gaps(on: grid, at: now) {
                    logger.error(
                        "a cell lost its cover",
                        metadata: ["cell": "\(gap.cell.code)", "problem": "\(gap.problem.message.en)"])
                }
                for station in Coverage.unstaffed(on: grid) {
                    logger.error(
                        "a station lost its staff",
                        metadata: ["station": "\(station.id)", "problem": "\(station.unstaffed.message.en)"])
                }
                return nil
            },
        ]
    }
}

/// Which cells nobody covers as the grid and the staff are now.
enum Coverage {
    static func gaps(on grid: CurrentGrid, at now: Instant) -> [CoverageProof.Gap] {
        guard let dispatcher = grid.dispatcher else { return [] }
        return CoverageProof.gaps(in: dispatcher.catalog, roster: dispatcher.roster, on: ChinaTime.date(of: now))
    }

    static func unstaffed(on grid: CurrentGrid) -> [Station] {
        guard let dispatcher = grid.dispatcher else { return [] }
        return CoverageProof.unstaffed(in: dispatcher.catalog, roster: dispatcher.roster)
    }

    static func uncoveredCells(on grid: CurrentGrid, at now: Instant) -> Int {
        Set(gaps(on: grid, at: now).map(\.cell.code)).count
    }
}

extension Dispatcher {
    /// What the system acts by: the limits in force, and who leads each township.
    var tickRules: Tick.Rules {
        let roster = roster
        return Tick.Rules(catalog.rulebook) { roster.leaders(of: $0).first }
    }
}
