import GRDB
import Matters
import Synchronization

/// SQLite through GRDB's pool. One connection writes and checkpoints, readers are read-only: SQLite 3.40 may corrupt a
/// WAL that two connections checkpoint (docs/decisions/0005).
final class SQLiteEngine: SQLEngine {
    let pool: DatabasePool
    private let sessions = Mutex<[UInt: SQLiteSession]>([:])
    private let isClosed = Mutex(false)

    /// Longest wait for a lock, in seconds. Nothing else should hold one: a second process never opens the file.
    static let busySeconds = 5.0
    static let readers = 4
    /// Page cache of the writer and of each reader, in KiB.
    static let writerCacheKiB = 32 * 1024
    static let readerCacheKiB = 8 * 1024
    /// The WAL is written back into the file when it has this many pages (of 4 KiB): seldom enough that groups of
    /// reports change the same pages many times in between.
    static let checkpointPages = 8_000

    let dialect = SQLDialect.sqlite

    /// Opens or creates the file.
    /// - Throws: `StorageFault.notDurable` if the engine will not promise to flush every commit; `.notADatabase`,
    ///   `.locked`, `.cannotOpen` with the file's name.
    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busySeconds)
        configuration.maximumReaderCount = Self.readers
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            if database.configuration.readonly {
                try database.execute(sql: "PRAGMA query_only = ON")
                try database.execute(sql: "PRAGMA cache_size = -\(Self.readerCacheKiB)")
            } else {
                try database.execute(sql: "PRAGMA cache_size = -\(Self.writerCacheKiB)")
            }
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB lowers this to NORMAL while it opens a pool, after `prepareDatabase`: a power cut would lose
            // acknowledged reports.
            let synchronous = try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.execute(sql: "PRAGMA wal_autocheckpoint = \(Self.checkpointPages)")
                return try Int.fetchOne(database, sql: "PRAGMA synchronous")
            }
            guard synchronous == 2 else { throw StorageFault.notDurable(synchronous ?? -1) }
        } catch let error as DatabaseError {
            throw StorageFault(error, opening: path)
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        guard !isClosed.withLock({ $0 }) else { throw LedgerFault.unavailable }
        do {
            return try await pool.read { try body(ReadingConnection(session: self.session(of: $0))) }
        } catch let error as SQLiteFault where error.isDamage {
            throw LedgerFault.unreadable
        }
    }

    func enqueue(_ body: @escaping @Sendable (Result<any SQLWriter, any Error>) -> Void) {
        let path = pool.path
        pool.asyncWriteWithoutTransaction { database in
            body(Result { SQLiteWriter(database: database, session: try self.session(of: database), path: path) })
        }
    }

    func verdict(on error: any Error) -> WriteVerdict {
        if let fault = error as? LedgerFault { return fault.verdict }
        if error is DiskBecameReadOnly { return .fatal }
        guard let fault = error as? SQLiteFault else { return .command }
        return switch fault.primaryCode {
        case .SQLITE_FULL: .refused(.diskFull)
        case .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB: .fatal
        // Another process holds the file, or it became read-only: nothing was written, and it may pass.
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY, .SQLITE_CANTOPEN: .refused(.unavailable)
        default: .command
        }
    }

    /// Nobody else writes this file.
    func waitForNews(atMost longest: Duration) async throws { try await Task.sleep(for: longest) }

    func close() throws {
        guard
            isClosed.withLock({ closed in
                defer { closed = true }; return !closed
            })
        else { return }
        do {
            // Statements end before their connections; the barrier waits until nobody reads.
            try pool.barrierWriteWithoutTransaction { database in
                sessions.withLock { sessions in
                    sessions.values.forEach { $0.finish() }
                    sessions = [:]
                }
                // The last connection to close is a reader, and readers do not write the WAL back.
                try database.checkpoint(.truncate)
            }
            try pool.close()
        } catch let error as DatabaseError {
            throw StorageFault(error, opening: pool.path)
        }
    }

    func session(of database: Database) throws -> SQLiteSession {
        guard let handle = database.sqliteConnection, !isClosed.withLock({ $0 }) else { throw LedgerFault.unavailable }
        let place = UInt(bitPattern: handle)
        if let known = sessions.withLock({ $0[place] }) { return known }
        // Only this connection's own queue asks for it.
        let session = SQLiteSession(handle)
        sessions.withLock { $0[place] = session }
        return session
    }
}

struct ReadingConnection: SQLConnection {
    let session: SQLiteSession

    func run(_ sql: String, _ values: [SQLValue]) throws { try session.run(sql, values) }
    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] { try session.rows(sql, values) }
    func afterCommit(_ body: @escaping @Sendable () -> Void) {}
}

private final class SQLiteWriter: SQLWriter {
    private let database: Database
    private let session: SQLiteSession
    private let path: String

    init(database: Database, session: SQLiteSession, path: String) {
        self.database = database
        self.session = session
        self.path = path
    }

    func run(_ sql: String, _ values: [SQLValue]) throws { try session.run(sql, values) }
    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] { try session.rows(sql, values) }
    func begin() throws { try session.run("BEGIN IMMEDIATE", []) }
    func savepoint() throws { try session.run("SAVEPOINT command", []) }
    func release() throws { try session.run("RELEASE command", []) }

    func rollbackToSavepoint() throws {
        try session.run("ROLLBACK TO command", [])
        try session.run("RELEASE command", [])
    }

    func commit() throws {
        try session.run("COMMIT", [])
        try DiskBecameReadOnly.check(path)
    }

    func rollback() {
        // Fails only where the engine has rolled back by itself, which is what is wanted.
        if isInTransaction { try? session.run("ROLLBACK", []) }
    }

    var isInTransaction: Bool { database.isInsideTransaction }
}

extension LedgerFault {
    /// A command that found this out by itself said so; it is not the engine's trouble.
    var verdict: WriteVerdict {
        switch self {
        case .diskFull, .unavailable, .busy: .refused(self)
        case .unknownMatter, .numbersTaken, .unreadable, .damaged: .command
        }
    }
}
