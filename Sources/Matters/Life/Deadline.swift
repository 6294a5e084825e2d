/// One running or stopped clock of a matter: the rule, its version, what started it, and when it is due.
public struct Deadline: Sendable, Hashable, Codable {
    public let rule: String
    public let version: String
    /// The events that stop it, kept here so that a trail can be replayed without the rule file of its day.
    public let stops: [EventKind]
    public let start: Instant
    public internal(set) var due: Instant
    /// What happens when it is due; `nil` is `.climb`.
    public let then: DueAction?
    /// Stands still while the matter is paused; `nil` if it never does.
    public let pausable: Bool?
    /// When the duty was done; `nil` while it runs.
    public internal(set) var stopped: Instant?
    /// How many steps of the ladder were taken for it; `nil` before the first.
    public internal(set) var raised: Int?

    public init(
        rule: String, version: String, stops: [EventKind], start: Instant, due: Instant, then: DueAction? = nil,
        pausable: Bool? = nil, stopped: Instant? = nil
    ) {
        self.rule = rule
        self.version = version
        self.stops = stops
        self.start = start
        self.due = due
        self.then = then
        self.pausable = pausable
        self.stopped = stopped
    }

    public var isRunning: Bool { stopped == nil }
    /// One clock of a matter: a rule that repeats has one for each start.
    struct Key: Sendable, Hashable {
        let rule: String
        let start: Instant
    }
    var key: Key { Key(rule: rule, start: start) }
    public var action: DueAction { then ?? .climb }

    /// How late it is, or was when it stopped; `nil` if it was kept or still can be, or if nobody owes anything by it.
    public func lateness(at now: Instant) -> Instant.Span? {
        guard action.isDuty else { return nil }
        let end = stopped ?? now
        return end > due ? end - due : nil
    }
}

/// What the system does about a clock that is due.
public enum DueAction: String, Sendable, Codable, CaseIterable {
    /// 分级催办: tells one level after the other (`Ladder`).
    case climb
    /// Rouses the duty officer every few minutes, by night too, until somebody answers.
    case rouse
    /// 回访: like `climb`; a call-back ends the earliest of them.
    case callBack
    /// Closes the matter: the resident had the time to speak.
    case close
    /// Makes the end final: the resident had the time to ask for a review.
    case finalise
    /// Nothing: it tells until when something can be asked for.
    case window

    /// Somebody of the staff owes something by it.
    public var isDuty: Bool { self == .climb || self == .rouse || self == .callBack }
    /// It runs on in a closed matter.
    var outlivesEnd: Bool { self == .callBack || self == .finalise || self == .window }

    /// What the system does by it, and in which states the matter waits for that; `nil` if nothing.
    func command(in state: MatterState) -> CommandKind? {
        let command: CommandKind? =
            switch self {
            case .climb: .escalate
            case .callBack: state == .closed ? .escalate : nil
            case .rouse: .rouse
            case .close: .close
            case .finalise: .finalise
            case .window: nil
            }
        return command.flatMap { Transitions.systemMay($0, in: state) ? $0 : nil }
    }
}
