import Matters
import Synchronization

/// Writes that arrive while a commit is in flight share the next transaction, each under its own savepoint, and each is
/// answered after the commit that holds it. A bad one is taken back alone. At one client nothing waits for company.
final class GroupCommit: SQLDatabase {
    /// What every commit wrote, in order, for whoever keeps a copy.
    protocol Listener: AnyObject, Sendable {
        /// Called on the writer's thread: must not wait.
        func committed(_ statements: [Statement])
    }

    struct Statement: Sendable {
        let sql: String
        let values: [SQLValue]
    }

    private struct Queue {
        var jobs: [Job] = []
        var isServed = false
        var isClosed = false
    }

    private let engine: any SQLEngine
    private let onFatal: @Sendable (String) -> Void
    private let queue = Mutex(Queue())
    private let listener = Mutex<(any Listener)?>(nil)

    /// How often a command that lost against another node is tried in a transaction of its own.
    private static let attempts = 4

    var dialect: SQLDialect { engine.dialect }

    /// - Parameter onFatal: called when the disk failed to keep what it was given. The process must end: what reached
    ///   the disk is unknown until the engine recovers at the next start.
    init(_ engine: any SQLEngine, onFatal: @escaping @Sendable (String) -> Void) {
        self.engine = engine
        self.onFatal = onFatal
    }

    /// From the next commit on; `nil` ends it.
    func listen(_ new: (any Listener)?) { listener.withLock { $0 = new } }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        try await engine.read(body)
    }

    /// - Throws: `LedgerFault.busy` if too many wait already; then nothing was begun.
    func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(
                attempt: { connection in
                    let value = try body(connection)
                    return { continuation.resume(returning: value) }
                },
                fail: { continuation.resume(throwing: $0) })
            let (refusal, mustServe) = queue.withLock { queue -> (LedgerFault?, Bool) in
                if queue.isClosed { return (.unavailable, false) }
                if queue.jobs.count >= Bounds.waitingWrites { return (.busy, false) }
                queue.jobs.append(job)
                defer { queue.isServed = true }
                return (nil, !queue.isServed)
            }
            if let refusal { return job.fail(refusal) }
            if mustServe { engine.enqueue(serve) }
        }
    }

    /// How many writes wait for their turn.
    var waiting: Int { queue.withLock { $0.jobs.count } }

    func close() throws {
        queue.withLock { $0.isClosed = true }
        try engine.close()
    }

    /// One group; whoever came meanwhile is the next one.
    @Sendable private func serve(_ writer: Result<any SQLWriter, any Error>) {
        let group = queue.withLock { queue in
            let group = Array(queue.jobs.prefix(Bounds.groupedWrites))
            queue.jobs.removeFirst(group.count)
            return group
        }
        switch writer {
        case .success(let writer): commit(group, with: writer)
        case .failure(let error): group.forEach { answer($0, error) }
        }
        let mustServe = queue.withLock { queue in
            queue.isServed = !queue.jobs.isEmpty
            return queue.isServed
        }
        if mustServe { engine.enqueue(serve) }
    }

    private func commit(_ group: [Job], with writer: any SQLWriter) {
        var kept: [(job: Job, answer: @Sendable () -> Void, connection: WritingConnection)] = []
        var refused: [(job: Job, error: any Error)] = []
        var alone: [Job] = []
        let isListening = listener.withLock { $0 != nil }
        do {
            try writer.begin()
            for job in group {
                let connection = WritingConnection(writer, keepsStatements: isListening)
                do {
                    try writer.savepoint()
                    let answer = try job.attempt(connection)
                    try writer.release()
                    kept.append((job, answer, connection))
                } catch {
                    // The engine may have taken everyone's work back, not only this command's.
                    guard writer.isInTransaction else { throw error }
                    switch engine.verdict(on: error) {
                    case .fatal, .refused(.unavailable): throw error
                    case .retryAlone: alone.append(job)
                    case .command, .refused: refused.append((job, error))
                    }
                    try writer.rollbackToSavepoint()
                }
            }
            try writer.commit()
        } catch {
            writer.rollback()
            separate(group, after: error, with: writer)
            return
        }
        if isListening { tell(kept.flatMap { $0.connection.statements }) }
        for one in kept { one.connection.hooks.forEach { $0() } }
        for one in kept { one.answer() }
        for one in refused { answer(one.job, one.error) }
        for job in alone { commitAlone(job, with: writer) }
    }

    /// The group's transaction is gone. Each command is tried on its own, so that only the one that was too much for
    /// the disk fails of it.
    private func separate(_ group: [Job], after error: any Error, with writer: any SQLWriter) {
        switch engine.verdict(on: error) {
        case .fatal, .refused(.unavailable): group.forEach { answer($0, error) }
        case .command, .retryAlone, .refused: group.forEach { commitAlone($0, with: writer) }
        }
    }

    private func commitAlone(_ job: Job, with writer: any SQLWriter) {
        for attempt in 1...Self.attempts {
            let connection = WritingConnection(writer, keepsStatements: listener.withLock { $0 != nil })
            do {
                try writer.begin()
                let reply = try job.attempt(connection)
                try writer.commit()
                tell(connection.statements)
                connection.hooks.forEach { $0() }
                return reply()
            } catch {
                writer.rollback()
                if case .retryAlone = engine.verdict(on: error), attempt < Self.attempts { continue }
                return answer(job, error)
            }
        }
    }

    private func tell(_ statements: [Statement]) {
        guard !statements.isEmpty else { return }
        listener.withLock { $0 }?.committed(statements)
    }

    private func answer(_ job: Job, _ error: any Error) {
        switch engine.verdict(on: error) {
        case .command, .retryAlone: job.fail(error)
        case .refused(let fault): job.fail(fault)
        case .fatal:
            onFatal("\(error)")
            job.fail(error)
        }
    }
}

/// A command that waits to be written.
private struct Job: Sendable {
    /// Runs the command; what it returns gives the caller the result.
    let attempt: @Sendable (any SQLConnection) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
}

/// What one command sees of the writer.
private final class WritingConnection: SQLConnection {
    private let writer: any SQLWriter
    private let keepsStatements: Bool
    private(set) var hooks: [@Sendable () -> Void] = []
    private(set) var statements: [GroupCommit.Statement] = []

    init(_ writer: any SQLWriter, keepsStatements: Bool) {
        self.writer = writer
        self.keepsStatements = keepsStatements
    }

    func run(_ sql: String, _ values: [SQLValue]) throws {
        try writer.run(sql, values)
        keep(sql, values)
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        let rows = try writer.rows(sql, values)
        if !sql.hasPrefix("SELECT") { keep(sql, values) }
        return rows
    }

    func afterCommit(_ body: @escaping @Sendable () -> Void) { hooks.append(body) }

    private func keep(_ sql: String, _ values: [SQLValue]) {
        if keepsStatements { statements.append(GroupCommit.Statement(sql: sql, values: values)) }
    }
}
