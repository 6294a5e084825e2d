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
    /// Why the last command was refused.
    public let fault: CommandFault?

    public init(
        matter: Matter, site: SiteView, holder: HolderView, category: Bilingual?, text: String?,
        isTextHidden: Bool = false, contact: ContactView? = nil, location: String? = nil, reasons: DispatchReasons,
        deadlines: [DeadlineView], events: [EventView], actions: MatterActions, fault: CommandFault? = nil
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
        self.fault = fault
    }

    public var template: String { "matter" }
    public var isFaulty: Bool { fault != nil }
    public func title(_ words: Wording) -> String {
        words("matterTitle", ["number": matter.number.grouped, "site": site.name])
    }

    public func data(_ words: Wording) -> [String: PageData] {
        let next = deadlines.filter { $0.deadline.isRunning }.min { $0.deadline.due < $1.deadline.due }
        return site.data
            .adding(reasons.data(words))
            .adding(actions.data(matter, words, fault: fault))
            .adding([
                "number": .text(matter.number.grouped),
                "state": .text(words.state(matter.state)),
                "deadline": .maybe(
                    next.map { $0.data(words).adding(DeadlineStanding($0.deadline, words).data) }),
                "text": .maybe(text),
                "textMissing": .text(words(isTextHidden ? "textHidden" : "textErased")),
                "holderName": .text(holder.text(words)),
                "since": .text(words("trackSince", ["when": words.moment(matter.heldSince)])),
                "location": .maybe(location),
                "category": .text(category.map(words.pick) ?? words("categoryNone")),
                "filedAt": .text(words.moment(matter.filedAt)),
                "forOther": .maybe(matter.filing.isForOther ? words("checkForOther") : nil),
                "contact": .maybe(contact?.data),
                "deadlines": .list(deadlines.map { .object($0.data(words)) }),
                "events": .list(events.reversed().map { $0.forStaff(words) }),
                "fault": .maybe(fault.map { words.fault($0) }),
            ])
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

    public struct Rejected: Sendable, Hashable {
        public let name: String
        public let reason: Decision.Reason

        public init(name: String, reason: Decision.Reason) {
            self.name = name
            self.reason = reason
        }
    }

    public init(rule: String, reasons: [Decision.Reason], rejected: [Rejected] = []) {
        self.rule = rule
        self.reasons = reasons
        self.rejected = rejected
    }

    func data(_ words: Wording) -> [String: PageData] {
        let chosen = reasons.map { words.of("reason", $0.rawValue) }
        let passed = rejected.map {
            words("rejected", ["name": $0.name, "reason": words.of("reason", $0.reason.rawValue)])
        }
        return [
            "reasons": .list((chosen + passed).map { ["reason": .text($0)] }),
            "ruleLine": .text(words("dispatchRule", ["rule": rule])),
        ]
    }
}
