import Matters

/// An engine's one writing connection. Used on the engine's writer thread only.
protocol SQLWriter: AnyObject {
    func run(_ sql: String, _ values: [SQLValue]) throws
    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow]
    func begin() throws
    /// Opens the savepoint of one command.
    func savepoint() throws
    /// Keeps what was done since `savepoint`. When it returns, all of it has succeeded.
    func release() throws
    /// Takes back what was done since `savepoint`, and ends it.
    func rollbackToSavepoint() throws
    /// Durable when it returns.
    func commit() throws
    /// Leaves no transaction open, whatever happened.
    func rollback()
    /// `false` if the engine ended the transaction by itself.
    var isInTransaction: Bool { get }
}

/// What an error of a write means.
enum WriteVerdict: Sendable, Equatable {
    /// The command's own: its savepoint is rolled back, its neighbours go on.
    case command
    /// Another node was quicker, or a deadlock was broken: the command runs again in a transaction of its own.
    case retryAlone
    /// Nothing of it was kept, and the caller may try again later.
    case refused(LedgerFault)
    /// The disk did not keep what it was given: the process must end.
    case fatal
}

/// SQLite or PostgreSQL: a writer, readers, and what their errors mean.
protocol SQLEngine: Sendable {
    var dialect: SQLDialect { get }
    /// One read-only snapshot.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value
    /// Runs `body` on the writer's thread, after what was handed over before; with the writer, or why there is none.
    func enqueue(_ body: @escaping @Sendable (Result<any SQLWriter, any Error>) -> Void)
    func verdict(on error: any Error) -> WriteVerdict
    /// Returns when another process may have committed something, at the latest after `longest`.
    func waitForNews(atMost longest: Duration) async throws
    func close() throws
}
