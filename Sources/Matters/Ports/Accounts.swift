/// Who may sign in, and who is signed in.
public struct Accounts: Sendable {
    public var all: @Sendable () async throws -> [Account]
    public var account: @Sendable (StaffID) async throws -> Account?
    /// Adds a staff member, or changes what they are responsible for; password and state stay.
    public var put: @Sendable (Staff, _ source: AccountSource, Instant) async throws -> Void
    /// Makes the staff of the grid folder the staff of the system; those no longer in it are disabled, hand-made
    /// accounts stay.
    public var replaceImported: @Sendable ([Staff], Instant) async throws -> Void
    public var setPassword: @Sendable (StaffID, _ hash: String) async throws -> Void
    /// A disabled person is signed out everywhere at once.
    public var setDisabled: @Sendable (StaffID, Bool) async throws -> Void
    public var passwordHash: @Sendable (StaffID) async throws -> String?

    public var openSession: @Sendable (StaffSession) async throws -> Void
    /// The session with this token hash, if it has not ended and its account is not disabled; ends later from now on.
    public var session: @Sendable (_ tokenHash: [UInt8], _ now: Instant) async throws -> SignedIn?
    public var closeSession: @Sendable (_ tokenHash: [UInt8]) async throws -> Void
    public var closeSessions: @Sendable (StaffID) async throws -> Void

    /// When this sign-in name may be tried again; `nil` now.
    public var blockedUntil: @Sendable (_ login: String, _ now: Instant) async throws -> Instant?
    public var recordFailure: @Sendable (_ login: String, _ now: Instant) async throws -> Void
    public var clearFailures: @Sendable (_ login: String) async throws -> Void

    public init(
        all: @escaping @Sendable () async throws -> [Account],
        account: @escaping @Sendable (StaffID) async throws -> Account?,
        put: @escaping @Sendable (Staff, AccountSource, Instant) async throws -> Void,
        replaceImported: @escaping @Sendable ([Staff], Instant) async throws -> Void,
        setPassword: @escaping @Sendable (StaffID, String) async throws -> Void,
        setDisabled: @escaping @Sendable (StaffID, Bool) async throws -> Void,
        passwordHash: @escaping @Sendable (StaffID) async throws -> String?,
        openSession: @escaping @Sendable (StaffSession) async throws -> Void,
        session: @escaping @Sendable ([UInt8], Instant) async throws -> SignedIn?,
        closeSession: @escaping @Sendable ([UInt8]) async throws -> Void,
        closeSessions: @escaping @Sendable (StaffID) async throws -> Void,
        blockedUntil: @escaping @Sendable (String, Instant) async throws -> Instant?,
        recordFailure: @escaping @Sendable (String, Instant) async throws -> Void,
        clearFailures: @escaping @Sendable (String) async throws -> Void
    ) {
        self.all = all
        self.account = account
        self.put = put
        self.replaceImported = replaceImported
        self.setPassword = setPassword
        self.setDisabled = setDisabled
        self.passwordHash = passwordHash
        self.openSession = openSession
        self.session = session
        self.closeSession = closeSession
        self.closeSessions = closeSessions
        self.blockedUntil = blockedUntil
        self.recordFailure = recordFailure
        self.clearFailures = clearFailures
    }
}

/// Where an account comes from: the grid folder's roster, or the command line.
public enum AccountSource: String, Sendable, Codable {
    case folder, hand
}

public struct Account: Sendable, Hashable {
    public let staff: Staff
    public let source: AccountSource
    public let hasPassword: Bool
    public let isDisabled: Bool
    public let createdAt: Instant

    public init(staff: Staff, source: AccountSource, hasPassword: Bool, isDisabled: Bool, createdAt: Instant) {
        self.staff = staff
        self.source = source
        self.hasPassword = hasPassword
        self.isDisabled = isDisabled
        self.createdAt = createdAt
    }
}

/// A sign-in that lasts until `expires`, or until it was idle too long. Only the token's hash is kept.
public struct StaffSession: Sendable, Hashable {
    /// Longest time without a request before a session ends.
    public static let idle = Instant.Span.hours(8)
    /// Longest life of a session.
    public static let life = Instant.Span.days(7)

    public let tokenHash: [UInt8]
    public let staff: StaffID
    public let opened: Instant
    public let expires: Instant

    public init(tokenHash: [UInt8], staff: StaffID, opened: Instant) {
        self.tokenHash = tokenHash
        self.staff = staff
        self.opened = opened
        expires = opened + Self.life
    }
}

/// Who is signed in with a request.
public struct SignedIn: Sendable, Hashable {
    public let staff: Staff
    public let session: StaffSession

    public init(staff: Staff, session: StaffSession) {
        self.staff = staff
        self.session = session
    }
}

/// Sign-in is slowed per name: after five failures, twice as long for each further one, to a quarter of an hour.
public enum SignInThrottle {
    public static let freeFailures = 5
    public static let firstWait = Instant.Span.seconds(2)
    public static let longestWait = Instant.Span.minutes(15)

    /// How long to wait after `failures` wrong attempts in a row.
    public static func wait(after failures: Int) -> Instant.Span {
        guard failures >= freeFailures else { return .seconds(0) }
        let doublings = min(failures - freeFailures, 20)
        let wait = Instant.Span(milliseconds: firstWait.milliseconds << Int64(doublings))
        return min(wait, longestWait)
    }
}
