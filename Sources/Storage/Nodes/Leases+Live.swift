import Matters

extension Leases {
    /// The span on one node, where nobody waits for it; and on several, where another takes over after it.
    private static let spanAlone = Duration.seconds(3600)
    private static let spanAmongNodes = Duration.seconds(6)

    /// Leases in the table `lease`, by the database's clock: the nodes' own may differ.
    static func live(_ database: any SQLDatabase, node: String) -> Leases {
        let dialect = database.dialect
        let span = dialect.engine == .sqlite ? spanAlone : spanAmongNodes
        return Leases(
            span: span,
            take: { job in
                try await database.write { connection in
                    try connection.row(
                        """
                        INSERT INTO lease (job, node, token, until) VALUES (?, ?, 1, \(dialect.now) + ?)
                        ON CONFLICT (job) DO UPDATE SET node = excluded.node, until = excluded.until,
                            token = lease.token + CASE
                                WHEN lease.node = excluded.node AND lease.until > \(dialect.now) THEN 0 ELSE 1 END
                        WHERE lease.node = excluded.node OR lease.until <= \(dialect.now)
                        RETURNING token, ran_at, mark
                        """, [.text(job), .text(node), .integer(span.components.seconds * 1000)]
                    ).map { row in
                        Lease(
                            job: job, node: node, token: try row.integer("token"),
                            ranAt: row.optionalInteger("ran_at").map { Instant(milliseconds: $0) },
                            mark: row.optionalText("mark"))
                    }
                }
            },
            finish: { lease, mark, now in
                try await database.write { connection in
                    let sql = "UPDATE lease SET ran_at = ?, mark = ? WHERE job = ? AND token = ? RETURNING job"
                    return try connection.row(
                        sql, [.integer(now.milliseconds), .text(mark), .text(lease.job), .integer(lease.token)]) != nil
                }
            },
            giveBack: {
                try await database.write { connection in
                    try connection.run("UPDATE lease SET until = 0 WHERE node = ?", [.text(node)])
                }
            })
    }
}

extension Upkeep {
    static func live(_ database: any SQLDatabase) -> Upkeep {
        let dialect = database.dialect
        return Upkeep(sweep: { lease, now in
            try await database.write { connection in
                try connection.hold(lease, dialect)
                let sessions = try connection.rows(
                    "DELETE FROM session WHERE expires_at < ? OR seen_at < ? RETURNING staff",
                    [.integer(now.milliseconds), .integer((now + -StaffSession.idle).milliseconds)])
                let failures = try connection.rows(
                    "DELETE FROM sign_in_failure WHERE last_at < ? RETURNING login",
                    [.integer((now + -.days(1)).milliseconds)])
                let oldest = ChinaTime.date(of: now).adding(days: -Bounds.trafficDays)
                let visits = try connection.rows(
                    "DELETE FROM code_traffic WHERE day < ? RETURNING token", [.integer(Int64(oldest.dayNumber))])
                let doubts = try connection.rows(
                    "DELETE FROM code_doubt WHERE settled_at < ? RETURNING position",
                    [.integer(ChinaTime.instant(oldest).milliseconds)])
                return sessions.count + failures.count + visits.count + doubts.count
            }
        })
    }
}

extension SQLConnection {
    /// The write goes on only under the newest lease, and no other node gets the job before it has ended.
    /// - Throws: `LeaseLost`
    fileprivate func hold(_ lease: Lease, _ dialect: SQLDialect) throws {
        let sql = "SELECT token FROM lease WHERE job = ? AND token = ? AND until > \(dialect.now)" + dialect.forUpdate
        guard try row(sql, [.text(lease.job), .integer(lease.token)]) != nil else { throw LeaseLost(job: lease.job) }
    }
}
