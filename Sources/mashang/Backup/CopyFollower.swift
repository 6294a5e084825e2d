import ArgumentParser
import Codes
import Foundation
import Matters
import Synchronization

/// `mashang backup --follow`: keeps a copy of the ledger on another disk while the server runs. It begins anew whenever
/// it lost the thread, and keeps the copy it has until the new one is complete.
struct CopyFollower: Sendable {
    let data: DataFolder
    let folder: CopyFolder
    /// The log's length after which a new beginning is made, in bytes, unless the base is longer: a restore reads both.
    let renewBytes: Int64

    /// What may be lost with the server's disk; also said in docs/operating.md.
    static let promise =
        "Once it says “following”, what was acknowledged more than one second before the server's disk is lost is here."

    /// The generations that are being written: one, or while a new beginning is made two.
    final class Line: Sendable {
        private struct State {
            var open = 0
            var newest: CopyFolder.Generation?
            var said: String?
            var failure: (any Error)?
        }

        private let state = Mutex(State())

        func begin() { state.withLock { $0.open += 1 } }
        /// - Returns: whether no other is being written.
        func end() -> Bool {
            state.withLock { state in
                state.open -= 1
                return state.open == 0
            }
        }

        /// The first one that ends everything.
        func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }
        var failure: (any Error)? { state.withLock { $0.failure } }

        func complete(_ generation: CopyFolder.Generation) { state.withLock { $0.newest = generation } }
        func isReplaced(_ generation: CopyFolder.Generation) -> Bool {
            state.withLock { state in state.newest.map { generation < $0 } ?? false }
        }

        /// Says it unless it was the last thing said.
        func say(_ words: String) {
            let isNew = state.withLock { state in
                defer { state.said = words }
                return state.said != words
            }
            if isNew { Screen.terminal.show(.note(text: words)) }
        }
    }

    /// Runs until it is ended.
    /// - Throws: `BackupFault` if the copy's disk fails; `ExitCode` if the server cannot be followed.
    func run() async throws {
        let line = Line()
        line.say(Self.promise)
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        start.yield()
        await withTaskGroup(of: Void.self) { group in
            for await _ in starts {
                line.begin()
                group.addTask {
                    do {
                        let pause = try await follow(line) { start.yield() }
                        guard line.end() else { return }
                        try await Task.sleep(for: pause)
                        start.yield()
                    } catch {
                        line.fail(error)
                        start.finish()
                    }
                }
            }
            group.cancelAll()
        }
        if let failure = line.failure { throw failure }
    }

    /// One generation, from its base until the server ends, or another one takes its place.
    /// - Parameter renew: begins another one while this goes on.
    /// - Returns: how long to wait before the next.
    private func follow(_ line: Line, renew: @escaping @Sendable () -> Void) async throws -> Duration {
        let request = ControlRequest(
            arguments: ["backup", "--follow", "--data", data.path, "--out", folder.path], input: Data())
        var generation: FollowedGeneration?
        do {
            let status = try await ControlClient(socket: data.socket).send(request) { frame in
                switch frame {
                case .output(let piece):
                    let current = try generation ?? FollowedGeneration(of: self, line, renew)
                    generation = current
                    try current.take(piece)
                case .beat: try generation?.beat()
                case .note(let words): line.say(words)
                case .progress: Screen.terminal.show(frame)
                case .end: break
                }
            }
            guard status != ExitStatus.unavailable else { throw ExitCode(status) }
            line.say(status == 0 ? "the server stopped; waiting for it" : "trying again")
            return status == 0 ? .seconds(1) : .seconds(10)
        } catch is FollowedGeneration.Replaced {
            return .zero
        } catch let fault as DeploymentFault {
            line.say("the server does not answer; waiting for it (\(fault))")
            return .seconds(1)
        }
    }
}

/// What one connection to the server writes.
final class FollowedGeneration {
    /// A newer generation is complete.
    struct Replaced: Error {}

    private let follower: CopyFollower
    private let line: CopyFollower.Line
    private let renew: @Sendable () -> Void
    private let generation: CopyFolder.Generation
    private let log: CopyLogWriter
    private var base: ArchiveReceiver
    private var isComplete = false
    private var isRenewed = false
    private var report = Report()

    /// What is said once a minute.
    private struct Report {
        var since = ContinuousClock.now
        var entries = 0
        var slowest = Duration.zero
        static let every = Duration.seconds(60)
    }

    init(of follower: CopyFollower, _ line: CopyFollower.Line, _ renew: @escaping @Sendable () -> Void) throws {
        self.follower = follower
        self.line = line
        self.renew = renew
        generation = try follower.folder.begin(at: Clock.system.now())
        let id = Random.system.bytes(16)
        log = try CopyLogWriter(generation, id: id, seal: BackupSeal(try follower.data.keys()))
        base = try ArchiveReceiver(follower.data, out: generation.base, replacing: false, copy: Hexadecimal.text(id))
    }

    func take(_ piece: Data) throws {
        if line.isReplaced(generation) { throw Replaced() }
        guard case .commits(let batch, let waited) = try CopyWord(piece) else {
            try base.take(piece)
            if base.isWhole, !isComplete { try complete() }
            return
        }
        let came = ContinuousClock.now
        try log.append(batch)
        report.entries += 1
        report.slowest = max(report.slowest, .milliseconds(waited) + (.now - came))
        if isComplete { renewIfLong() }
        guard .now - report.since > Report.every else { return }
        line.say(
            "following: \(log.sequence) entries, \(log.length / 1_048_576) MiB; in the last minute \(report.entries), "
                + "the slowest on this disk \(report.slowest) after its commit")
        report = Report()
    }

    func beat() throws {
        if line.isReplaced(generation) { throw Replaced() }
        try log.beat()
    }

    private func complete() throws {
        try base.finish()
        isComplete = true
        line.complete(generation)
        try follower.folder.removeAll(before: generation)
        line.say("following: the copy in \(generation.path) is complete")
    }

    private func renewIfLong() {
        guard !isRenewed, log.length > max(follower.renewBytes, base.bytes) else { return }
        isRenewed = true
        line.say("the log is long; making a new beginning beside it")
        renew()
    }
}
