import Synchronization

/// Everything that commits from one moment on, for one taker outside this process. The writer never waits for it: a
/// taker that is too slow is told so and must begin anew with a fresh copy.
public final class CommitStream: Sendable {
    /// What one or several commits wrote, for `Replay`.
    public struct Batch: Sendable {
        public let bytes: [UInt8]
        /// How long its oldest commit waited here.
        public let age: Duration
    }

    /// The taker did not keep up; what it missed is gone.
    public struct FellBehind: Error, CustomStringConvertible {
        public let description =
            "The copy could not keep up with the server (\(CommitStream.waitingBytes / 1_048_576) MiB waited). "
            + "It begins anew."
    }

    /// Most bytes of statements that wait for the taker.
    static let waitingBytes = 64 * 1024 * 1024
    /// Commits are put together until they have this many bytes: one flush for all of them at the taker's.
    static let batchBytes = 4 * 1024 * 1024

    private struct State {
        var waiting: [[GroupCommit.Statement]] = []
        var bytes = 0
        var oldest: ContinuousClock.Instant?
        var isOver = false
        var isBehind = false
        var taker: CheckedContinuation<Void, Never>?

        var isQuiet: Bool { waiting.isEmpty && !isOver && !isBehind }

        mutating func step() -> Step {
            if isBehind { return .behind }
            guard let since = oldest, !waiting.isEmpty else { return isOver ? .over : .wait }
            var taken = 0
            let commits = Array(
                waiting.prefix { commit in
                    defer { taken += commit.reduce(0) { $0 + $1.bytes } }
                    return taken < CommitStream.batchBytes
                })
            waiting.removeFirst(commits.count)
            bytes = waiting.isEmpty ? 0 : bytes - taken
            if waiting.isEmpty { oldest = nil }
            return .take(commits, since: since)
        }
    }

    private enum Step {
        case take([[GroupCommit.Statement]], since: ContinuousClock.Instant)
        case wait, over, behind
    }

    private let state = Mutex(State())
    private let coder = Mutex(StatementCoder())

    public init() {}

    /// The next batch, as soon as there is one; `nil` after `finish`, once everything was taken. For one caller at a
    /// time.
    /// - Throws: `FellBehind`, `CancellationError`.
    public func next() async throws -> Batch? {
        while true {
            switch state.withLock({ $0.step() }) {
            case .over: return nil
            case .behind: throw FellBehind()
            case .take(let commits, let since):
                let bytes = coder.withLock { coder in commits.joined().reduce(into: []) { coder.encode($1, to: &$0) } }
                return Batch(bytes: bytes, age: .now - since)
            case .wait:
                await withTaskCancellationHandler {
                    await withCheckedContinuation { taker in
                        let isReady = state.withLock { state in
                            if state.isQuiet { state.taker = taker }
                            return !state.isQuiet
                        }
                        if isReady { taker.resume() }
                    }
                } onCancel: {
                    finish()
                }
                try Task.checkCancellation()
            }
        }
    }

    /// Nothing more comes; what waits can still be taken.
    public func finish() { change { $0.isOver = true } }

    func put(_ statements: [GroupCommit.Statement]) {
        let bytes = statements.reduce(0) { $0 + $1.bytes }
        change { state in
            guard !state.isOver, !state.isBehind else { return }
            state.oldest = state.oldest ?? .now
            state.bytes += bytes
            state.waiting.append(statements)
            guard state.bytes > Self.waitingBytes else { return }
            state.isBehind = true
            state.waiting = []
        }
    }

    private func change(_ body: (inout sending State) -> Void) {
        let taker = state.withLock { state in
            body(&state)
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume()
    }
}
