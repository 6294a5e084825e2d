public import Logging
public import Matters

/// 到点办事: does in every matter what the system has to do by now: reminders, rousing, ends of pauses, silent closing.
///
/// What happens is decided inside the transaction that writes it, so a node that comes second finds nothing left to do.
public struct Tick: Sendable {
    /// What it decides by, as of now.
    public struct Rules: Sendable {
        public let rulebook: Rulebook
        /// 包案领导 of a township.
        public let leader: @Sendable (DivisionCode) -> Staff?

        public init(_ rulebook: Rulebook, leader: @escaping @Sendable (DivisionCode) -> Staff?) {
            self.rulebook = rulebook
            self.leader = leader
        }
    }

    /// How often it looks. An urgent matter is roused by the minute.
    public static let every = Instant.Span.seconds(5)
    /// Most steps in one matter at once; what is left waits for the next round.
    static let steps = 16

    private let matters: MatterBook
    private let clock: Matters.Clock
    private let round: SystemRound
    private let logger: Logger
    private let rules: @Sendable () -> Rules?
    private let onProgress: @Sendable (_ matters: Int, _ lag: Instant.Span) -> Void

    /// - Parameters:
    ///   - rules: `nil` before the first import of a grid folder.
    ///   - onProgress: called with how many matters were acted on since the last call, and how long the longest overdue
    ///     one waits.
    public init(
        _ matters: MatterBook, clock: Matters.Clock, logger: Logger, rules: @escaping @Sendable () -> Rules?,
        onProgress: @escaping @Sendable (_ matters: Int, _ lag: Instant.Span) -> Void = { _, _ in }
    ) {
        self.matters = matters
        self.clock = clock
        self.logger = logger
        self.rules = rules
        self.onProgress = onProgress
        round = SystemRound(name: "tick", matters: matters, logger: logger)
    }

    public var job: Job {
        Job("tick", every: Self.every) { _, _ in
            try await run()
            return nil
        }
    }

    /// One round: from the longest overdue matter on, until none is left that was not tried.
    func run() async throws {
        guard let rules = rules() else { return }
        var after: DueMatter?
        var stuck: Instant?
        while true {
            let now = clock.now()
            let due = try await matters.due(now, after, Bounds.tickedMatters)
            guard let first = due.first, let last = due.last else { break }
            onProgress(0, now - (stuck ?? first.since))
            let records = try await round.act(on: due.map(\.number)) { try Self.steps(of: $0, at: now, by: rules) }
            let done = Set(records.filter { !isStillDue($0.matter, at: now, by: rules) }.map(\.matter.number))
            stuck = stuck ?? due.first { !done.contains($0.number) }?.since
            onProgress(done.count, now - (stuck ?? now))
            after = last
        }
        onProgress(0, clock.now() - (stuck ?? clock.now()))
    }

    /// Everything that is due by now, one step after the other.
    private static func steps(of matter: Matter, at now: Instant, by rules: Rules) throws -> [Event] {
        var (matter, events) = (matter, [Event]())
        while events.count < steps, let event = matter.tick(at: now, rules: rules.rulebook, leader: rules.leader) {
            events.append(event)
            try matter.apply(event)
        }
        return events
    }

    /// A reminder that came due by night waits for the morning, and is not stuck.
    private func isStillDue(_ matter: Matter, at now: Instant, by rules: Rules) -> Bool {
        guard matter.tick(at: now, rules: rules.rulebook, leader: rules.leader) != nil else { return false }
        logger.warning("a matter is still due after the system acted", metadata: ["matter": "\(matter.number)"])
        return true
    }
}
