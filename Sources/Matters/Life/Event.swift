/// One step of a matter's trail (留痕). Events are only ever added; everything else is computed from them.
///
/// `facts` hold no word of a resident and stay for ever. `words` can be erased: the ledger seals them apart and keeps
/// only their salted hash in the chain.
public struct Event: Sendable, Hashable {
    /// 1, 2, 3 … within its matter.
    public let version: Int
    public let at: Instant
    public let actor: Actor
    public let kind: EventKind
    public let facts: Facts
    public let words: [WordsField: String]

    public init(
        version: Int, at: Instant, actor: Actor, kind: EventKind, facts: Facts, words: [WordsField: String] = [:]
    ) {
        self.version = version
        self.at = at
        self.actor = actor
        self.kind = kind
        self.facts = facts
        self.words = words
    }

    /// What staff may read of it: never what a resident says about those who handled the matter (design: rule 7).
    public var wordsForStaff: [WordsField: String] { kind == .rated ? [:] : words }

    /// What the resident may read of it. Working notes of staff may speak of other people, so only the answer
    /// (`resolved`) and the resident's own words are repeated.
    public var wordsForResident: [WordsField: String] {
        switch kind {
        case .resolved, .concluded, .added, .answered: words.filter { $0.key == .note }
        case .contested, .declined, .paused, .extended, .reviewAsked: words.filter { $0.key == .reason }
        default: [:]
        }
    }

    /// What a person wrote, by what it is.
    public enum WordsField: String, Sendable, Codable, CaseIterable {
        case text, name, phone, location, note, reason, evidence, elsewhere
    }

    /// What happened, without anybody's words.
    public struct Facts: Sendable, Hashable, Codable {
        /// The state after this event.
        public internal(set) var state: MatterState
        public var filing: Filing?
        public var decision: Decision?
        /// Who has it after this event, if that changed.
        public var holder: Holder?
        /// Whom a returning worker proposed.
        public var proposed: Holder?
        /// The deadlines this event started, with their computed due times.
        public var deadlines: [Deadline]?
        /// Running deadlines that are due at another time now; never with another start.
        public var moved: [Deadline]?
        /// Rules the running deadlines of which ended with this event.
        public var ended: [String]?
        /// The station that leads from here on.
        public var lead: StationID?
        /// 包案 from here on.
        public var owner: StaffID?
        /// 协办 added by this event.
        public var assistant: StationID?
        public var category: CategoryCode?
        public var nature: Nature?
        /// When the pause ends by itself.
        public var pausedUntil: Instant?
        /// What an escalation told.
        public var alarm: Alarm?
        /// The body outside that was asked, or that answered.
        public var body: BodyID?
        /// The matter this one was joined to.
        public var parent: MatterNumber?
        /// 1 to 5.
        public var stars: Int?
        public var ground: Ground?
        public var finding: Finding?

        public init(
            state: MatterState, filing: Filing? = nil, decision: Decision? = nil, holder: Holder? = nil,
            proposed: Holder? = nil, deadlines: [Deadline]? = nil
        ) {
            self.state = state
            self.filing = filing
            self.decision = decision
            self.holder = holder
            self.proposed = proposed
            self.deadlines = deadlines
        }
    }
}

/// What is known of a report besides its words.
public struct Filing: Sendable, Hashable, Codable {
    public let number: MatterNumber
    public let draft: DraftID
    public let site: SiteID
    public let cell: CellCode
    public let category: CategoryCode?
    public let concerns: [Concern]
    public let hasContact: Bool
    public let sharesContact: Bool
    public let isForOther: Bool
    public let claimedAt: Instant?
    /// 紧急情形 found in the words (`E1` …); `nil` if there was none, or the resident said it was not urgent.
    public let emergencies: [String]?
    /// 不在现场: what speaks against its having been sent from where the code hangs.
    public let presence: Presence?

    public init(
        _ report: Report, number: MatterNumber, cell: CellCode, emergencies: [String] = [], presence: Presence? = nil
    ) {
        self.number = number
        draft = report.draft
        site = report.site
        self.cell = cell
        category = report.category
        concerns = report.concerns.sorted { $0.rawValue < $1.rawValue }
        hasContact = report.contact != nil
        sharesContact = report.contact?.isShared ?? false
        isForOther = report.isForOther
        claimedAt = report.claimedAt
        self.emergencies = report.isCalm ? nil : emergencies.nonEmpty
        self.presence = presence
    }
}
