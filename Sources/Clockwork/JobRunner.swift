public import Logging
public import Matters
public import ServiceLifecycle

/// Runs jobs on the node that has their leases. Every node has one; when a node dies, its jobs go on elsewhere once
/// their leases end.
public struct JobRunner: Service {
    private let jobs: [Job]
    private let leases: Leases
    private let clock: Matters.Clock
    private let logger: Logger
    private let onRun: @Sendable (_ job: String, _ now: Instant) -> Void

    /// - Parameter onRun: called when a job came to its end on this node.
    public init(
        _ jobs: [Job], leases: Leases, clock: Matters.Clock, logger: Logger,
        onRun: @escaping @Sendable (String, Instant) -> Void = { _, _ in }
    ) {
        self.jobs = jobs
        self.leases = leases
        self.clock = clock
        self.logger = logger
        self.onRun = onRun
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                for job in jobs { group.addTask { await repeatedly(job) } }
            }
        }
        do {
            try await leases.giveBack()
        } catch {
            logger.warning("the leases could not be given back; others wait for their end", metadata: error.asMetadata)
        }
    }

    private func repeatedly(_ job: Job) async {
        var held: Held?
        while !Task.isCancelled {
            do {
                held = try await renew(held, for: job)
                if let lease = held?.lease, job.isDue(lease, at: clock.now()) {
                    let mark = try await work(on: job, under: lease)
                    let now = clock.now()
                    guard try await leases.finish(lease, mark, now) else { throw LeaseLost(job: job.name) }
                    held?.lease = Lease(
                        job: lease.job, node: lease.node, token: lease.token, ranAt: now, mark: mark)
                    onRun(job.name, now)
                }
                try await Task.sleep(for: min(leases.span / 4, .seconds(2)))
            } catch is CancellationError {
                return
            } catch let lost as LeaseLost {
                held = nil
                logger.notice("another node has the job now", metadata: ["job": "\(lost.job)"])
            } catch {
                held = nil
                logger.error("a job failed; it will be tried again", metadata: error.asMetadata(job.name))
                try? await Task.sleep(for: leases.span / 2)
            }
        }
    }

    /// Keeps the lease while the work goes on, however long, and stops the work if it was lost.
    private func work(on job: Job, under lease: Lease) async throws -> String? {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await job.work(lease, clock.now()) }
            group.addTask {
                while true {
                    try await Task.sleep(for: leases.span / 4)
                    guard try await leases.take(job.name)?.token == lease.token else { throw LeaseLost(job: job.name) }
                }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// A lease is renewed at half of its time. The time is this machine's own since before the asking, so it never ends
    /// later here than in the database; a machine that slept finds it over.
    private struct Held {
        var lease: Lease
        let half: ContinuousClock.Instant
    }

    private func renew(_ held: Held?, for job: Job) async throws -> Held? {
        let asked = ContinuousClock.now
        if let held, asked < held.half { return held }
        return try await leases.take(job.name).map { Held(lease: $0, half: asked + leases.span / 2) }
    }
}

extension Error {
    fileprivate var asMetadata: Logger.Metadata { ["error": "\(self)"] }
    fileprivate func asMetadata(_ job: String) -> Logger.Metadata { ["job": "\(job)", "error": "\(self)"] }
}
