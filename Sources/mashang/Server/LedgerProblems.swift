public import HTTPKit
public import Matters

/// What the ledger's own troubles mean to whoever asked.
extension LedgerFault: HTTPProblemConvertible {
    public var problem: HTTPProblem {
        switch self {
        case .unknownMatter: .notFound
        // Reading goes on; writing will be possible once somebody made room, or with other numbers.
        case .diskFull, .numbersTaken: .busy(retryAfter: .seconds(30))
        case .busy: .busy(retryAfter: .seconds(1))
        case .unavailable: .busy(retryAfter: .seconds(5))
        case .damaged, .unreadable: .ourFault
        }
    }
}

extension LedgerFault: CustomStringConvertible {
    /// For the log and the command line.
    public var description: String {
        switch self {
        case .unknownMatter: "There is no such matter."
        case .numbersTaken: "Every number that was tried is taken. Try again."
        case .diskFull: "The disk is full. Make room and try again; nothing was lost."
        case .busy: "Too many writes wait already. Try again in a second."
        case .unavailable: "The database does not answer, or does not take writes now. Try again."
        case .damaged(let number): "What is stored of \(number) is not what was written. Do: mashang verify"
        case .unreadable: "A page of the database cannot be read. Do: mashang verify; then restore a backup."
        }
    }
}
