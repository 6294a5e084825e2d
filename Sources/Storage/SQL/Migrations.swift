import Crypto
import Matters

/// The schema's history. Append only: a migration that shipped is never edited, only followed by another.
enum Migrations {
    struct Migration: Sendable {
        let name: String
        let statements: [String]
    }

    static let all = [first]

    /// Brings the schema up to date, each step in the same transaction as its record.
    /// - Throws: `StorageFault` if the database is newer than this program, or was made by other statements.
    static func run(on database: some SQLDatabase, at now: Instant) async throws {
        let dialect = database.dialect
        try await database.write { connection in
            try connection.run(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, at BIGINT NOT NULL)
                """)
            let done = try connection.rows("SELECT version, name, checksum FROM schema_migration ORDER BY version")
            guard done.count <= all.count else {
                throw StorageFault.newerSchema(found: done.count, known: all.count)
            }
            for (row, migration) in zip(done, all) where try row.text("checksum") != migration.checksum {
                throw StorageFault.changedMigration(migration.name)
            }
            for (index, migration) in all.enumerated().dropFirst(done.count) {
                for statement in migration.statements {
                    try connection.run(dialect.reduce(statement) { $0.replacing($1.key, with: $1.value) })
                }
                try connection.run(
                    "INSERT INTO schema_migration (version, name, checksum, at) VALUES (?, ?, ?, ?)",
                    [
                        .integer(Int64(index + 1)), .text(migration.name), .text(migration.checksum),
                        .integer(now.milliseconds),
                    ])
            }
        }
    }
}

extension Migrations.Migration {
    var checksum: String {
        SHA256.hash(data: Array(statements.joined(separator: ";\n").utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
