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
    /// 不予受理: why, and where to go instead.
    public let declined: Declined?
    /// The body outside that was asked.
    public let body: String?
    /// 包案
    public let owner: String?
    /// Limits at other bodies, where the matter was handed over.
    public let elsewhere: [TimeLimit]

    public struct Declined: Sendable {
        public let ground: Ground
        public let reason: String
        public let elsewhere: String

        public init(ground: Ground, reason: String, elsewhere: String) {
            self.ground = ground
            self.reason = reason
            self.elsewhere = elsewhere
        }
    }

    public init(
        matter: Matter, site: SiteView, holder: HolderView, deadlines: [DeadlineView], events: [EventView],
        text: String?, outcome: String?, declined: Declined? = nil, body: String? = nil, owner: String? = nil,
        elsewhere: [TimeLimit] = []
    ) {
        self.matter = matter
        self.site = site
        self.holder = holder
        self.deadlines = deadlines
        self.events = events
        self.text = text
        self.outcome = outcome
        self.declined = declined
        self.body = body
        self.owner = owner
        self.elsewhere = elsewhere
    }

    public var template: String { "track" }
    public func title(_ words: Wording) -> String { words("trackTitle", ["number": matter.number.grouped]) }

    public func data(_ words: Wording) -> [String: PageData] {
        let holderName = holder.text(words)
        return site.data.adding([
            "number": .text(matter.number.grouped),
            "stateSentence": .text(words.of("standing", standing, ["holder": holderName])),
            "since": .text(words("trackSince", ["when": words.moment(matter.heldSince)])),
            "holder": .object(holder.data(words)),
            "promises": .list(deadlines.filter(\.isPromise).map { promise($0, words) }),
            "events": .list(events.reversed().map { $0.forResident(words) }),
            "text": .maybe(text),
            "outcome": .maybe(outcome),
            "asksResident": .flag(matter.state == .resolved),
            "isClosed": .flag(!matter.state.isOpen),
            "action": .text(Paths.trackCommands(matter.number)),
            "actions": .list(actions(words)),
            "hasActions": .flag(!actions(words).isEmpty),
            "contestHref": .text(words.link(Paths.residentAction(.contest, matter.number))),
            "isUrgent": .flag(matter.isRousing),
            "pausedLine": .maybe(matter.pausedUntil.map { words("pausedUntil", ["date": words.due($0)]) }),
            "bodyLine": .maybe(matter.state == .referred ? body.map { words("trackBody", ["body": $0]) } : nil),
            "ownerLine": .maybe(owner.map { words("trackOwner", ["owner": $0]) }),
            "declined": .maybe(
                declined.map { declined in
                    [
                        "ground": .text(words.of("ground", declined.ground.rawValue)),
                        "reason": .text(declined.reason), "where": .text(declined.elsewhere),
                    ]
                }),
            "hasElsewhere": .flag(!elsewhere.isEmpty),
            "elsewhere": .list(elsewhere.map { $0.elsewhere(words) }),
            "version": .text(String(matter.version)),
            "forgetAction": .text(Paths.forgetReceipt),
        ])
    }

    /// What was promised and became pointless was not kept, and is not said to be.
    private func promise(_ view: DeadlineView, _ words: Wording) -> PageData {
        let promise = PageData.object(view.data(words))
        guard let ender = view.ender(among: events) else { return promise }
        return promise.adding(["standing": .object(DeadlineStanding(endedBy: ender, words).data)])
    }

    /// Closed by the resident's word, or for want of one: not the same sentence.
    private var standing: String {
        matter.state == .closed && matter.ending == .silent ? "closedSilent" : matter.state.rawValue
    }

    /// What can be done besides answering whether it is solved.
    private func actions(_ words: Wording) -> [PageData] {
        let asked: Set<CommandKind> = matter.state == .resolved ? [.contest] : []
        return ResidentActionPage.kinds.filter { matter.allowedForResident.contains($0) && !asked.contains($0) }.map {
            [
                "href": .text(words.link(Paths.residentAction($0, matter.number))),
                "label": .text(words.of("ask", ResidentActionPage.name($0, matter.state))),
            ]
        }
    }
}
