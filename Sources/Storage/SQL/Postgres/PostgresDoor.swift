import Dispatch
import Synchronization

/// The way to the server. While nobody answers behind it, it is shut: who asks is refused at once instead of waiting
/// in line, and one knock at a time goes on until the server opens.
final class PostgresDoor: Sendable {
    private struct State {
        var isShut = false
        var isClosed = false
        /// What the last knock brought; taken by the next who asks.
        var spare: PostgresSession?
    }

    /// First and longest pause between knocks; each is cut by up to a half at random, so that nodes do not knock
    /// together.
    static let firstPause = Duration.milliseconds(100)
    static let longestPause = Duration.seconds(5)
    /// Longest that who asks is kept waiting. A dial may take longer: several hosts, each with its time limit.
    static let patience = Duration.seconds(1)

    private let address: PostgresAddress
    private let report: @Sendable (String) -> Void
    private let dialling = DispatchQueue(label: "mashang.postgres.dial")
    private let state = Mutex(State())

    /// - Parameter report: called with one line when the server is lost and when it is back.
    init(_ address: PostgresAddress, report: @escaping @Sendable (String) -> Void) {
        self.address = address
        self.report = report
    }

    /// A connection that is ready for use.
    func session() throws -> PostgresSession {
        let spare = try state.withLock { state throws -> PostgresSession? in
            guard !state.isShut, !state.isClosed else { throw PostgresError.lost("\(address.place) does not answer") }
            defer { state.spare = nil }
            return state.spare
        }
        if let spare, spare.isOpen { return spare }
        let call = Call()
        dialling.async { [self] in
            let result = dial()
            if !call.answer(result) { settle(result, nextPause: Self.firstPause) }
        }
        guard let result = call.wait(Self.patience) else {
            shut("no answer within \(Self.patience)")
            throw PostgresError.lost("\(address.place) does not answer")
        }
        if case .failure(let error) = result {
            shut("\(error)")
            knock(after: Self.firstPause)
        }
        return try result.get()
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.spare = nil
        }
    }

    private func dial() -> Result<PostgresSession, any Error> { Result { try PostgresSession(address) } }

    private func shut(_ why: String) {
        let wasOpen = state.withLock { state in
            defer { state.isShut = true }
            return !state.isShut && !state.isClosed
        }
        if wasOpen { report("PostgreSQL at \(address.place) cannot be used, trying again: \(why)") }
    }

    private func knock(after pause: Duration) {
        let milliseconds = Double(pause.milliseconds) * Double.random(in: 0.5...1)
        dialling.asyncAfter(deadline: .now() + .milliseconds(Int(milliseconds))) { [weak self] in
            guard let self, !state.withLock(\.isClosed) else { return }
            settle(dial(), nextPause: min(pause * 2, Self.longestPause))
        }
    }

    private func settle(_ result: Result<PostgresSession, any Error>, nextPause: Duration) {
        guard case .success(let session) = result else { return knock(after: nextPause) }
        let wasShut = state.withLock { state in
            guard !state.isClosed else { return false }
            defer { (state.isShut, state.spare) = (false, session) }
            return state.isShut
        }
        if wasShut { report("PostgreSQL at \(address.place) answers again") }
    }
}

/// A dial that somebody waits for, but not for ever.
private final class Call: Sendable {
    private struct State {
        var result: Result<PostgresSession, any Error>?
        var isGivenUp = false
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    /// - Returns: whether somebody takes it.
    func answer(_ result: Result<PostgresSession, any Error>) -> Bool {
        defer { bell.signal() }
        return state.withLock { state in
            state.result = result
            return !state.isGivenUp
        }
    }

    func wait(_ patience: Duration) -> Result<PostgresSession, any Error>? {
        _ = bell.wait(timeout: .now() + .milliseconds(Int(patience.milliseconds)))
        return state.withLock { state in
            state.isGivenUp = state.result == nil
            return state.result
        }
    }
}
