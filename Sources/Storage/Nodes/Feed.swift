import Matters

/// What other nodes commit, told on this one.
enum Feed {
    /// How long a change made elsewhere may stay untold when its announcement was lost.
    static let longestSilence = Duration.milliseconds(500)
    /// How long to wait after an error before asking again.
    static let pause = Duration.milliseconds(500)

    /// A database that was restored into another PostgreSQL brings transaction numbers along that are still to come
    /// there: the feed would wait for them. They become the feed's oldest.
    static func adopt(_ database: any SQLDatabase) async throws {
        guard database.dialect.engine == .postgres else { return }
        try await database.write { connection in
            try connection.run(
                """
                UPDATE event SET txn = 0
                WHERE txn >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)
                """)
        }
    }
}
