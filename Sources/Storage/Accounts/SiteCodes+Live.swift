import Matters

extension SiteCodes {
    static func live(_ database: any SQLDatabase) -> SiteCodes {
        SiteCodes(
            all: {
                try await database.read {
                    try $0.rows("SELECT * FROM site_code ORDER BY site, issued_at, token").map(SiteCode.init(row:))
                }
            },
            code: { token in
                try await database.read {
                    try $0.row("SELECT * FROM site_code WHERE token = ?", [.text(token)]).map(SiteCode.init(row:))
                }
            },
            issue: { codes in
                try await database.write { connection in
                    for code in codes {
                        try connection.run(
                            "INSERT INTO site_code (token, site, issued_at) VALUES (?, ?, ?)",
                            [.text(code.token), .text(code.site.text), .integer(code.issuedAt.milliseconds)])
                    }
                }
            },
            revoke: { token, now in
                try await database.write { connection in
                    let sql =
                        "UPDATE site_code SET revoked_at = ? WHERE token = ? AND revoked_at IS NULL RETURNING token"
                    return try connection.row(sql, [.integer(now.milliseconds), .text(token)]) != nil
                }
            })
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
