/// 点位码: what a poster's QR code opens, and the dates of its life.
public struct SiteCode: Sendable, Hashable {
    /// What the QR code says; never given away twice.
    public let token: String
    public let site: SiteID
    /// 1, 2, 3 … in the deployment, never used again: what a seal and a spoken code stand for.
    public let serial: Int
    /// 1, 2, 3 … at its site.
    public let version: Int
    public let issuedAt: Instant
    /// When a poster with it was drawn last.
    public var printedAt: Instant?
    /// 张贴
    public var posting: Posting?
    /// When somebody of the staff last saw that it hangs there, and that it is ours.
    public var seenAt: Instant?
    /// When somebody of the staff saw that it is torn, covered or not there.
    public var missedAt: Instant?
    /// Opens nothing from here on: a market day that is over, or a poster that was replaced.
    public var endsAt: Instant?
    /// The token of the code that takes its place.
    public var replacedBy: String?
    public var revokedAt: Instant?

    /// Who put it up, when, and where the phone was, if it was asked.
    public struct Posting: Sendable, Hashable {
        public let at: Instant
        public let by: StaffID?
        public let location: Location?

        public init(at: Instant, by: StaffID?, location: Location? = nil) {
            self.at = at
            self.by = by
            self.location = location
        }
    }

    public init(
        token: String, site: SiteID, serial: Int, version: Int, issuedAt: Instant, endsAt: Instant? = nil,
        revokedAt: Instant? = nil
    ) {
        self.token = token
        self.site = site
        self.serial = serial
        self.version = version
        self.issuedAt = issuedAt
        self.endsAt = endsAt
        self.revokedAt = revokedAt
    }

    /// Whether whoever scans it reaches somebody.
    public func opens(at now: Instant) -> Bool { revokedAt == nil && endsAt.map { now < $0 } ?? true }

    /// Whether it is its site's own: it opens, and no other takes its place.
    public func isCurrent(at now: Instant) -> Bool { opens(at: now) && replacedBy == nil }

    /// Where its life stands.
    /// - Parameter silence: how long a poster may hang without a scan before somebody goes to look.
    public func state(_ signs: CodeSigns, at now: Instant, silence: Instant.Span) -> CodeState {
        if revokedAt != nil { return .revoked }
        guard opens(at: now) else { return replacedBy == nil ? .ended : .replaced }
        if replacedBy != nil { return .retiring }
        if signs.doubts > 0 { return .doubted }
        // A scan, too, says that it hangs there.
        let hung = [posting?.at, seenAt, signs.lastScan].compactMap(\.self).max()
        if let missedAt, hung.map({ $0 < missedAt }) ?? true { return .missing }
        guard let hung else { return printedAt == nil ? .issued : .printed }
        if now - hung > silence { return .silent }
        return signs.lastScan == nil ? .posted : .alive
    }
}

/// What is known of a code besides its record: nobody who scans is counted as a person.
public struct CodeSigns: Sendable, Hashable {
    /// The last moment of the last day on which it was scanned, or now if that is earlier.
    public var lastScan: Instant?
    /// 疑似假码: open reports that this sticker looks forged.
    public var doubts: Int

    public init(lastScan: Instant? = nil, doubts: Int = 0) {
        self.lastScan = lastScan
        self.doubts = doubts
    }
}

/// 点位码的状态
public enum CodeState: String, Sendable, CaseIterable {
    /// 已生成: has a token, and no poster yet.
    case issued
    /// 已印
    case printed
    /// 已张贴, and not scanned yet.
    case posted
    /// 有人扫
    case alive
    /// 久无人扫
    case silent
    /// 有人说是假的
    case doubted
    /// 不见了、坏了
    case missing
    /// 换码中: another hangs or will hang there; this one still opens for a while.
    case retiring
    /// 已换新
    case replaced
    /// 到期
    case ended
    /// 停用
    case revoked

    /// Whether somebody has to go there: to put it up, to look at it, to put up another.
    public var needsVisit: Bool { [.issued, .printed, .silent, .doubted, .missing].contains(self) }

    /// Whether it still opens a page.
    public var opens: Bool { ![.replaced, .ended, .revoked].contains(self) }
}

/// What is done to a code.
public enum CodeDeed: String, Sendable, CaseIterable {
    /// A poster with it was drawn.
    case print
    /// 贴好了
    case post
    /// 看过，贴着，是真的: answers every doubt.
    case see
    /// 不见了、坏了
    case miss
    /// 换码: another takes its place.
    case replace
    /// 停用
    case revoke

    /// The states in which it may be done: the one table of a code's life.
    public var from: Set<CodeState> {
        let live = Set(CodeState.allCases.filter { $0.opens && $0 != .retiring })
        return switch self {
        case .print, .post, .replace: live
        case .see: live.subtracting([.issued])
        case .miss: live.subtracting([.issued, .missing])
        case .revoke: live.union([.retiring])
        }
    }
}
