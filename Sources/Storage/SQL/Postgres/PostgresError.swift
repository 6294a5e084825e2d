import Matters

/// What PostgreSQL, or the way to it, answered instead of a result.
struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// The SQLSTATE (PostgreSQL manual, appendix A); empty if the error is not the server's.
    let state: String
    let message: String
    /// The connection is gone: what was under way may or may not have happened.
    var isLost = false

    var description: String { state.isEmpty ? message : "\(message) (SQLSTATE \(state))" }

    static func lost(_ message: String) -> Self { Self(state: "", message: message, isLost: true) }

    /// After these the server closes, or must be left: it stops, starts, is full, or has become a replica.
    var endsConnection: Bool {
        isLost || state.hasPrefix("08")
            || [
                State.adminShutdown, State.crashShutdown, State.cannotConnectNow, State.readOnly,
                State.tooManyConnections, State.idleInTransaction,
            ].contains(state)
    }

    /// The tables changed shape after the statement was prepared: prepared again, it works.
    var isStalePlan: Bool { state == State.notSupported && message.contains("cached plan") }

    var verdict: WriteVerdict {
        if endsConnection { return .refused(.unavailable) }
        if isStalePlan { return .retryAlone }
        return switch state {
        case State.uniqueViolation, State.serialization, State.deadlock, State.lockNotAvailable: .retryAlone
        case State.diskFull: .refused(.diskFull)
        case State.outOfMemory: .refused(.unavailable)
        default: .command
        }
    }

    enum State {
        static let notSupported = "0A000"
        static let characterNotInRepertoire = "22021"
        static let uniqueViolation = "23505"
        static let readOnly = "25006"
        static let idleInTransaction = "25P03"
        static let notAllowed = "28000"
        static let wrongPassword = "28P01"
        static let noDatabase = "3D000"
        static let serialization = "40001"
        static let deadlock = "40P01"
        static let notPermitted = "42501"
        static let diskFull = "53100"
        static let outOfMemory = "53200"
        static let tooManyConnections = "53300"
        static let lockNotAvailable = "55P03"
        static let adminShutdown = "57P01"
        static let crashShutdown = "57P02"
        static let cannotConnectNow = "57P03"
    }
}
