import Matters
import Synchronization

extension SiteCodes {
    static func live(_ database: any SQLDatabase, remembering known: KnownCodes) -> SiteCodes {
        SiteCodes(
            all: {
                try await database.read {
                    try $0.rows("SELECT * FROM site_code ORDER BY site, issued_at, token").map(SiteCode.init(row:))
                }
            },
            code: { token in
                try await known.code(token) {
                    try await database.read {
                        try $0.row("SELECT * FROM site_code WHERE token = ?", [.text(token)]).map(SiteCode.init(row:))
                    }
                }
            },
            issue: { codes in
                try await database.write { connection in
                    try connection.bump(.codes)
                    for code in codes {
                        try connection.run(
                            "INSERT INTO site_code (token, site, issued_at) VALUES (?, ?, ?)",
                            [.text(code.token), .text(code.site.text), .integer(code.issuedAt.milliseconds)])
                    }
                    connection.afterCommit { known.forget() }
                }
            },
            revoke: { token, now in
                try await database.write { connection in
                    try connection.bump(.codes)
                    connection.afterCommit { known.forget() }
                    let sql =
                        "UPDATE site_code SET revoked_at = ? WHERE token = ? AND revoked_at IS NULL RETURNING token"
                    return try connection.row(sql, [.integer(now.milliseconds), .text(token)]) != nil
                }
            })
    }
}

/// The codes that were scanned lately. Every scan looks one up, and they change a few times a year.
final class KnownCodes: Sendable {
    private struct Memory {
        var codes: [String: SiteCode] = [:]
        var generation = 0
    }

    private let memory = Mutex(Memory())

    /// Most codes kept; a county has a few thousand. Only codes that exist are kept, so guessing fills nothing.
    private static let most = 20_000

    func code(_ token: String, read: () async throws -> SiteCode?) async throws -> SiteCode? {
        let (known, generation) = memory.withLock { ($0.codes[token], $0.generation) }
        if let known { return known }
        guard let code = try await read() else { return nil }
        memory.withLock { memory in
            // What was read before somebody changed it is not kept.
            guard memory.generation == generation else { return }
            if memory.codes.count >= Self.most { memory.codes = [:] }
            memory.codes[token] = code
        }
        return code
    }

    func forget() {
        memory.withLock { memory in
            memory.codes = [:]
            memory.generation += 1
        }
    }
}

extension SiteCode {
    init(row: SQLRow) throws {
        guard let site = SiteID(try row.text("site")) else { throw SchemaFault(column: "site") }
        self.init(
            token: try row.text("token"), site: site, issuedAt: Instant(milliseconds: try row.integer("issued_at")),
            revokedAt: row.optionalInteger("revoked_at").map { Instant(milliseconds: $0) })
    }
}
