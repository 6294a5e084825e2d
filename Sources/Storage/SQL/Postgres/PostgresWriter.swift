import Matters

/// The writing connection, inside or between transactions.
///
/// `run` only sends. What it caused shows at the next `rows`, `release` or `commit`, whichever comes first, so that a
/// command costs as many round trips as it reads answers.
final class PostgresWriter: SQLWriter {
    private let session: PostgresSession
    /// BEGIN was sent, and nothing that ends the transaction since.
    private var isBegun = false
    private var hasWritten = false

    /// Other nodes listen here for the news that something was committed.
    static let channel = "mashang"

    init(session: PostgresSession) { self.session = session }

    var isInTransaction: Bool { isBegun && session.isOpen }

    func run(_ sql: String, _ values: [SQLValue]) throws {
        hasWritten = true
        try session.send(sql, values)
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        let rows = try session.rows(sql, values)
        if !session.tag.hasPrefix("SELECT") { hasWritten = true }
        return rows
    }

    func begin() throws {
        (isBegun, hasWritten) = (true, false)
        try session.begin("BEGIN ISOLATION LEVEL READ COMMITTED")
    }

    func savepoint() throws { try session.send("SAVEPOINT command") }

    func release() throws {
        try session.send("RELEASE SAVEPOINT command")
        try settle()
    }

    /// Works after any error that left the connection open.
    func rollbackToSavepoint() throws {
        // What is still under way may fail, and PostgreSQL would skip the rollback with it.
        try? settle()
        try session.send("ROLLBACK TO SAVEPOINT command")
        try session.send("RELEASE SAVEPOINT command")
        try settle()
    }

    /// Durable when it returns.
    ///
    /// If the connection is lost before the answer, or the server was told to stop waiting for its replica, nobody
    /// knows whether the transaction is kept. It throws then, as for a refusal. That is safe: whoever repeats a report
    /// does so under the same draft and gets the matter that was filed, if it was; whoever repeats a command names a
    /// version that is stale by then, and sees the new state.
    func commit() throws {
        session.forgetWarning()
        // A COMMIT that wrote nothing waits for no replica. But who finds a report that was filed before is told so,
        // and after a crash of the server that report may be on its disk alone: a word in the log makes this COMMIT
        // wait until everything before it is replicated.
        try session.send("SELECT CAST(pg_logical_emit_message(true, '\(Self.channel)', '') AS TEXT)")
        try session.send("COMMIT")
        try session.settle()
        isBegun = false
        // In a failed transaction PostgreSQL takes COMMIT for ROLLBACK and calls it no error.
        guard session.tag == "COMMIT" else {
            throw PostgresError(state: "", message: "the transaction had failed, and was rolled back")
        }
        // Cancelled while it waited for the replica, it reports success with a warning.
        if let warning = session.warning {
            session.close()
            throw PostgresError.lost("whether the commit is kept is unknown: \(warning)")
        }
        guard hasWritten else { return }
        // Not inside the transaction: a notifying one holds a lock of the whole server while it is flushed, so nodes
        // would commit one after the other. Lost with a crash here, the news is found by looking.
        // Nor does the next command wait until it is flushed.
        try? session.send(
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify('\(Self.channel)', '')")
        try? session.sendOff()
    }

    func rollback() {
        isBegun = false
        do {
            _ = try? session.settle()
            try session.send("ROLLBACK")
            try session.settle()
        } catch {
            // The server rolls back what its client has left.
            session.close()
        }
    }

    private func settle() throws {
        try session.settle()
        isBegun = session.isInTransaction
    }
}
