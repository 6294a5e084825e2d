/// The ledger (总账): every matter, found and changed only through here. What returns without an error is durable.
public struct MatterBook: Sendable {
    /// Files a report once per draft.
    public var file: @Sendable (NewMatter) async throws -> FilingOutcome
    /// The matter with this number and its trail; `nil` if there is none.
    public var record: @Sendable (MatterNumber) async throws -> MatterRecord?
    /// The matter whose receipt code has this keyed hash; `nil` if there is none.
    public var numberOfReceipt: @Sendable (_ hash: [UInt8]) async throws -> MatterNumber?
    /// Loads a matter, asks `decide` what happens to it, and adds those events, all in one transaction.
    /// Throws `LedgerFault.unknownMatter` or whatever `decide` throws; then nothing was written. Nothing is, either,
    /// for no events.
    public var act:
        @Sendable (MatterNumber, _ decide: @escaping @Sendable (Matter) throws -> [Event]) async throws -> MatterRecord
    /// One page of what somebody may see, most urgent first; where no clock runs, the latest change first.
    public var list: @Sendable (MatterQuery) async throws -> MatterList
    /// How many matters stand in each state of the query, of what it may see; up to `Bounds.countedMatters`, which then
    /// means "at least". The query's cursor is ignored.
    public var tally: @Sendable (MatterQuery) async throws -> [MatterState: Int]
    /// Open and late matters by township, in the county of the query's reader; for each state up to
    /// `Bounds.countedMatters`.
    public var townships: @Sendable (MatterQuery, _ now: Instant) async throws -> [TownshipTally]
    /// Open matters by the worker who has them, up to `Bounds.countedLoad`: by this load dispatch weighs candidates.
    /// Empty where there are fewer than two.
    public var load: @Sendable ([StaffID]) async throws -> [StaffID: Int]
    /// One page of what was told to a level or higher and still has a duty running, most urgent first.
    public var raised: @Sendable (MatterQuery, _ atLeast: Ladder.Level) async throws -> MatterList
    /// 急件: one page of what somebody is being roused for and nobody has answered, most urgent first. The query's states
    /// are ignored: it is open anyway.
    public var rousing: @Sendable (MatterQuery) async throws -> MatterList
    /// 并案: one page of what was joined to a matter, by number. Of the query only what its reader may see counts.
    public var children: @Sendable (_ parent: MatterNumber, MatterQuery) async throws -> MatterList
    /// What was filed since then in the same cell, of the same category or of none, newest first: at most
    /// `Bounds.similarMatters` that the query's reader may see. How alike they are, `Likeness` says.
    public var similar: @Sendable (Matter, MatterQuery, _ since: Instant) async throws -> [MatterRecord]
    /// How a unit was rated; `nil` before `Bounds.ratingsFewest` ratings are in, so that no single one shows.
    public var rating: @Sendable (_ unit: StationID) async throws -> Rating?
    /// Where the system has something to do by now, the longest overdue first; after the last one of the page before.
    public var due: @Sendable (_ now: Instant, _ after: DueMatter?, _ limit: Int) async throws -> [DueMatter]
    /// Matters in which a clock runs, by number, after that one.
    public var running: @Sendable (_ after: MatterNumber?, _ limit: Int) async throws -> [MatterNumber]
    /// What changed after `cursor`, oldest first, at most `Bounds.replayedChanges`.
    public var changes: @Sendable (_ cursor: ChangeCursor) async throws -> [Change]
    /// The place of the newest change.
    public var latestChange: @Sendable () async throws -> ChangeCursor
    /// Every change from now on, as it commits. For a listener that does not keep up it ends; `changes` has the rest.
    public var live: @Sendable () -> AsyncStream<Change>

    public init(
        file: @escaping @Sendable (NewMatter) async throws -> FilingOutcome,
        record: @escaping @Sendable (MatterNumber) async throws -> MatterRecord?,
        numberOfReceipt: @escaping @Sendable ([UInt8]) async throws -> MatterNumber?,
        act:
            @escaping @Sendable (MatterNumber, @escaping @Sendable (Matter) throws -> [Event]) async throws ->
            MatterRecord,
        list: @escaping @Sendable (MatterQuery) async throws -> MatterList,
        tally: @escaping @Sendable (MatterQuery) async throws -> [MatterState: Int],
        townships: @escaping @Sendable (MatterQuery, Instant) async throws -> [TownshipTally],
        load: @escaping @Sendable ([StaffID]) async throws -> [StaffID: Int],
        raised: @escaping @Sendable (MatterQuery, Ladder.Level) async throws -> MatterList,
        rousing: @escaping @Sendable (MatterQuery) async throws -> MatterList,
        children: @escaping @Sendable (MatterNumber, MatterQuery) async throws -> MatterList,
        similar: @escaping @Sendable (Matter, MatterQuery, Instant) async throws -> [MatterRecord],
        rating: @escaping @Sendable (StationID) async throws -> Rating?,
        due: @escaping @Sendable (Instant, DueMatter?, Int) async throws -> [DueMatter],
        running: @escaping @Sendable (MatterNumber?, Int) async throws -> [MatterNumber],
        changes: @escaping @Sendable (ChangeCursor) async throws -> [Change],
        latestChange: @escaping @Sendable () async throws -> ChangeCursor,
        live: @escaping @Sendable () -> AsyncStream<Change>
    ) {
        self.file = file
        self.record = record
        self.numberOfReceipt = numberOfReceipt
        self.act = act
        self.list = list
        self.tally = tally
        self.townships = townships
        self.load = load
        self.raised = raised
        self.rousing = rousing
        self.children = children
        self.similar = similar
        self.rating = rating
        self.due = due
        self.running = running
        self.changes = changes
        self.latestChange = latestChange
        self.live = live
    }
}

