public import Matters

/// `/m/N`: where the matter stands, in plain words.
public struct TrackPage: Page {
    public let matter: Matter
    public let site: SiteView
    public let holder: HolderView
    public let deadlines: [DeadlineView]
    public let events: [EventView]
    /// What the resident wrote; `nil` once it was erased.
    public let text: String?
    /// The handler's answer.
    public let outcome: String?

    public init(
        matter: Matter, site: SiteView, holder: HolderView, deadlines: [DeadlineView], events: [EventView],
        text: String?, outcome: String?
    ) {
        self.matter = matter
        self.site = site
        self.holder = holder
        self.deadlines = deadlines
        self.events = events
        self.text = text
        self.outcome = outcome
    }

    public var template: String { "track" }
    public func title(_ words: Wording) -> String { words("trackTitle", ["number": matter.number.grouped]) }

    public func data(_ words: Wording) -> [String: PageData] {
        let holderName = holder.text(words)
        return site.data.adding([
            "number": .text(matter.number.grouped),
            "stateSentence": .text(words.of("standing", matter.state.rawValue, ["holder": holderName])),
            "since": .text(words("trackSince", ["when": words.moment(matter.heldSince)])),
            "holder": .object(holder.data(words)),
            "promises": .list(deadlines.filter(\.isPromise).map { .object($0.data(words)) }),
            "events": .list(events.reversed().map { $0.forResident(words) }),
            "text": .maybe(text),
            "outcome": .maybe(outcome),
            "asksResident": .flag(matter.state == .resolved),
            "isClosed": .flag(matter.state == .closed),
            "action": .text(Paths.trackCommands(matter.number)),
            "contestHref": .text(words.link(Paths.contest(matter.number))),
            "version": .text(String(matter.version)),
            "forgetAction": .text(Paths.forgetReceipt),
        ])
    }
}

/// `/m/N/contest`: why it is not solved.
public struct ContestPage: Page {
    public let number: MatterNumber
    public let version: Int
    public let reason: String
    public let fault: CommandFault?

    public init(number: MatterNumber, version: Int, reason: String = "", fault: CommandFault? = nil) {
        self.number = number
        self.version = version
        self.reason = reason
        self.fault = fault
    }

    public var template: String { "contest" }
    public var isFaulty: Bool { fault != nil }
    public func title(_ words: Wording) -> String { words("contestQuestion") }

    public func data(_ words: Wording) -> [String: PageData] {
        let wrong = fault.map { [FieldFault(field: "reason", text: words.fault($0))] } ?? []
        return [
            "backHref": .text(words.link(Paths.track(number))),
            "action": .text(Paths.trackCommands(number)),
            "version": .text(String(version)),
            "reason": .text(reason),
            "limit": .text(words("textLimit", ["limit": String(Bounds.noteCharacters)])),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
            "reasonFault": wrong.at("reason"),
        ]
    }
}
