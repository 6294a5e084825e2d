import Matters

/// A connection that was looked over and set up, with its prepared statements.
///
/// Statements are sent as they come and answered together: a stretch ends with `settle`, and the first that failed in
/// it is its error. Used by one thread at a time, handed on whole: hence `@unchecked`.
final class PostgresSession: @unchecked Sendable {
    private enum Expected {
        case preparation(PostgresStatement)
        case outcome(PostgresStatement)
        case deallocation(String)
        case sync

        var statement: PostgresStatement? {
            switch self {
            case .preparation(let statement), .outcome(let statement): statement
            case .deallocation, .sync: nil
            }
        }
    }

    /// Longest a statement may run, and longest it may wait for a lock that another node holds.
    static let statementSeconds = 20
    static let lockSeconds = 5
    /// After which the server takes back the locks of a node that stopped in the middle of a transaction.
    static let idleInTransactionSeconds = 10
    /// Longest wait for an answer: above `statementSeconds`, so that only a frozen server is given up.
    static let answerWithin = Duration.seconds(30)
    /// 14.0, the oldest that the PostgreSQL project still mends.
    static let oldestVersion = 140_000

    private let link: PostgresLink
    private var statements = PostgresStatements()
    /// What was sent and not answered yet, in order.
    private var expected: [Expected] = []
    /// What the server should forget, and is told before the next transaction: a failed one would not hear it.
    private var doomed: [String] = []
    /// The tag of the last statement of the last stretch: `INSERT 0 1`, `COMMIT`.
    private(set) var tag = ""
    private(set) var isListening = false

    /// - Throws: `PostgresError`, or `StorageFault.unfit` for a server that would not keep what it is given.
    init(_ address: PostgresAddress) throws {
        link = try PostgresLink(address.parameters)
        guard link.serverVersion >= Self.oldestVersion else {
            let version = link.serverVersion / 10_000
            throw StorageFault.unfit(
                at: address.place, "this is PostgreSQL \(version), and Mashang needs 14 or newer. Upgrade the server.")
        }
        if let encoding = link.parameter("server_encoding"), encoding != "UTF8" {
            throw StorageFault.unfit(
                at: address.place,
                "its texts are stored as \(encoding). Create the database again: createdb -E UTF8 -T template0.")
        }
        let settings = try rows(Self.setUp, []).first
        for setting in ["fsync", "full_page_writes"] where settings?.optionalText(setting) != "on" {
            throw StorageFault.unfit(
                at: address.place,
                "\(setting) is off, so a power cut loses acknowledged reports. Set \(setting) = on in postgresql.conf.")
        }
    }

    /// Reads what the promise depends on, and sets what may not depend on the server's or the role's configuration.
    /// `remote_apply` is more than `on` and stays; everything else is less.
    private static let setUp = """
        SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
            set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false) AS synchronous_commit,
            set_config('default_transaction_isolation', 'read committed', false) AS isolation,
            set_config('standard_conforming_strings', 'on', false) AS strings,
            set_config('statement_timeout', '\(statementSeconds)s', false) AS statement_timeout,
            set_config('lock_timeout', '\(lockSeconds)s', false) AS lock_timeout,
            set_config('idle_in_transaction_session_timeout', '\(idleInTransactionSeconds)s', false) AS idle_timeout,
            set_config('jit', 'off', false) AS jit
        """

    var isOpen: Bool { link.isOpen() }
    var isInTransaction: Bool { link.isInTransaction }
    var preparedStatements: Int { statements.count }
    /// What the server warned of since `forgetWarning`.
    var warning: String? { link.warning }

    func forgetWarning() { link.forgetWarning() }
    func close() { link.close() }

    /// Sends the statement that begins a transaction.
    func begin(_ sql: String) throws(PostgresError) {
        let forgotten = doomed
        doomed = []
        for name in forgotten {
            try link.deallocate(name)
            expected.append(.deallocation(name))
        }
        if !forgotten.isEmpty { try sync() }
        try send(sql)
    }

    /// Sends a statement; what comes of it shows at the next `settle`.
    func send(_ sql: String, _ values: [SQLValue] = []) throws(PostgresError) {
        let (statement, isNew, evicted) = statements.statement(for: sql, values)
        if let evicted { doomed.append(evicted) }
        if isNew {
            try link.prepare(statement)
            expected.append(.preparation(statement))
        }
        try link.execute(statement, values)
        expected.append(.outcome(statement))
    }

    /// Ends the stretch without waiting: what fails in it will not be heard of.
    func sendOff() throws(PostgresError) {
        try sync()
        try link.flush(until: .now + Self.answerWithin)
    }

    private func sync() throws(PostgresError) {
        try link.sync()
        expected.append(.sync)
    }

    /// Ends the stretch and waits for all answers.
    /// - Returns: the rows of the last statement.
    /// - Throws: the first error of this stretch.
    @discardableResult
    func settle(within patience: Duration = answerWithin) throws(PostgresError) -> [SQLRow] {
        let deadline = ContinuousClock.now + patience
        defer { expected = [] }
        try sync()
        try link.flush(until: deadline)
        var rows: [SQLRow] = []
        var failure: PostgresError?
        var next = 0
        while next < expected.count {
            let head = expected[next]
            switch try link.answer(head.statement?.columns, until: deadline) {
            case .done(let tag): (rows, self.tag) = ([], tag)
            case .rows(let found, let columns, let tag):
                head.statement?.columns = columns
                (rows, self.tag) = (found, tag)
            case .failed(let error):
                failure = failure ?? error
                undo(head, isStale: error.isStalePlan)
            case .skipped: undo(head, isStale: false)
            case .end: next += 1
            case .synced:
                next += 1
                // An earlier stretch, which nobody waited for.
                if next < expected.count { failure = nil }
            }
        }
        guard let failure else { return rows }
        if failure.endsConnection { close() }
        throw failure
    }

    func rows(_ sql: String, _ values: [SQLValue] = []) throws(PostgresError) -> [SQLRow] {
        try send(sql, values)
        return try settle()
    }

    func listen(to channel: String) throws(PostgresError) {
        _ = try rows("LISTEN \(channel)")
        isListening = true
    }

    /// - Returns: whether a notification came before `deadline`.
    func notification(until deadline: ContinuousClock.Instant) throws(PostgresError) -> Bool {
        try link.notification(until: deadline)
    }

    /// Something sent did not happen: what was taken for prepared is not, what was to be forgotten is still there.
    private func undo(_ sent: Expected, isStale: Bool) {
        switch sent {
        case .preparation(let statement): statements.forget(statement)
        case .outcome(let statement):
            guard isStale else { return }
            statements.forget(statement)
            doomed.append(statement.name)
        case .deallocation(let name): doomed.append(name)
        case .sync: break
        }
    }
}
