public import Matters

/// The answer to a report: its number, its code, who has it, and what will happen by when.
public struct ReceiptPage: Page {
    public let number: MatterNumber
    /// The receipt code in groups, as it should be copied.
    public let code: String
    public let draft: DraftID
    public let site: SiteView
    public let filedAt: Instant
    public let holder: HolderView
    public let deadlines: [DeadlineView]
    /// The same draft was sent before; this is its first answer again.
    public let isReplay: Bool

    public init(
        number: MatterNumber, code: String, draft: DraftID, site: SiteView, filedAt: Instant, holder: HolderView,
        deadlines: [DeadlineView], isReplay: Bool = false
    ) {
        self.number = number
        self.code = code
        self.draft = draft
        self.site = site
        self.filedAt = filedAt
        self.holder = holder
        self.deadlines = deadlines
        self.isReplay = isReplay
    }

    public var template: String { "receipt" }
    public func title(_ words: Wording) -> String { words("receiptTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        site.data.adding([
            "number": .text(number.grouped),
            "code": .text(code),
            "draftId": .text(draft.text),
            "filedAt": .text(words.moment(filedAt)),
            "holder": .object(holder.data(words)),
            "promises": .list(deadlines.filter(\.isPromise).map { .object($0.data(words)) }),
            "isReplay": .flag(isReplay),
            "trackHref": .text(words.link(Paths.track(number))),
        ])
    }
}
