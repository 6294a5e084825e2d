import Matters

extension CodeWatch {
    static func live(_ database: any SQLDatabase) -> CodeWatch {
        CodeWatch(
            count: { counts in
                try await database.write { connection in
                    for count in counts {
                        try connection.run(
                            """
                            INSERT INTO code_traffic (token, day, step, count) VALUES (?, ?, ?, ?)
                            ON CONFLICT (token, day, step) DO UPDATE SET count = code_traffic.count + excluded.count
                            """,
                            [
                                .text(count.token), .integer(Int64(count.day.dayNumber)), .text(count.step.rawValue),
                                .integer(Int64(count.count)),
                            ])
                        guard count.step == .scan else { continue }
                        try connection.run(
                            """
                            INSERT INTO code_scanned (token, day) VALUES (?, ?)
                            ON CONFLICT (token) DO UPDATE SET day = excluded.day WHERE code_scanned.day < excluded.day
                            """, [.text(count.token), .integer(Int64(count.day.dayNumber))])
                    }
                }
            },
            traffic: { since in
                try await database.read { connection in
                    try connection.rows(
                        "SELECT * FROM code_traffic WHERE day >= ? ORDER BY token, day, step",
                        [.integer(Int64(since.dayNumber))]
                    ).map(CodeTraffic.init(row:))
                }
            },
            lastScans: {
                try await database.read { connection in
                    let rows = try connection.rows("SELECT token, day FROM code_scanned")
                    return Dictionary(
                        uniqueKeysWithValues: try rows.map {
                            (try $0.text("token"), LocalDate(dayNumber: Int(try $0.integer("day"))))
                        })
                }
            },
            doubt: { doubt in
                try await database.write { connection in
                    let token: SQLValue = doubt.token.map { .text($0) } ?? .null
                    let same = doubt.token == nil ? "token IS NULL" : "token = ?"
                    let open = try connection.row(
                        "SELECT COUNT(*) AS open FROM code_doubt WHERE settled_at IS NULL AND \(same)",
                        doubt.token == nil ? [] : [token])
                    guard try open?.integer("open") ?? 0 < Bounds.openDoubts else { return }
                    try connection.run(
                        "INSERT INTO code_doubt (token, at, reason, note) VALUES (?, ?, ?, ?)",
                        [
                            token, .integer(doubt.at.milliseconds), .text(doubt.reason.rawValue),
                            doubt.note.map { .text($0) } ?? .null,
                        ])
                }
            },
            doubts: {
                try await database.read { connection in
                    try connection.rows("SELECT * FROM code_doubt WHERE settled_at IS NULL ORDER BY position")
                        .map(CodeDoubt.init(row:))
                }
            },
            settleForeign: { actor, now in
                try await database.write { connection in
                    let settled = try connection.rows(
                        """
                        UPDATE code_doubt SET settled_at = ? WHERE token IS NULL AND settled_at IS NULL
                        RETURNING position
                        """, [.integer(now.milliseconds)])
                    if !settled.isEmpty {
                        try connection.record(
                            AuditEntry(at: now, actor: actor, action: .doubtSettled, subject: "\(settled.count)"))
                    }
                    return settled.count
                }
            })
    }
}

extension CodeTraffic {
    init(row: SQLRow) throws {
        guard let step = Step(rawValue: try row.text("step")) else { throw SchemaFault(column: "step") }
        self.init(
            token: try row.text("token"), day: LocalDate(dayNumber: Int(try row.integer("day"))), step: step,
            count: Int(try row.integer("count")))
    }
}

extension CodeDoubt {
    init(row: SQLRow) throws {
        guard let reason = Reason(rawValue: try row.text("reason")) else { throw SchemaFault(column: "reason") }
        self.init(
            token: row.optionalText("token"), at: Instant(milliseconds: try row.integer("at")), reason: reason,
            note: row.optionalText("note"))
    }
}
