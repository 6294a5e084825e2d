import Matters

extension Accounts {
    static func live(_ database: any SQLDatabase) -> Accounts {
        Accounts(
            all: {
                try await database.read { try $0.rows("SELECT * FROM account ORDER BY login").map(Account.init(row:)) }
            },
            account: { id in try await database.read { try find(id, $0) } },
            put: { staff, source, now in
                try await database.write { connection in
                    try connection.bump(.staff)
                    try put(staff, source, now, connection)
                }
            },
            replaceImported: { staff, now in
                try await database.write { connection in
                    try connection.bump(.staff)
                    try replaceImported(staff, now, connection)
                }
            },
            setPassword: { id, hash in
                try await database.write { connection in
                    try connection.run(
                        "UPDATE account SET password = ? WHERE login = ?", [.text(hash), .text(id.text)])
                    try connection.run("DELETE FROM session WHERE staff = ?", [.text(id.text)])
                }
            },
            setDisabled: { id, disabled in
                try await database.write { connection in
                    try connection.bump(.staff)
                    try connection.run(
                        "UPDATE account SET disabled = ? WHERE login = ?",
                        [.integer(disabled ? Disabled.byName : 0), .text(id.text)])
                    if disabled { try connection.run("DELETE FROM session WHERE staff = ?", [.text(id.text)]) }
                }
            },
            passwordHash: { id in
                try await database.read { connection in
                    let sql = "SELECT password FROM account WHERE login = ? AND disabled = 0"
                    return try connection.row(sql, [.text(id.text)])?.optionalText("password")
                }
            },
            openSession: { session in try await database.write { try open(session, $0) } },
            session: { hash, now in try await session(hash, now, database) },
            closeSession: { hash in
                try await database.write { try $0.run("DELETE FROM session WHERE token_hash = ?", [.bytes(hash)]) }
            },
            closeSessions: { id in
                try await database.write { try $0.run("DELETE FROM session WHERE staff = ?", [.text(id.text)]) }
            },
            blockedUntil: { login, now in
                try await database.read { connection in
                    let sql = "SELECT blocked_until FROM sign_in_failure WHERE login = ? AND blocked_until > ?"
                    return try connection.row(sql, [.text(login), .integer(now.milliseconds)])
                        .map { Instant(milliseconds: try $0.integer("blocked_until")) }
                }
            },
            recordFailure: { login, now in try await database.write { try recordFailure(login, now, $0) } },
            clearFailures: { login in
                try await database.write { try $0.run("DELETE FROM sign_in_failure WHERE login = ?", [.text(login)]) }
            })
    }

    /// Why an account is disabled; 0 in the column means it is not. Who was disabled by name stays so whatever a
    /// folder says; who vanished from the folder comes back with it.
    private enum Disabled {
        static let byName: Int64 = 1
        static let byFolder: Int64 = 2
    }

    private static func find(_ id: StaffID, _ connection: any SQLConnection) throws -> Account? {
        try connection.row("SELECT * FROM account WHERE login = ?", [.text(id.text)]).map(Account.init(row:))
    }

