import Crypto
import Matters

/// The schema's history. Append only: a migration that shipped is never edited, only followed by another.
enum Migrations {
    struct Migration: Sendable {
        let name: String
        let statements: [Statement]
        /// What is computed from events is computed anew afterwards.
        var rebuilds = false
    }

    /// Of both engines if it is written as a plain string.
    enum Statement: Sendable, ExpressibleByStringLiteral {
        case both(String)
        case only(SQLDialect.Engine, String)

        init(stringLiteral value: String) { self = .both(value) }
    }

    static let all = [first, second, third, fourth, fifth]

    /// Brings the schema up to date, all steps and their records in one transaction.
    /// - Parameter creating: whether there may be nothing yet. A deployment that has lost its database must not begin
    ///   an empty one.
    /// - Throws: `StorageFault` if the database is newer than this program, was made by other statements, or is empty.
    static func run(
        on database: some SQLDatabase, at now: Instant, creating: Bool = true, upTo known: [Migration] = all
    ) async throws {
        let dialect = database.dialect
        try await database.write { connection in
            try connection.run(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, at BIGINT NOT NULL)
                """)
            let isDone = try check(recorded(connection), known, creating) == known.count
            // Another node that starts at the same time waits here, and finds it done.
            if !isDone, let lock = dialect.lockMigrations { try connection.run(lock) }
            let done = try check(recorded(connection), known, creating)
            for (version, migration) in zip((done + 1)..., known.dropFirst(done)) {
                for statement in migration.statements(for: dialect) { try connection.run(statement) }
                try connection.run(
                    "INSERT INTO schema_migration (version, name, checksum, at) VALUES (?, ?, ?, ?)",
                    [
                        .integer(Int64(version)), .text(migration.name), .text(migration.checksum),
                        .integer(now.milliseconds),
                    ])
            }
            // Once, at the end: rows are written as the newest schema has them.
            if known.dropFirst(done).contains(where: \.rebuilds) {
                try TrailWriter(connection: connection, dialect: dialect).rebuild()
            }
        }
    }

    /// - Returns: how many of `known` ran here already.
    private static func check(_ done: [SQLRow], _ known: [Migration], _ creating: Bool) throws -> Int {
        guard creating || !done.isEmpty else { throw StorageFault.empty(path: nil) }
        guard done.count <= known.count else {
            throw StorageFault.newerSchema(found: done.count, known: known.count)
        }
        for (row, migration) in zip(done, known) where try row.text("checksum") != migration.checksum {
            throw StorageFault.changedMigration(migration.name)
        }
        return done.count
    }

    private static func recorded(_ connection: any SQLConnection) throws -> [SQLRow] {
        try connection.rows("SELECT version, name, checksum FROM schema_migration ORDER BY version")
    }
}

extension Migrations.Migration {
    /// What runs on this engine, in its words.
    func statements(for dialect: SQLDialect) -> [String] {
        statements.compactMap { statement in
            switch statement {
            case .both(let sql): sql
            case .only(let engine, let sql): engine == dialect.engine ? sql : nil
            }
        }.map { sql in dialect.words.reduce(sql) { $0.replacing($1.key, with: $1.value) } }
    }

    /// Of the statements of both engines, before the engine's words are put in.
    var checksum: String {
        let text = statements.map { statement in
            switch statement {
            case .both(let sql): sql
            case .only(let engine, let sql): "\(engine.rawValue): \(sql)"
            }
        }.joined(separator: ";\n")
        return SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
