import Crypto
import Matters

/// Checks the tables that do not belong to a matter.
struct TableProof {
    let connection: any SQLConnection
    let folders: FolderShelf

    private static let auditRowsOnAPage: Int64 = 1_000

    func flaws() throws -> [LedgerFlaw] {
        try [migrations(), folderRows(), accounts(), sessions(), codes(), audit()].flatMap(\.self)
    }

    private func migrations() throws -> [LedgerFlaw] {
        let rows = try connection.rows("SELECT version, name, checksum FROM schema_migration ORDER BY version")
        var flaws = zip(rows, Migrations.all).enumerated().compactMap { index, pair -> LedgerFlaw? in
            let (row, migration) = pair
            guard
                row.optionalInteger("version") != Int64(index + 1) || row.optionalText("checksum") != migration.checksum
                    || row.optionalText("name") != migration.name
            else { return nil }
            return LedgerFlaw(.migration, "\(index + 1) is not “\(migration.name)” of this program")
        }
        if rows.count != Migrations.all.count {
            flaws.append(LedgerFlaw(.migration, "\(rows.count) migrations, should be \(Migrations.all.count)"))
        }
        return flaws
    }

    private func folderRows() throws -> [LedgerFlaw] {
        let rows = try connection.rows("SELECT version, at, digest FROM grid_folder ORDER BY version")
        var flaws: [LedgerFlaw] = []
        if rows.isEmpty, try connection.row("SELECT number FROM matter LIMIT 1", []) != nil {
            flaws.append(LedgerFlaw(.folder, "there is none: no deadline can be computed again"))
        }
        for (index, row) in rows.enumerated() {
            let version = try row.integer("version")
            if version != Int64(index + 1) { flaws.append(LedgerFlaw(.folder, "version \(version) follows \(index)")) }
            let bytes = try connection.row("SELECT bytes FROM grid_folder WHERE version = ?", [.integer(version)])
            if bytes?.optionalBytes("bytes").map({ Array(SHA256.hash(data: $0)) }) != row.optionalBytes("digest") {
                flaws.append(LedgerFlaw(.folder, "version \(version): the digest is not that of the bytes"))
            }
            if try folders.folder(version, connection) == nil {
                flaws.append(LedgerFlaw(.folder, "version \(version) cannot be read as a grid folder"))
            }
        }
        return flaws
    }

    private func accounts() throws -> [LedgerFlaw] {
        try connection.rows("SELECT * FROM account ORDER BY login").compactMap { row in
            let login = (row["login"] ?? .null).shown
            guard let account = try? Account(row: row) else { return LedgerFlaw(.account, "\(login) cannot be read") }
            let cells = row.optionalText("cells") ?? ""
            guard account.staff.cells.count == cells.split(separator: " ").count,
                account.staff.station?.text == row.optionalText("station"),
                account.staff.division?.text == row.optionalText("division"),
                row.optionalText("source") == account.source.rawValue
            else { return LedgerFlaw(.account, "\(login): cells, station, division or source cannot be read") }
            return nil
        }
    }

    private func sessions() throws -> [LedgerFlaw] {
        let sql = """
            SELECT s.staff AS staff, s.opened_at AS opened_at, s.expires_at AS expires_at, a.login AS login
            FROM session s LEFT JOIN account a ON a.login = s.staff
            """
        return try connection.rows(sql).compactMap { row in
            let staff = (row["staff"] ?? .null).shown
            if row.optionalText("login") == nil { return LedgerFlaw(.session, "there is no account \(staff)") }
            guard let opened = row.optionalInteger("opened_at"), let expires = row.optionalInteger("expires_at"),
                opened < expires, expires <= opened + StaffSession.life.milliseconds
            else { return LedgerFlaw(.session, "of \(staff): it does not end when it should") }
            return nil
        }
    }

    private func codes() throws -> [LedgerFlaw] {
        let versions = try connection.rows("SELECT version FROM grid_folder").map { try $0.integer("version") }
        let read = try versions.map { try folders.folder($0, connection) }
        let sites = read.reduce(into: Set<SiteID>()) { $0.formUnion($1?.sites ?? []) }
        let codes = Dictionary(
            uniqueKeysWithValues: try connection.rows("SELECT token, site FROM site_code").map {
                (try $0.text("token"), SiteID($0.optionalText("site") ?? ""))
            })
        let visits = try connection.rows(
            """
            SELECT token FROM code_traffic WHERE count < 1 UNION SELECT token FROM code_traffic
            WHERE NOT EXISTS (SELECT 1 FROM site_code WHERE site_code.token = code_traffic.token) ORDER BY token
            """
        ).map { LedgerFlaw(.code, "visits of \(($0["token"] ?? .null).shown): no such code, or fewer than one") }
        let flaws = try connection.rows("SELECT * FROM site_code ORDER BY token").compactMap { row -> LedgerFlaw? in
            let token = (row["token"] ?? .null).shown
            guard let code = try? SiteCode(row: row), Self.isWhole(code, row) else {
                return LedgerFlaw(.code, "\(token) cannot be read")
            }
            if let next = code.replacedBy, codes[next] != code.site {
                return LedgerFlaw(.code, "\(token): \(next), which takes its place, is no code of its site")
            }
            // A folder that cannot be read might have had the site.
            guard read.contains(where: { $0 == nil }) || sites.contains(code.site) else {
                return LedgerFlaw(.code, "\(token): no grid folder ever had a site \(code.site)")
            }
            return nil
        }
        return flaws + visits
    }

    /// No time that is stored was dropped in reading.
    private static func isWhole(_ code: SiteCode, _ row: SQLRow) -> Bool {
        let read: [(String, Instant?)] = [
            ("printed_at", code.printedAt), ("posted_at", code.posting?.at), ("seen_at", code.seenAt),
            ("missed_at", code.missedAt), ("ends_at", code.endsAt), ("revoked_at", code.revokedAt),
        ]
        return code.serial > 0 && code.version > 0 && read.allSatisfy { row[$0] == .null || $1 != nil }
    }

    private func audit() throws -> [LedgerFlaw] {
        var flaws: [LedgerFlaw] = []
        var last: Int64 = -1
        while true {
            let rows = try connection.rows(
                "SELECT * FROM audit WHERE position > ? ORDER BY position LIMIT ?",
                [.integer(last), .integer(Self.auditRowsOnAPage)])
            for row in rows
            where Actor(text: row.optionalText("actor") ?? "-") == nil
                || AuditEntry.Action(rawValue: row.optionalText("action") ?? "") == nil
                || row.optionalInteger("at") == nil
            {
                flaws.append(LedgerFlaw(.audit, "position \((row["position"] ?? .null).shown) cannot be read"))
            }
            guard rows.count == Self.auditRowsOnAPage, let end = rows.last?.optionalInteger("position") else {
                return flaws
            }
            last = end
        }
    }
}
