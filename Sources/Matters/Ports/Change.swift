/// Something was added to a matter's trail. Only for those in `scopes` and not in `exclusions`.
public struct Change: Sendable, Hashable {
    public let cursor: ChangeCursor
    public let number: MatterNumber
    public let kind: EventKind
    public let at: Instant
    public let scopes: Set<Scope>
    public let exclusions: Set<Exclusion>

    public init(
        cursor: ChangeCursor, number: MatterNumber, kind: EventKind, at: Instant, scopes: Set<Scope>,
        exclusions: Set<Exclusion>
    ) {
        self.cursor = cursor
        self.number = number
        self.kind = kind
        self.at = at
        self.scopes = scopes
        self.exclusions = exclusions
    }

    public func isVisible(to staff: Staff) -> Bool {
        exclusions.isDisjoint(with: staff.identities) && !scopes.isDisjoint(with: staff.scopes)
    }
}

/// A place in the ledger's feed. Grows in the order in which changes are told, with gaps. Its text is what a live page
/// sends as `Last-Event-ID`.
public struct ChangeCursor: Sendable, Hashable, Comparable {
    /// The engine's transaction; 0 where one process writes.
    public let transaction: Int64
    public let position: Int64

    public static let beginning = ChangeCursor(transaction: 0, position: 0)

    public init(transaction: Int64, position: Int64) {
        self.transaction = transaction
        self.position = position
    }

    /// `T-P`, both in decimal.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let transaction = Int64(parts[0]), let position = Int64(parts[1]), transaction >= 0,
            position >= 0
        else { return nil }
        self.init(transaction: transaction, position: position)
    }

    public var text: String { "\(transaction)-\(position)" }

    public static func < (one: Self, other: Self) -> Bool {
        (one.transaction, one.position) < (other.transaction, other.position)
    }
}
