/// Waits for what other nodes commit, on a connection of its own.
final class PostgresNews: Sendable {
    private let seat: PostgresSeat

    init(_ door: PostgresDoor) { seat = PostgresSeat("news", door) }

    /// Returns when something was committed on any node since the last call, or after `longest`; without a server it
    /// only sleeps. May return early for no reason.
    func wait(atMost longest: Duration) async throws {
        let deadline = ContinuousClock.now + longest
        let isHeard = await withCheckedContinuation { continuation in
            seat.perform { continuation.resume(returning: (try? $0.listen(until: deadline)) ?? false) }
        }
        try Task.checkCancellation()
        if !isHeard { try await Task.sleep(until: deadline, clock: .continuous) }
    }

    func close() { seat.close() }
}
