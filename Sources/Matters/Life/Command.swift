/// What somebody wants to do to a matter. The words are the HTTP contract's.
public enum CommandKind: String, Codable, Sendable, CaseIterable {
    // 交接与办理
    case accept, `return`, visit, resolve, assign, takeOver, transfer
    // 受理与程序
    case admit, decline, simplify, extend, pause, resume, mediate, endMediation, refer, answer, recall, conclude
    // 督促与旁注
    case note, classify, urge, supervise, reply, own, assist, join, unjoin, callBack, acknowledge
    // 居民
    case confirm, contest, rate, add, withdraw, review, calm
    // 系统
    case rouse, escalate, close, finalise, recount
}

/// What an edge of the table may demand, by the names of the HTTP contract.
public enum Carried: String, Sendable, CaseIterable {
    case note, reason, evidence, to, until, ground, elsewhere, body, owner, parent, stars, finding
    /// A category, a nature, or both.
    case kind
}

/// A command as it came in: every field is text.
public struct RawCommand: Sendable, Hashable {
    public var version = 0
    public var note = ""
    public var reason = ""
    /// What proves it, one line for each thing.
    public var evidence = ""
    public var elsewhere = ""
    public var to = ""
    public var until = ""
    public var ground = ""
    public var body = ""
    public var owner = ""
    public var parent = ""
    public var stars = ""
    public var finding = ""
    public var category = ""
    public var nature = ""

    public init() {}
}

/// A command after its one check: the texts are clean and within bounds.
public struct Command: Sendable, Hashable {
    public let kind: CommandKind
    /// The version of the matter the person saw.
    public let version: Int
    public let note: String?
    public let reason: String?
    public let evidence: String?
    /// 不予受理: where to go instead.
    public let elsewhere: String?
    /// The next owner: ordered by a station, proposed by a worker.
    public let to: Holder?
    /// The last day of a pause.
    public let until: LocalDate?
    public let ground: Ground?
    public let body: BodyID?
    /// 包案
    public let owner: StaffID?
    public let parent: MatterNumber?
    public let stars: Int?
    public let finding: Finding?
    public let category: CategoryCode?
    public let nature: Nature?

    /// Reads every field; which of them are needed, the transition table says later.
    /// - Throws: `CommandFault.text` or `.unknown`.
    public init(_ kind: CommandKind, _ raw: RawCommand) throws(CommandFault) {
        self.kind = kind
        version = raw.version
        note = try Self.read(raw.note, .note)
        reason = try Self.read(raw.reason, .reason)
        evidence = try Self.read(raw.evidence, .evidence)
        elsewhere = try Self.read(raw.elsewhere, .elsewhere)
        to = try Self.parse(raw.to, .to) { Holder(text: $0) }
        until = try Self.parse(raw.until, .until) { LocalDate($0) }
        ground = try Self.parse(raw.ground, .ground) { Ground(rawValue: $0) }
        body = try Self.parse(raw.body, .body) { BodyID($0) }
        owner = try Self.parse(raw.owner, .owner) { StaffID($0) }
        parent = try Self.parse(raw.parent, .parent) { MatterNumber($0) }
        stars = try Self.parse(raw.stars, .stars) { Int($0).flatMap { (1...Bounds.stars).contains($0) ? $0 : nil } }
        finding = try Self.parse(raw.finding, .finding) { Finding(rawValue: $0) }
        category = try Self.parse(raw.category, .kind) { CategoryCode($0) }
        nature = try Self.parse(raw.nature, .kind) { Nature(rawValue: $0) }
    }

    /// A command of words and an owner.
    /// - Throws: `CommandFault.text`.
    public init(
        _ kind: CommandKind, version: Int, note: String = "", reason: String = "", evidence: String = "",
        to: Holder? = nil
    ) throws(CommandFault) {
        var raw = RawCommand()
        raw.version = version
        raw.note = note
        raw.reason = reason
        raw.evidence = evidence
        raw.to = to?.text ?? ""
        try self.init(kind, raw)
    }

    /// Whether it brings what an edge may demand.
    func carries(_ what: Carried) -> Bool {
        switch what {
        case .note: note != nil
        case .reason: reason != nil
        case .evidence: evidence != nil
        case .elsewhere: elsewhere != nil
        case .to: to != nil
        case .until: until != nil
        case .ground: ground != nil
        case .body: body != nil
        case .owner: owner != nil
        case .parent: parent != nil
        case .stars: stars != nil
        case .finding: finding != nil
        case .kind: category != nil || nature != nil
        }
    }

    private static func read(_ raw: String, _ field: Carried) throws(CommandFault) -> String? {
        do throws(TextFault) {
            return try PlainText(raw, limit: Bounds.noteCharacters, multiline: true).text
        } catch {
            if error == .empty { return nil }
            throw .text(field, error)
        }
    }

    private static func parse<Value>(
        _ raw: String, _ field: Carried, _ read: (String) -> Value?
    ) throws(CommandFault) -> Value? {
        guard !raw.isEmpty else { return nil }
        guard let value = read(raw) else { throw .unknown(field) }
        return value
    }
}

/// Why a command was not carried out. Nothing has changed.
public enum CommandFault: Error, Sendable, Hashable {
    /// This person may not know of the matter (404).
    case notVisible
    /// Visible, but not theirs to do (403).
    case notYours
    /// Somebody acted in between; `current` is the version now (409).
    case stale(current: Int)
    /// Not in this state; what this person may do now instead (422).
    case notNow(state: MatterState, allowed: [CommandKind])
    /// The table demands it (422).
    case missing(Carried)
    /// The text was refused (422).
    case text(Carried, TextFault)
    /// There is no such thing (422).
    case unknown(Carried)
    /// That worker or station may not have this matter (422).
    case wrongOwner
    /// A pause can last until that day at most (422); before today if none is left.
    case pausedTooLong(latest: LocalDate)
    /// The time for it ended then (422).
    case tooLate(since: Instant)
    /// Possible again from then on (422).
    case tooSoon(until: Instant)

    /// What to mend; `nil` if nothing that was typed is wrong.
    public var field: Carried? {
        switch self {
        case .missing(let field), .text(let field, _), .unknown(let field): field
        case .wrongOwner: .to
        case .pausedTooLong: .until
        case .notVisible, .notYours, .stale, .notNow, .tooLate, .tooSoon: nil
        }
    }
}
