public import Matters

/// A deadline with the rule it comes from.
public struct DeadlineView: Sendable, Hashable {
    public let deadline: Deadline
    /// `nil` if the rule is no longer in any file; then only its id is shown.
    public let limit: TimeLimit?
    /// Holidays between start and due: why it is later than it looks.
    public let holidays: [String]
    /// Stands still while the matter is paused.
    public let stands: Bool

    public init(deadline: Deadline, limit: TimeLimit?, holidays: [String] = [], stands: Bool = false) {
        self.deadline = deadline
        self.limit = limit
        self.holidays = holidays
        self.stands = stands
    }

    /// A clock that residents read of.
    var isPromise: Bool { limit?.promise != nil }

    /// The step that ended it before its duty was done; `nil` if it was done, or runs.
    func ender(among events: [EventView]) -> EventView? {
        guard deadline.action.isDuty else { return nil }
        let enders = events.filter { $0.event.at == deadline.stopped }
        return enders.contains { $0.event.fulfils(deadline) } ? nil : enders.last
    }

    func data(_ words: Wording) -> [String: PageData] {
        let promise = limit?.promise ?? limit?.what
        let due = words.due(deadline.due)
        let sentence = promise.map { words.pick($0).replacing("{date}", with: due) }
        return [
            "what": .text(limit.map { words.pick($0.what) } ?? deadline.rule),
            "promise": .text(sentence ?? deadline.rule),
            "due": .text(due),
            "dueMachine": .text(words.machine(deadline.due)),
            "basis": .text(limit.map { words.pick($0.basis) } ?? deadline.rule),
            "rule": .text("\(deadline.rule) · \(deadline.version)"),
            "holidays": .maybe(
                holidays.isEmpty ? nil : words("promiseHolidays", ["names": words.joined(holidays)])),
            "standing": .object(DeadlineStanding(deadline, words, stands: stands).data),
        ]
    }
}

extension Event {
    /// Whether this step did what the clock was for, rather than making it pointless.
    fileprivate func fulfils(_ deadline: Deadline) -> Bool {
        !kind.counts.isDisjoint(with: deadline.stops) || kind == .calledBack
    }
}

/// How a deadline stands now: a colour, a picture and words that say the same.
struct DeadlineStanding {
    let mark: String
    let icon: String
    let text: String

    init(_ deadline: Deadline, _ words: Wording, stands: Bool = false) {
        if stands, deadline.isRunning {
            self.init(mark: "is-done", icon: "icon-clock", text: words("deadlineStands"))
            return
        }
        if !deadline.action.isDuty {
            let isOver = deadline.stopped != nil || deadline.due < words.now
            self.init(
                mark: isOver ? "is-done" : "is-running", icon: "icon-clock",
                text: isOver
                    ? words("deadlineOver") : words("deadlineLeft", ["span": words.span(deadline.due - words.now)]))
            return
        }
        let lateness = deadline.lateness(at: words.now).map(words.span)
        switch (deadline.stopped, lateness) {
        case (.some(let stopped), nil):
            self.init(mark: "is-kept", icon: "icon-check", text: words("deadlineKept", ["when": words.moment(stopped)]))
        case (.some, .some(let lateness)):
            self.init(mark: "is-late", icon: "icon-late", text: words("deadlineKeptLate", ["span": lateness]))
        case (nil, .some(let lateness)):
            self.init(mark: "is-late", icon: "icon-late", text: words("deadlineLate", ["span": lateness]))
        case (nil, nil):
            let left = words.span(deadline.due - words.now)
            self.init(
                mark: Self.isSoon(deadline, words.now) ? "is-soon" : "is-running", icon: "icon-clock",
                text: words("deadlineLeft", ["span": left]))
        }
    }

    /// Ended by another step before its duty was done: neither kept nor broken.
    init(endedBy step: EventView, _ words: Wording) {
        let why = step.sentence(words, family: "trail")
        self.init(mark: "is-done", icon: "icon-clock", text: words("deadlineEnded", ["why": why]))
    }

    private init(mark: String, icon: String, text: String) {
        self.mark = mark
        self.icon = icon
        self.text = text
    }

    /// The last quarter of its time has begun.
    private static func isSoon(_ deadline: Deadline, _ now: Instant) -> Bool {
        let (whole, left) = (deadline.due - deadline.start, deadline.due - now)
        return left.milliseconds * 4 < whole.milliseconds
    }

    var data: [String: PageData] { ["mark": .text(mark), "icon": .text(icon), "text": .text(text)] }
}

extension TimeLimit {
    /// As a line about another body: what, how long, by which article.
    func elsewhere(_ words: Wording) -> PageData {
        let length = words.of("unit", amount.unit.rawValue, ["count": String(amount.count)])
        return [
            "what": .text(words("elsewhereLine", ["what": words.pick(what), "length": length])),
            "basis": .text(words.pick(basis)),
        ]
    }
}
