public import Matters

/// What stands above a board: urgent matters that nobody answered, the four defects of 一会四联 counted, and call-backs
/// to make.
public struct WatchView: Sendable {
    /// 四个“只”: what is late, by where it got stuck.
    public enum Gap: String, Sendable, CaseIterable {
        /// 收到没办: nobody has begun.
        case received
        /// 交办没检查: somebody took it, the time is over, and nobody looked after it.
        case assigned
        /// 有方案没办: mediation, a pause or a body outside, and then nothing.
        case planned
        /// 包案没解决: it has a named owner and is late all the same.
        case owned

        public var states: Set<MatterState> {
            switch self {
            case .received: [.triage, .dispatched, .reopened]
            case .assigned: [.accepted, .handling, .review, .rereview]
            case .planned: [.mediating, .paused, .referred]
            case .owned: Set(MatterState.allCases.filter(\.isOpen))
            }
        }
    }

    public struct Count: Sendable {
        public let gap: Gap
        public let count: Int
        /// There are more than were counted.
        public let isMore: Bool
        public let path: String

        public init(gap: Gap, count: Int, isMore: Bool = false, path: String) {
            self.gap = gap
            self.count = count
            self.isMore = isMore
            self.path = path
        }
    }

    public let urgent: [MatterCard]
    public let counts: [Count]
    public let callBacks: [MatterCard]
    /// The gap that the board shows now.
    public let chosen: Gap?

    public init(urgent: [MatterCard] = [], counts: [Count] = [], callBacks: [MatterCard] = [], chosen: Gap? = nil) {
        self.urgent = urgent
        self.counts = counts
        self.callBacks = callBacks
        self.chosen = chosen
    }

    func data(_ words: Wording) -> [String: PageData] {
        [
            "hasUrgent": .flag(!urgent.isEmpty),
            "urgent": .list(urgent.map { $0.data(words) }),
            "hasCallBacks": .flag(!callBacks.isEmpty),
            "callBacks": .list(callBacks.map { $0.data(words) }),
            "hasGaps": .flag(!counts.isEmpty),
            "gaps": .list(
                counts.map { count in
                    [
                        "name": .text(words.of("gap", count.gap.rawValue)),
                        "count": .text(count.isMore ? "\(count.count)+" : count.count.counted),
                        "isSome": .flag(count.count > 0),
                        "isChosen": .flag(count.gap == chosen),
                        "href": .text(count.path),
                    ]
                }),
        ]
    }
}
