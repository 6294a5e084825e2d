import Dispatch
import Matters

/// A connection's place: a thread of its own, and whatever connection is there at the moment. Everything happens on
/// `queue`, hence `@unchecked`.
final class PostgresSeat: @unchecked Sendable {
    private let queue: DispatchQueue
    private let door: PostgresDoor
    private var session: PostgresSession?

    init(_ name: String, _ door: PostgresDoor, _ session: PostgresSession? = nil) {
        queue = DispatchQueue(label: "mashang.postgres.\(name)")
        self.door = door
        self.session = session
    }

    /// The connection, a new one if the old one was lost while nobody used it.
    /// - Throws: `PostgresError`, lost, also where the server that answers now is not one to use.
    func connected() throws -> PostgresSession {
        if let session, session.isOpen { return session }
        session = nil
        do {
            let new = try door.session()
            session = new
            return new
        } catch let fault as StorageFault {
            throw PostgresError.lost("\(fault)")
        }
    }

    /// Runs `body` on the seat's thread, in the order of calls.
    func perform(_ body: @escaping @Sendable (PostgresSeat) -> Void) { queue.async { body(self) } }

    func leave() {
        session?.close()
        session = nil
    }

    /// Leaves after everything asked before is done. Does not wait for it: the last to let go may be on this thread.
    func close() { perform { $0.leave() } }

    /// One read-only snapshot, over when `body` returns.
    ///
    /// Runs a second time if the connection was lost or the tables changed meanwhile: reading twice hurts nobody.
    func read<Value>(_ body: (any SQLConnection) throws -> Value) throws -> Value {
        do {
            return try snapshot(body)
        } catch let error as PostgresError where error.isStalePlan || error.endsConnection {
            return try snapshot(body)
        }
    }

    private func snapshot<Value>(_ body: (any SQLConnection) throws -> Value) throws -> Value {
        let session = try connected()
        try session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        let reader = PostgresReader(session: session)
        let result = Result { try body(reader) }
        do {
            try session.send("COMMIT")
            try session.sendOff()
        } catch {
            // What was read was read; only the connection is of no more use.
            leave()
        }
        let value = try result.get()
        for body in reader.afterwards { body() }
        return value
    }
}

/// A connection inside a read-only snapshot.
private final class PostgresReader: SQLConnection {
    let session: PostgresSession
    private(set) var afterwards: [@Sendable () -> Void] = []

    init(session: PostgresSession) { self.session = session }

    func run(_ sql: String, _ values: [SQLValue]) throws { _ = try session.rows(sql, values) }
    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] { try session.rows(sql, values) }
    func afterCommit(_ body: @escaping @Sendable () -> Void) { afterwards.append(body) }
}

extension PostgresSeat {
    /// - Returns: whether there may be news. A new connection says so at once: what was sent before it listened is
    ///   lost.
    func listen(until deadline: ContinuousClock.Instant) throws -> Bool {
        let session = try connected()
        if session.isListening { return try session.notification(until: deadline) }
        try session.listen(to: PostgresWriter.channel)
        return true
    }
}
