import GRDB
import Foundation
import Matters

/// SQLite through GRDB. One connection writes and checkpoints, readers are read-only: SQLite 3.40 may corrupt a WAL
/// that two connections checkpoint (docs/decisions/0005).
struct SQLiteDatabase: SQLDatabase {
    private let pool: DatabasePool
    private let onFatal: @Sendable (String) -> Void

    /// Longest wait for a lock, in seconds. Nothing else should hold one: a second process never opens the file.
    static let busySeconds = 5.0
    static let readers = 4

    let dialect = ["{identity}": "INTEGER PRIMARY KEY AUTOINCREMENT", "{bytes}": "BLOB"]

    /// Opens or creates the file.
    /// - Parameter onFatal: called when the disk failed to keep what it was given. The process must end: what reached
    ///   the disk is unknown until SQLite recovers at the next start.
    /// - Throws: `StorageFault.notDurable` if the engine will not promise to flush every commit.
    init(path: String, onFatal: @escaping @Sendable (String) -> Void) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busySeconds)
        configuration.maximumReaderCount = Self.readers
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA foreign_keys = ON")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            if database.configuration.readonly { try database.execute(sql: "PRAGMA query_only = ON") }
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        self.onFatal = onFatal
        // GRDB lowers this to NORMAL while it opens a pool, after `prepareDatabase`: a power cut would lose
        // acknowledged reports.
        let synchronous = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard synchronous == 2 else { throw StorageFault.notDurable(synchronous ?? -1) }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        try await pool.read { try body(SQLiteConnection(database: $0)) }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        do {
            return try await pool.write { try body(SQLiteConnection(database: $0)) }
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_FULL: throw LedgerFault.diskFull
            case .SQLITE_IOERR, .SQLITE_CORRUPT:
                onFatal("\(error)")
                throw error
            default: throw error
            }
        }
    }

    func close() throws { try pool.close() }
}

private struct SQLiteConnection: SQLConnection {
    let database: Database

    func run(_ sql: String, _ values: [SQLValue]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments(values))
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement, arguments: arguments(values)).map { row in
            var values: [String: SQLValue] = [:]
            for (column, value) in row {
                values[column] =
                    switch value.storage {
                    case .null: .null
                    case .int64(let number): .integer(number)
                    case .string(let text): .text(text)
                    case .blob(let data): .bytes([UInt8](data))
                    case .double(let number): .integer(Int64(number))
                    }
            }
            return SQLRow(values: values)
        }
    }

    func afterCommit(_ body: @escaping @Sendable () -> Void) {
        database.afterNextTransaction { _ in body() }
    }

    private func arguments(_ values: [SQLValue]) -> StatementArguments {
        StatementArguments(
            values.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: nil
                case .integer(let number): number
                case .text(let text): text
                case .bytes(let bytes): Data(bytes)
                }
            })
    }
}

/// Why the store could not be opened.
public enum StorageFault: Error, CustomStringConvertible {
    case notDurable(Int)
    /// The file was written by a newer Mashang.
    case newerSchema(found: Int, known: Int)
    /// A migration that ran here is not the one this program carries.
    case changedMigration(String)
    /// The keys do not open what is stored.
    case wrongKey

    public var description: String {
        switch self {
        case .notDurable(let level):
            "SQLite does not promise durable commits (PRAGMA synchronous reads \(level), needed 2). Not started."
        case .newerSchema(let found, let known):
            "The database has schema \(found); this program knows up to \(known). "
                + "Install the newer Mashang, or restore a backup made before the upgrade."
        case .changedMigration(let name):
            "Migration \(name) in the database differs from this program's. "
                + "Do not edit the database by hand; restore a backup."
        case .wrongKey:
            "The keys in keys/ do not belong to this database. Put back the keys it was made with."
        }
    }
}
