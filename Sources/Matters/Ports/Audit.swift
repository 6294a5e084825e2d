/// 操作留痕: who did what in the system besides the matters' own trails: signing in, accounts, codes, imports.
public struct Audit: Sendable {
    public var record: @Sendable (AuditEntry) async throws -> Void
    /// Newest first, older than `before` if given.
    public var page: @Sendable (_ before: Int64?, _ limit: Int) async throws -> [(position: Int64, entry: AuditEntry)]

    public init(
        record: @escaping @Sendable (AuditEntry) async throws -> Void,
        page: @escaping @Sendable (Int64?, Int) async throws -> [(position: Int64, entry: AuditEntry)]
    ) {
        self.record = record
        self.page = page
    }
}

public struct AuditEntry: Sendable, Hashable {
    public enum Action: String, Sendable, CaseIterable {
        case signedIn, signInFailed, signedOut, accountAdded, accountDisabled, passwordSet
        case codeIssued, codePrinted, codePosted, codeSeen, codeMissed, codeReplaced, codeRevoked, doubtSettled,
            sealKeyRenewed
        case gridImported, backupRestored
    }

    public let at: Instant
    public let actor: Actor
    public let action: Action
    /// What it was done to: a sign-in name, a site, a matter number. Never a resident's word.
    public let subject: String

    public init(at: Instant, actor: Actor, action: Action, subject: String) {
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
    }
}
