public import Logging
public import Matters

/// 重新计时: when the calendar of a year came, or was taken back, moves every running clock that it concerns. The job's
/// mark is the years that the clocks were last counted by.
public struct Recount: Sendable {
    /// How often it compares the years.
    public static let every = Instant.Span.minutes(1)

    private let matters: MatterBook
    private let clock: Matters.Clock
    private let round: SystemRound
    private let rulebook: @Sendable () -> Rulebook?

    /// - Parameter rulebook: `nil` before the first import of a grid folder.
    public init(
        _ matters: MatterBook, clock: Matters.Clock, logger: Logger, rulebook: @escaping @Sendable () -> Rulebook?
    ) {
        self.matters = matters
        self.clock = clock
        self.rulebook = rulebook
        round = SystemRound(name: "recount", matters: matters, logger: logger)
    }

    public var job: Job {
        Job("recount", every: Self.every) { lease, _ in
            guard let rules = rulebook() else { return lease.mark }
            let years = rules.calendar.years.sorted().map(String.init).joined(separator: " ")
            if years != lease.mark { try await run(rules) }
            return years
        }
    }

    /// Through all matters with a running clock, in pages; interrupted, it begins again, and what was moved stays.
    private func run(_ rules: Rulebook) async throws {
        var after: MatterNumber?
        while true {
            let page = try await matters.running(after, Bounds.tickedMatters)
            guard let last = page.last else { return }
            let now = clock.now()
            _ = try await round.act(on: page) { [$0.recount(at: now, rules: rules)].compactMap(\.self) }
            after = last
        }
    }
}
