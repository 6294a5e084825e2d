import Synchronization

/// The seats of those who read, lent to one caller at a time in the order of asking. Callers wait on a continuation,
/// never on a thread.
final class PostgresReaders: Sendable {
    private struct State {
        var free: [PostgresSeat]
        var line: [@Sendable (PostgresSeat) -> Void] = []
    }

    /// Connections that read.
    static let count = 4

    private let seats: [PostgresSeat]
    private let state: Mutex<State>

    init(_ door: PostgresDoor) {
        seats = (1...Self.count).map { PostgresSeat("read\($0)", door) }
        state = Mutex(State(free: seats))
    }

    /// A cancelled task still waits for its answer, so that no connection is left in the middle of one.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            lend { seat in continuation.resume(with: Result { try seat.read(body) }) }
        }
    }

    func close() {
        for seat in seats { seat.close() }
    }

    private func lend(_ job: @escaping @Sendable (PostgresSeat) -> Void) {
        let seat = state.withLock { state -> PostgresSeat? in
            if state.free.isEmpty { state.line.append(job) }
            return state.free.popLast()
        }
        if let seat { run(job, on: seat) }
    }

    private func run(_ job: @escaping @Sendable (PostgresSeat) -> Void, on seat: PostgresSeat) {
        seat.perform { [self] seat in
            job(seat)
            let next = state.withLock { state -> (@Sendable (PostgresSeat) -> Void)? in
                guard state.line.isEmpty else { return state.line.removeFirst() }
                state.free.append(seat)
                return nil
            }
            if let next { run(next, on: seat) }
        }
    }
}
