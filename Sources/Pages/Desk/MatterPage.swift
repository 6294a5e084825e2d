public import Matters

/// `/desk/m/N`: one matter with everything its reader may see and do.
public struct MatterPage: Page {
    public let matter: Matter
    public let site: SiteView
    public let holder: HolderView
    public let category: Bilingual?
    /// `nil` where the words of residents are left out, or once they were erased.
    public let text: String?
    public let isTextHidden: Bool
    /// Only what the resident shares.
    public let contact: ContactView?
    public let location: String?
    public let reasons: DispatchReasons
    public let deadlines: [DeadlineView]
    public let events: [EventView]
    public let actions: MatterActions
    public let links: Links
    /// Why the last command was refused.
    public let fault: CommandFault?

    public init(
        matter: Matter, site: SiteView, holder: HolderView, category: Bilingual?, text: String?,
        isTextHidden: Bool = false, contact: ContactView? = nil, location: String? = nil, reasons: DispatchReasons,
        deadlines: [DeadlineView], events: [EventView], actions: MatterActions, links: Links = Links(),
        fault: CommandFault? = nil
    ) {
        self.matter = matter
        self.site = site
        self.holder = holder
        self.category = category
        self.text = text
        self.isTextHidden = isTextHidden
        self.contact = contact
        self.location = location
        self.reasons = reasons
        self.deadlines = deadlines
        self.events = events
        self.actions = actions
        self.links = links
        self.fault = fault
    }

    /// Who else has to do with it.
    public struct Links: Sendable {
        /// 包案
        public var owner: String?
        /// The body it was referred to.
        public var body: String?
        /// The letter to it, for whoever may print it.
        public var letter: String?
        /// 并案: the matter that this one was joined to, for whoever may see it.
        public var parent: MatterNumber?
        /// What was joined to this one, of what the reader may see.
        public var children: [MatterCard] = []
        /// There are more than are shown.
        public var hasMoreChildren = false
        /// What may be about the same thing; whether it is, a person decides.
        public var similar: [MatterCard] = []
        /// Limits at other bodies that are worth knowing when it is handed over.
        public var elsewhere: [TimeLimit] = []

        public init() {}
    }

    public var template: String { "matter" }
    public var isFaulty: Bool { fault != nil }
    public func title(_ words: Wording) -> String {
        words("matterTitle", ["number": matter.number.grouped, "site": site.name])
    }

    public func data(_ words: Wording) -> [String: PageData] {
        let next = deadlines.filter { $0.deadline.isRunning && $0.deadline.action.isDuty && !$0.stands }.min {
            $0.deadline.due < $1.deadline.due
        }
        return site.data
            .adding(reasons.data(words))
            .adding(actions.data(matter, words, fault: fault))
            .adding([
                "number": .text(matter.number.grouped),
                "state": .text(words.state(matter.state)),
                "deadline": .maybe(
                    next.map { $0.data(words).adding(DeadlineStanding($0.deadline, words, stands: $0.stands).data) }),
                "text": .maybe(text),
                "textMissing": .text(words(isTextHidden ? "textHidden" : "textErased")),
                "holderName": .text(holder.text(words)),
                "since": .text(words("trackSince", ["when": words.moment(matter.heldSince)])),
                "location": .maybe(location),
                "category": .text(category.map(words.pick) ?? words("categoryNone")),
                "filedAt": .text(words.moment(matter.filedAt)),
                "forOther": .maybe(matter.filing.isForOther ? words("checkForOther") : nil),
                "contact": .maybe(contact?.data),
                "deadlines": .list(deadlines.map { clock($0, words) }),
                "events": .list(events.reversed().map { $0.forStaff(words) }),
                "isUrgent": .flag(matter.isRousing),
                "presence": .maybe(matter.filing.presence.map { words.of("presence", $0.rawValue) }),
                "level": .maybe(matter.level.map { words.of("level", String($0.rawValue)) }),
                "ownerName": .maybe(links.owner),
                "bodyName": .maybe(links.body),
                "letterHref": .maybe(links.letter),
                "pausedLine": .maybe(matter.pausedUntil.map { words("pausedUntil", ["date": words.due($0)]) }),
                "parentNumber": .maybe(links.parent?.grouped),
                "parentHref": .maybe(links.parent.map(Paths.matter)),
                "hasChildren": .flag(!links.children.isEmpty),
                "children": .list(links.children.map { $0.data(words) }),
                "hasSimilar": .flag(!links.similar.isEmpty),
                "childrenRest": .maybe(links.hasMoreChildren ? words("matterChildrenRest") : nil),
                "similar": .list(links.similar.map { candidate($0, words) }),
                "nature": .maybe(matter.nature.map { words.of("nature", $0.rawValue) }),
                "admitted": .text(matter.admittedAt.map(words.moment) ?? words("notAdmitted")),
                "hasElsewhere": .flag(!links.elsewhere.isEmpty),
                "elsewhere": .list(links.elsewhere.map { $0.elsewhere(words) }),
                "fault": .maybe(fault.map { words.fault($0) }),
            ])
    }

