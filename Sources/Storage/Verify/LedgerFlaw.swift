public import Matters

/// One thing in the database that is not as it should be: where it is, what is stored, what should be. It never holds
/// words of residents, nor anything a receipt could be made from.
public struct LedgerFlaw: Sendable, Hashable, Encodable {
    /// What kind of thing is wrong. Other programs read these words.
    public enum Kind: String, Sendable, Encodable, CaseIterable {
        /// The engine's own check of its file failed, or rows cannot be read.
        case file
        /// An event's hash is not that of its row and of the hash before it.
        case chain
        /// An event is missing, or is there twice.
        case version
        /// An event that cannot be read, belongs to no matter, or does not begin or go on as a trail does.
        case event
        /// Sealed words that do not open, are not what the chain covers, or belong to no event.
        case words
        /// A matter's key that does not open, or belongs to no matter.
        case key
        /// A step that the transition table does not allow.
        case transition
        /// A deadline that the rules of its day do not give.
        case clock
        /// A row of `matter` that the events do not give.
        case matter
        case deadline, scope, exclusion
        case account, session, code, folder, audit, migration
    }

    public let kind: Kind
    /// Twelve digits, or the stored number if it is none.
    public let matter: String?
    public let version: Int?
    public let detail: String

    init(_ kind: Kind, of matter: String? = nil, version: Int? = nil, _ detail: String) {
        self.kind = kind
        self.matter = matter
        self.version = version
        self.detail = detail
    }

    /// The table it is in.
    public var table: String {
        switch kind {
        case .file: "file"
        case .chain, .version, .event, .transition, .clock: "event"
        case .words: "sealed_words"
        case .key: "matter_key"
        case .matter: "matter"
        case .deadline: "deadline"
        case .scope: "matter_scope"
        case .exclusion: "matter_exclusion"
        case .account: "account"
        case .session: "session"
        case .code: "site_code"
        case .folder: "grid_folder"
        case .audit: "audit"
        case .migration: "schema_migration"
        }
    }

    /// `event 261234567890 version 3: …`
    public var line: String {
        let place = [table, matter, version.map { "version \($0)" }].compactMap(\.self).joined(separator: " ")
        return "\(place): \(detail)"
    }
}

/// What was checked, and how much was wrong.
public struct LedgerReport: Sendable, Hashable {
    public internal(set) var matters = 0
    public internal(set) var events = 0
    /// Sealed words that were opened and compared.
    public internal(set) var words = 0
    /// Sealed words that were erased: their digests are still in the chain.
    public internal(set) var erased = 0
    public internal(set) var flaws = 0

    static func += (sum: inout Self, part: Self) {
        sum.matters += part.matters
        sum.events += part.events
        sum.words += part.words
        sum.erased += part.erased
        sum.flaws += part.flaws
    }
}

/// What the ledger cannot compute by itself, because other rings know how.
public struct Recomputation: Sendable {
    /// What a stored grid folder says; `nil` if it cannot be read.
    public var folder: @Sendable (_ packed: [UInt8]) -> (rulebook: Rulebook, sites: Set<SiteID>)?
    /// The hash of everything that was sent; `nil` if it cannot be told.
    public var bodyHash: @Sendable (Filing, _ words: [Event.WordsField: String]) -> [UInt8]?
    /// The hash of the receipt code; `nil` if it cannot be told.
    public var receiptHash: @Sendable (Filing) -> [UInt8]?

    public init(
        folder: @escaping @Sendable ([UInt8]) -> (rulebook: Rulebook, sites: Set<SiteID>)?,
        bodyHash: @escaping @Sendable (Filing, [Event.WordsField: String]) -> [UInt8]?,
        receiptHash: @escaping @Sendable (Filing) -> [UInt8]?
    ) {
        self.folder = folder
        self.bodyHash = bodyHash
        self.receiptHash = receiptHash
    }
}

extension SQLValue {
    /// For a flaw's line; a text is cut, for it may be anything.
    var shown: String {
        switch self {
        case .null: "empty"
        case .integer(let value): String(value)
        case .text(let text): "“\(text.prefix(60).filter { !$0.isNewline })”"
        case .bytes(let bytes): bytes.shown
        }
    }
}

extension [UInt8] {
    /// The first eight bytes, enough to tell two hashes apart.
    var shown: String { prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "…" }
}
