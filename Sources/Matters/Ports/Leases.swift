/// Which node runs a job (docs/operating/cluster.md). One at a time; when it dies, another within seconds.
public struct Leases: Sendable {
    /// How long a lease lasts without being renewed.
    public let span: Duration
    /// Takes a free lease, or renews one's own; `nil` while another node has it.
    public var take: @Sendable (_ job: String) async throws -> Lease?
    /// Notes that the job ran, and where it will go on. `false` if the lease was lost meanwhile.
    public var finish: @Sendable (Lease, _ mark: String?, _ now: Instant) async throws -> Bool
    /// Gives every lease of this node back, so that others need not wait.
    public var giveBack: @Sendable () async throws -> Void

    public init(
        span: Duration, take: @escaping @Sendable (String) async throws -> Lease?,
        finish: @escaping @Sendable (Lease, String?, Instant) async throws -> Bool,
        giveBack: @escaping @Sendable () async throws -> Void
    ) {
        self.span = span
        self.take = take
        self.finish = finish
        self.giveBack = giveBack
    }
}

/// The right to run a job.
public struct Lease: Sendable, Hashable {
    public let job: String
    public let node: String
    /// Grows with every change of hands. A write under a lease names it, and is refused once it is an old one: a node
    /// that slept through the end of its lease does nothing twice.
    public let token: Int64
    /// When the job last came to its end.
    public let ranAt: Instant?
    /// Where the job goes on.
    public let mark: String?

    public init(job: String, node: String, token: Int64, ranAt: Instant?, mark: String?) {
        self.job = job
        self.node = node
        self.token = token
        self.ranAt = ranAt
        self.mark = mark
    }
}

/// Another node has the job now; nothing was written.
public struct LeaseLost: Error, Sendable, Hashable {
    public let job: String
    public init(job: String) { self.job = job }
}

/// 日常维护: what a job does to the store.
public struct Upkeep: Sendable {
    /// Removes ended sessions and forgotten sign-in failures.
    /// - Returns: how many rows.
    public var sweep: @Sendable (Lease, _ now: Instant) async throws -> Int

    public init(sweep: @escaping @Sendable (Lease, Instant) async throws -> Int) { self.sweep = sweep }
}