/// A report on its way into the ledger.
public struct NewMatter: Sendable {
    public let draft: DraftID
    /// Hash of everything that was sent: the same draft with another content is refused, not overwritten.
    public let bodyHash: [UInt8]
    public let receiptHash: [UInt8]
    /// Numbers to try, in order; the first free one is taken.
    public let numbers: [MatterNumber]
    /// The first events, once the number is known.
    public let events: @Sendable (MatterNumber) -> [Event]

    public init(
        draft: DraftID, bodyHash: [UInt8], receiptHash: [UInt8], numbers: [MatterNumber],
        events: @escaping @Sendable (MatterNumber) -> [Event]
    ) {
        self.draft = draft
        self.bodyHash = bodyHash
        self.receiptHash = receiptHash
        self.numbers = numbers
        self.events = events
    }
}

/// What became of a filing.
public enum FilingOutcome: Sendable {
    case filed(MatterRecord)
    /// This draft was filed before; here is that matter.
    case replayed(MatterRecord)
    /// This draft was filed before with another content.
    case otherContent
}

/// A matter and its trail.
public struct MatterRecord: Sendable, Hashable {
    public let matter: Matter
    public let events: [Event]

    public init(_ events: [Event]) throws(BrokenTrail) {
        matter = try Matter(events)
        self.events = events
    }

    /// The resident's own words; `nil` once they were erased.
    public var text: String? { events.first?.words[.text] }
    /// What the handler said when it was last resolved.
    public var outcome: String? { events.last { $0.kind == .resolved }?.words[.note] }
}

/// What to list, and for whom: nothing outside `scopes`, nothing that excludes one of `viewer`.
public struct MatterQuery: Sendable {
    public var scopes: Set<Scope>
    /// What shuts the reader out where it is excluded.
    public var viewer: Set<Exclusion>
    /// `nil`: any state.
    public var states: Set<MatterState>?
    public var holder: Holder?
    public var cell: CellCode?
    public var township: DivisionCode?
    public var category: CategoryCode?
    /// Only matters with a running deadline before this moment.
    public var dueBefore: Instant?
    public var order = Order.mostUrgent
    /// Where the previous page ended; only the order by urgency has pages.
    public var cursor: String?
    public var limit: Int

    public enum Order: Sendable {
        /// By the next running deadline.
        case mostUrgent
        /// By the last change, newest first. Made for a query with a holder.
        case newest
    }

    public init(
        scopes: Set<Scope>, viewer: Set<Exclusion>, states: Set<MatterState>? = nil, limit: Int = Bounds.pageItems
    ) {
        self.scopes = scopes
        self.viewer = viewer
        self.states = states
        self.limit = limit
    }

    public init(for staff: Staff, states: Set<MatterState>? = nil, limit: Int = Bounds.pageItems) {
        self.init(scopes: staff.scopes, viewer: staff.identities, states: states, limit: limit)
    }
}

/// One page of matters.
public struct MatterList: Sendable {
    public let records: [MatterRecord]
    /// Where the next page begins; `nil` at the end.
    public let next: String?

    public init(records: [MatterRecord], next: String?) {
        self.records = records
        self.next = next
    }
}

/// A matter in which the system has something to do.
public struct DueMatter: Sendable, Hashable {
    public let number: MatterNumber
    public let since: Instant

    public init(number: MatterNumber, since: Instant) {
        self.number = number
        self.since = since
    }
}

/// 评价: of all matters that a unit called solved and a resident rated, by the last rating of each.
public struct Rating: Sendable, Hashable {
    public let count: Int
    /// 1 to `Bounds.stars`.
    public let average: Double

    /// - Returns: `nil` for fewer than `Bounds.ratingsFewest`.
    public init?(count: Int, sum: Int) {
        guard count >= Bounds.ratingsFewest else { return nil }
        self.count = count
        average = Double(sum) / Double(count)
    }
}

/// A township on the county's board.
public struct TownshipTally: Sendable, Hashable {
    public let township: DivisionCode
    public let open: Int
    public let late: Int
    public let triage: Int
    public let reopened: Int

    public init(township: DivisionCode, open: Int, late: Int, triage: Int, reopened: Int) {
        self.township = township
        self.open = open
        self.late = late
        self.triage = triage
        self.reopened = reopened
    }
}

/// Why the ledger did not do what was asked. Nothing was written.
public enum LedgerFault: Error, Sendable, Hashable {
    case unknownMatter
    /// Every number that was offered is taken: ask again with others.
    case numbersTaken
    /// The disk is full: reading goes on, writing does not (503).
    case diskFull
    /// Too many writes wait already (503): try again in a second.
    case busy
    /// The database does not answer, or does not take writes now (503). Whether the last write was kept is unknown; the
    /// same draft, or the same version, sent again is safe.
    case unavailable
    /// What is stored of this matter is not what was written: it is not shown (500). `mashang verify` says what.
    case damaged(MatterNumber)
    /// The database file itself is damaged (500).
    case unreadable
}
