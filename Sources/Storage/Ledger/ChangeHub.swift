import Matters
import Synchronization

/// Tells live pages what was committed on this node. What a slow listener misses, it reads back from the ledger.
final class ChangeHub: Sendable {
    private let listeners = Mutex<[Int: AsyncStream<Change>.Continuation]>([:])
    private let counter = Atomic<Int>(0)

    /// Changes kept for a listener that does not keep up.
    static let buffered = 64

    func announce(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        let continuations = listeners.withLock { Array($0.values) }
        for continuation in continuations {
            for change in changes {
                // A listener that lost one would never know: it is sent away, to come back with its last position.
                if case .dropped = continuation.yield(change) { continuation.finish() }
            }
        }
    }

    func listen() -> AsyncStream<Change> {
        let id = counter.add(1, ordering: .relaxed).newValue
        let (stream, continuation) = AsyncStream.makeStream(
            of: Change.self, bufferingPolicy: .bufferingOldest(Self.buffered))
        listeners.withLock { $0[id] = continuation }
        continuation.onTermination = { [weak self] _ in
            _ = self?.listeners.withLock { $0.removeValue(forKey: id) }
        }
        return stream
    }
}
