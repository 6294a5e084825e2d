/// The codes on the walls. Each change stands in the audit trail of the same transaction.
public struct SiteCodes: Sendable {
    public var all: @Sendable () async throws -> [SiteCode]
    public var code: @Sendable (_ token: String) async throws -> SiteCode?
    public var serial: @Sendable (Int) async throws -> SiteCode?
    /// Adds codes in one transaction; serials and versions are the next free ones. A token that exists is never given
    /// away again.
    public var issue: @Sendable ([NewSiteCode], _ by: Actor, Instant) async throws -> [SiteCode]
    /// Puts another code in the place of each of these, which opens until `overlap` is over. One that is not its
    /// site's own any more is left out.
    public var replace:
        @Sendable ([(old: String, token: String)], _ overlap: Instant, _ by: Actor, Instant) async throws -> [SiteCode]
    /// - Returns: the tokens of those that were still open; the others stay as they are.
    public var change: @Sendable ([String], CodeChange, _ by: Actor, Instant) async throws -> [String]

    public init(
        all: @escaping @Sendable () async throws -> [SiteCode],
        code: @escaping @Sendable (String) async throws -> SiteCode?,
        serial: @escaping @Sendable (Int) async throws -> SiteCode?,
        issue: @escaping @Sendable ([NewSiteCode], Actor, Instant) async throws -> [SiteCode],
        replace:
            @escaping @Sendable ([(old: String, token: String)], Instant, Actor, Instant) async throws -> [SiteCode],
        change: @escaping @Sendable ([String], CodeChange, Actor, Instant) async throws -> [String]
    ) {
        self.all = all
        self.code = code
        self.serial = serial
        self.issue = issue
        self.replace = replace
        self.change = change
    }
}

/// A code before it has a serial.
public struct NewSiteCode: Sendable, Hashable {
    public let token: String
    public let site: SiteID
    /// 临时码: when it stops to open anything.
    public let endsAt: Instant?

    public init(token: String, site: SiteID, endsAt: Instant? = nil) {
        self.token = token
        self.site = site
        self.endsAt = endsAt
    }
}

/// What is written into a code's record; `CodeDeed` says when it may be.
public enum CodeChange: Sendable, Hashable {
    case print
    case post(Location?)
    case see
    case miss
    case revoke

    public var deed: CodeDeed {
        switch self {
        case .print: .print
        case .post: .post
        case .see: .see
        case .miss: .miss
        case .revoke: .revoke
        }
    }
}

/// What is noticed at the codes: visits as numbers, doubts in words.
public struct CodeWatch: Sendable {
    /// Adds to what was counted.
    public var count: @Sendable ([CodeTraffic]) async throws -> Void
    /// From a day on.
    public var traffic: @Sendable (_ since: LocalDate) async throws -> [CodeTraffic]
    /// The last day on which each code was scanned.
    public var lastScans: @Sendable () async throws -> [String: LocalDate]
    /// Adds a doubt, unless there are `Bounds.openDoubts` of the same code.
    public var doubt: @Sendable (CodeDoubt) async throws -> Void
    /// Open ones, oldest first.
    public var doubts: @Sendable () async throws -> [CodeDoubt]
    /// Answers those about stickers that are none of ours.
    public var settleForeign: @Sendable (_ by: Actor, Instant) async throws -> Int

    public init(
        count: @escaping @Sendable ([CodeTraffic]) async throws -> Void,
        traffic: @escaping @Sendable (LocalDate) async throws -> [CodeTraffic],
        lastScans: @escaping @Sendable () async throws -> [String: LocalDate],
        doubt: @escaping @Sendable (CodeDoubt) async throws -> Void,
        doubts: @escaping @Sendable () async throws -> [CodeDoubt],
        settleForeign: @escaping @Sendable (Actor, Instant) async throws -> Int
    ) {
        self.count = count
        self.traffic = traffic
        self.lastScans = lastScans
        self.doubt = doubt
        self.doubts = doubts
        self.settleForeign = settleForeign
    }

    /// What is known of each code now.
    public func signs(at now: Instant) async throws -> [String: CodeSigns] {
        var signs = try await lastScans().mapValues { CodeSigns(lastScan: min(ChinaTime.endOfDay($0), now)) }
        for token in try await doubts().compactMap(\.token) { signs[token, default: CodeSigns()].doubts += 1 }
        return signs
    }
}