    private static func put(
        _ staff: Staff, _ source: AccountSource, _ now: Instant, _ connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO account (login, name, role, cells, station, division, phone, source, created_at)
            VALUES (\(connection.marks(9)))
            ON CONFLICT (login) DO UPDATE SET name = excluded.name, role = excluded.role, cells = excluded.cells,
                station = excluded.station, division = excluded.division, phone = excluded.phone,
                source = excluded.source
            """,
            [
                .text(staff.id.text), .text(staff.name), .text(staff.role.rawValue),
                .text(staff.cells.map(\.text).sorted().joined(separator: " ")), .text(staff.station?.text),
                .text(staff.division?.text), .text(staff.phone), .text(source.rawValue), .integer(now.milliseconds),
            ])
    }

    private static func replaceImported(_ staff: [Staff], _ now: Instant, _ connection: any SQLConnection) throws {
        let byHand = Set(
            try connection.rows("SELECT login FROM account WHERE source = 'hand'").map { try $0.text("login") })
        let (byName, byFolder) = (SQLValue.integer(Disabled.byName), SQLValue.integer(Disabled.byFolder))
        try connection.run(
            "UPDATE account SET disabled = ? WHERE source = 'folder' AND disabled <> ?", [byFolder, byName])
        for person in staff where !byHand.contains(person.id.text) {
            try put(person, .folder, now, connection)
            try connection.run(
                "UPDATE account SET disabled = 0 WHERE login = ? AND disabled <> ?", [.text(person.id.text), byName])
        }
        try connection.run("DELETE FROM session WHERE staff IN (SELECT login FROM account WHERE disabled <> 0)")
    }

    private static func open(_ session: StaffSession, _ connection: any SQLConnection) throws {
        try connection.run("DELETE FROM session WHERE expires_at < ?", [.integer(session.opened.milliseconds)])
        try connection.run(
            "INSERT INTO session (token_hash, staff, opened_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            [
                .bytes(session.tokenHash), .text(session.staff.text), .integer(session.opened.milliseconds),
                .integer(session.opened.milliseconds), .integer(session.expires.milliseconds),
            ])
    }

    /// How stale `seen_at` may be before a request writes it again, so that reading pages does not write to the disk.
    private static let seenEvery = Instant.Span.minutes(5)

    private static func session(_ hash: [UInt8], _ now: Instant, _ database: any SQLDatabase) async throws -> SignedIn?
    {
        let found = try await database.read { connection -> (SignedIn, Instant)? in
            let sql = """
                SELECT s.opened_at, s.seen_at, s.expires_at, a.* FROM session s JOIN account a ON a.login = s.staff
                WHERE s.token_hash = ? AND s.expires_at > ? AND s.seen_at > ? AND a.disabled = 0
                """
            let oldest = now + -StaffSession.idle
            let values: [SQLValue] = [.bytes(hash), .integer(now.milliseconds), .integer(oldest.milliseconds)]
            guard let row = try connection.row(sql, values) else { return nil }
            let account = try Account(row: row)
            let session = StaffSession(
                tokenHash: hash, staff: account.staff.id, opened: Instant(milliseconds: try row.integer("opened_at")))
            return (SignedIn(staff: account.staff, session: session), Instant(milliseconds: try row.integer("seen_at")))
        }
        guard let (signedIn, seen) = found else { return nil }
        if now - seen > seenEvery {
            try await database.write {
                try $0.run(
                    "UPDATE session SET seen_at = ? WHERE token_hash = ?", [.integer(now.milliseconds), .bytes(hash)])
            }
        }
        return signedIn
    }

    private static func recordFailure(_ login: String, _ now: Instant, _ connection: any SQLConnection) throws {
        // Names nobody has are remembered too, or the difference would tell which exist; old ones are swept.
        try connection.run(
            "DELETE FROM sign_in_failure WHERE last_at < ?", [.integer((now + -.days(1)).milliseconds)])
        let row = try connection.row("SELECT failures FROM sign_in_failure WHERE login = ?", [.text(login)])
        let failures = Int(row?.optionalInteger("failures") ?? 0) + 1
        let until = now + SignInThrottle.wait(after: failures)
        try connection.run(
            """
            INSERT INTO sign_in_failure (login, failures, last_at, blocked_until) VALUES (?, ?, ?, ?)
            ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,
                blocked_until = excluded.blocked_until
            """,
            [.text(login), .integer(Int64(failures)), .integer(now.milliseconds), .integer(until.milliseconds)])
    }
}

extension Account {
    init(row: SQLRow) throws {
        guard let id = StaffID(try row.text("login")) else { throw SchemaFault(column: "login") }
        guard let role = Role(rawValue: try row.text("role")) else { throw SchemaFault(column: "role") }
        let cells = try row.text("cells").split(separator: " ").compactMap { CellCode(String($0)) }
        self.init(
            staff: Staff(
                id: id, name: try row.text("name"), role: role, cells: Set(cells),
                station: row.optionalText("station").flatMap { StationID($0) },
                division: row.optionalText("division").flatMap { DivisionCode($0) }, phone: row.optionalText("phone")),
            source: AccountSource(rawValue: try row.text("source")) ?? .hand,
            hasPassword: row.optionalText("password") != nil, isDisabled: try row.integer("disabled") != 0,
            createdAt: Instant(milliseconds: try row.integer("created_at")))
    }
}