    /// What this one may be joined to, with the form that does it.
    private func candidate(_ card: MatterCard, _ words: Wording) -> PageData {
        card.data(words).adding([
            "join": .object([
                "type": .text(CommandKind.join.rawValue), "parent": .text(card.matter.number.text),
                "reasonId": .text("join-\(card.matter.number.text)"),
                "label": .text(words.of("label", CommandKind.join.rawValue)),
                "button": .text(words.of("done", CommandKind.join.rawValue)),
            ])
        ])
    }

    /// A clock, and the step that moved it or ended it before its duty was done.
    private func clock(_ view: DeadlineView, _ words: Wording) -> PageData {
        let deadline = view.deadline
        let mover = events.last { event in
            event.event.facts.moved?.contains { $0.rule == deadline.rule && $0.start == deadline.start } ?? false
        }
        let ended = view.ender(among: events)
        var data = PageData.object(view.data(words)).adding([
            "moved": .maybe(mover.map { words("deadlineMoved", ["why": $0.because(words)]) }),
            "ended": .maybe(ended.map { words("deadlineEnded", ["why": $0.because(words)]) }),
        ])
        if ended != nil { data = data.adding(["standing": false]) }
        return data
    }
}

/// Name and number that a resident shares with whoever handles the matter.
public struct ContactView: Sendable, Hashable {
    public let name: String?
    public let phone: String?

    public init(name: String?, phone: String?) {
        self.name = name
        self.phone = phone
    }

    var data: [String: PageData] {
        [
            "contactName": .text(name ?? ""),
            "contactPhone": .maybe(phone),
            "contactHref": .text("tel:" + (phone ?? "").filter { $0.isASCII && ($0.isNumber || $0 == "+") }),
        ]
    }
}

/// Why a matter went where it went.
public struct DispatchReasons: Sendable, Hashable {
    public let rule: String
    public let reasons: [Decision.Reason]
    /// Who was passed over; only names that the reader may see.
    public let rejected: [Rejected]
    /// What the rules were asked; `nil` for who need not know.
    public let inputs: Inputs?

    public struct Inputs: Sendable, Hashable {
        /// In the order in which the rules ask: cell, category, kind of site.
        public let answers: [String]
        public let at: Instant
        public let rules: String
        /// 值班
        public let duty: String?
        /// 通知单位
        public let notified: [String]

        public init(answers: [String], at: Instant, rules: String, duty: String?, notified: [String]) {
            self.answers = answers
            self.at = at
            self.rules = rules
            self.duty = duty
            self.notified = notified
        }
    }

    public struct Rejected: Sendable, Hashable {
        public let name: String
        public let reason: Decision.Reason

        public init(name: String, reason: Decision.Reason) {
            self.name = name
            self.reason = reason
        }
    }

    public init(
        rule: String, reasons: [Decision.Reason], rejected: [Rejected] = [], inputs: Inputs? = nil
    ) {
        self.rule = rule
        self.reasons = reasons
        self.rejected = rejected
        self.inputs = inputs
    }

    func data(_ words: Wording) -> [String: PageData] {
        let chosen = reasons.map { words.of("reason", $0.rawValue) }
        let passed = rejected.map {
            words("rejected", ["name": $0.name, "reason": words.of("reason", $0.reason.rawValue)])
        }
        return [
            "reasons": .list((chosen + passed).map { ["reason": .text($0)] }),
            "ruleLine": .text(words("dispatchRule", ["rule": rule])),
            "inputs": .list((inputs?.lines(words) ?? []).map { ["line": .text($0)] }),
        ]
    }
}

extension DispatchReasons.Inputs {
    fileprivate func lines(_ words: Wording) -> [String] {
        let asked = answers + [words.moment(at), words("routedRules", ["rules": rules])]
        return [words("routedBy", ["inputs": words.joined(asked)])]
            + [duty.map { words("routedDuty", ["name": $0]) }].compactMap(\.self)
            + (notified.isEmpty ? [] : [words("routedNotified", ["names": words.joined(notified)])])
    }
}
