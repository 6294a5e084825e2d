import GRDB

/// Writes what a `CommitStream` carried into the copy it began with. The order decides positions, so the copy becomes
/// what the ledger was.
public final class Replay {
    private let queue: DatabaseQueue
    private var coder = StatementCoder()

    /// - Parameter path: the copy; nobody else has it open.
    public init(_ path: String) throws {
        queue = try DatabaseQueue(path: path)
        // One flush at the end: a half replay is thrown away.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    }

    /// All of a batch or nothing.
    public func apply(_ batch: [UInt8]) throws {
        let statements = try coder.decode(batch)
        try queue.write { database in
            guard let handle = database.sqliteConnection else { throw StatementCoder.Unreadable() }
            let session = SQLiteSession(handle)
            defer { session.finish() }
            for statement in statements { try session.run(statement.sql, statement.values) }
        }
    }

    /// Not flushed to the disk yet.
    public func finish() throws { try queue.close() }
}
