import Matters

extension SiteCodes {
    static func live(_ database: any SQLDatabase, remembering known: KnownCodes) -> SiteCodes {
        @Sendable func write<Value: Sendable>(
            _ body: @escaping @Sendable (CodeWriter) throws -> Value
        ) async throws -> Value {
            try await database.write { connection in
                // Whoever changes codes waits here for whoever does it on another node: serials have no gaps.
                try connection.bump(.codes)
                connection.afterCommit { known.forget() }
                return try body(CodeWriter(connection: connection))
            }
        }
        return SiteCodes(
            all: {
                try await database.read {
                    try $0.rows("SELECT * FROM site_code ORDER BY site, version").map(SiteCode.init(row:))
                }
            },
            code: { token in
                try await known.code(token) {
                    try await database.read {
                        try $0.row("SELECT * FROM site_code WHERE token = ?", [.text(token)]).map(SiteCode.init(row:))
                    }
                }
            },
            serial: { serial in
                try await database.read {
                    try $0.row("SELECT * FROM site_code WHERE serial = ?", [.integer(Int64(serial))])
                        .map(SiteCode.init(row:))
                }
            },
            issue: { new, actor, now in try await write { try $0.issue(new, by: actor, at: now) } },
            replace: { pairs, end, actor, now in
                try await write { try $0.replace(pairs, until: end, by: actor, at: now) }
            },
            change: { tokens, change, actor, now in
                try await write { try $0.change(tokens, change, by: actor, at: now) }
            })
    }
}

/// Writes codes and what is done to them, each with its line in the audit trail.
private struct CodeWriter {
    let connection: any SQLConnection

    func issue(_ new: [NewSiteCode], by actor: Actor, at now: Instant) throws -> [SiteCode] {
        let codes = try add(new, at: now)
        try note(.codeIssued, codes.map(\.serial), by: actor, at: now)
        return codes
    }

    func replace(
        _ pairs: [(old: String, token: String)], until end: Instant, by actor: Actor, at now: Instant
    ) throws -> [SiteCode] {
        var new: [NewSiteCode] = []
        var replaced: [Int] = []
        for (old, token) in pairs {
            guard let code = try code(old), code.isCurrent(at: now) else { continue }
            // A code that ends sooner anyway is not given longer; its successor ends when it would have.
            try connection.run(
                "UPDATE site_code SET replaced_by = ?, ends_at = ? WHERE token = ?",
                [.text(token), .integer(min(end, code.endsAt ?? end).milliseconds), .text(old)])
            new.append(NewSiteCode(token: token, site: code.site, endsAt: code.endsAt))
            replaced.append(code.serial)
        }
        try note(.codeReplaced, replaced, by: actor, at: now)
        return try issue(new, by: actor, at: now)
    }

    func change(_ tokens: [String], _ change: CodeChange, by actor: Actor, at now: Instant) throws -> [String] {
        var changed: [SiteCode] = []
        for token in tokens {
            guard let code = try code(token), code.opens(at: now) else { continue }
            let at = SQLValue.integer(now.milliseconds)
            switch change {
            case .print: try set("printed_at = ?", [at], token)
            case .post(let location):
                let by: SQLValue = if case .staff(let id, _) = actor { .text(id.text) } else { .null }
                let place: SQLValue = location.map { .text($0.text) } ?? .null
                try set("posted_at = ?, posted_by = ?, posted_where = ?", [at, by, place], token)
            case .see:
                try set("seen_at = ?", [at], token)
                try settle(token, at: now)
            case .miss: try set("missed_at = ?", [at], token)
            case .revoke:
                try set("revoked_at = ?", [at], token)
                try settle(token, at: now)
            }
            changed.append(code)
        }
        try note(change.action, changed.map(\.serial), by: actor, at: now)
        return changed.map(\.token)
    }

    private func add(_ new: [NewSiteCode], at now: Instant) throws -> [SiteCode] {
        let newest = try connection.row("SELECT MAX(serial) AS last FROM site_code", [])
        var serial = Int(newest?.optionalInteger("last") ?? 0)
        return try new.map { new in
            serial += 1
            let last = try connection.row(
                "SELECT MAX(version) AS last FROM site_code WHERE site = ?", [.text(new.site.text)])
            let version = Int(last?.optionalInteger("last") ?? 0) + 1
            try connection.run(
                "INSERT INTO site_code (token, site, serial, version, issued_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .text(new.token), .text(new.site.text), .integer(Int64(serial)), .integer(Int64(version)),
                    .integer(now.milliseconds), new.endsAt.map { .integer($0.milliseconds) } ?? .null,
                ])
            return SiteCode(
                token: new.token, site: new.site, serial: serial, version: version, issuedAt: now, endsAt: new.endsAt)
        }
    }

    private func code(_ token: String) throws -> SiteCode? {
        try connection.row("SELECT * FROM site_code WHERE token = ?", [.text(token)]).map(SiteCode.init(row:))
    }

    private func set(_ columns: String, _ values: [SQLValue], _ token: String) throws {
        try connection.run("UPDATE site_code SET \(columns) WHERE token = ?", values + [.text(token)])
    }

    /// 疑点已查: whoever looked answers all that was doubted so far.
    private func settle(_ token: String, at now: Instant) throws {
        try connection.run(
            "UPDATE code_doubt SET settled_at = ? WHERE token = ? AND settled_at IS NULL",
            [.integer(now.milliseconds), .text(token)])
    }

    private func note(_ action: AuditEntry.Action, _ serials: [Int], by actor: Actor, at now: Instant) throws {
        guard !serials.isEmpty else { return }
        try connection.record(
            AuditEntry(at: now, actor: actor, action: action, subject: SerialRanges.text(serials)))
    }
}

/// 1, 2, 3, 7 as `1-3 7`.
enum SerialRanges {
    static func text(_ serials: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for serial in serials.sorted() {
            if let last = ranges.last, serial <= last.upperBound + 1 {
                ranges[ranges.endIndex - 1] = last.lowerBound...max(last.upperBound, serial)
            } else {
                ranges.append(serial...serial)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: " ")
    }
}

extension CodeChange {
    fileprivate var action: AuditEntry.Action {
        switch self {
        case .print: .codePrinted
        case .post: .codePosted
        case .see: .codeSeen
        case .miss: .codeMissed
        case .revoke: .codeRevoked
        }
    }
}

extension SiteCode {
    init(row: SQLRow) throws {
        guard let site = SiteID(try row.text("site")) else { throw SchemaFault(column: "site") }
        func instant(_ column: String) -> Instant? {
            row.optionalInteger(column).map { Instant(milliseconds: $0) }
        }
        self.init(
            token: try row.text("token"), site: site, serial: Int(try row.integer("serial")),
            version: Int(try row.integer("version")), issuedAt: Instant(milliseconds: try row.integer("issued_at")),
            endsAt: instant("ends_at"), revokedAt: instant("revoked_at"))
        printedAt = instant("printed_at")
        if let at = instant("posted_at") {
            posting = Posting(
                at: at, by: row.optionalText("posted_by").flatMap { StaffID($0) },
                location: row.optionalText("posted_where").flatMap { Location($0) })
        }
        (seenAt, missedAt) = (instant("seen_at"), instant("missed_at"))
        replacedBy = row.optionalText("replaced_by")
    }
}
