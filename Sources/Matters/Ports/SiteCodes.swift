/// The codes on the walls: which token belongs to which site, and whether it still does.
public struct SiteCodes: Sendable {
    public var all: @Sendable () async throws -> [SiteCode]
    public var code: @Sendable (_ token: String) async throws -> SiteCode?
    /// Adds codes in one transaction; a token that exists is never given away again.
    public var issue: @Sendable ([SiteCode]) async throws -> Void
    /// - Returns: whether there was such a live code.
    public var revoke: @Sendable (_ token: String, Instant) async throws -> Bool

    public init(
        all: @escaping @Sendable () async throws -> [SiteCode],
        code: @escaping @Sendable (String) async throws -> SiteCode?,
        issue: @escaping @Sendable ([SiteCode]) async throws -> Void,
        revoke: @escaping @Sendable (String, Instant) async throws -> Bool
    ) {
        self.all = all
        self.code = code
        self.issue = issue
        self.revoke = revoke
    }
}

/// 点位码
public struct SiteCode: Sendable, Hashable {
    public let token: String
    public let site: SiteID
    public let issuedAt: Instant
    public let revokedAt: Instant?

    public init(token: String, site: SiteID, issuedAt: Instant, revokedAt: Instant? = nil) {
        self.token = token
        self.site = site
        self.issuedAt = issuedAt
        self.revokedAt = revokedAt
    }

    public var isRevoked: Bool { revokedAt != nil }
}
