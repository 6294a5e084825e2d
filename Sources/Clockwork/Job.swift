public import Matters

/// Work that is done again and again, by one node at a time.
public struct Job: Sendable {
    /// The lease's name.
    public let name: String
    /// From one end to the next beginning.
    public let every: Instant.Span
    /// Does a piece of the work under the lease. Whatever it writes names the lease, so that a node that lost it
    /// meanwhile writes nothing.
    /// - Returns: where to go on next time.
    public let work: @Sendable (Lease, _ now: Instant) async throws -> String?

    public init(
        _ name: String, every: Instant.Span, work: @escaping @Sendable (Lease, Instant) async throws -> String?
    ) {
        self.name = name
        self.every = every
        self.work = work
    }

    func isDue(_ lease: Lease, at now: Instant) -> Bool {
        guard let ranAt = lease.ranAt else { return true }
        // A clock that was set back must not stop the work for a year.
        return now - ranAt >= every || ranAt > now
    }
}
