public import HTTPKit
public import Matters

/// What the ledger's own troubles mean to whoever asked.
extension LedgerFault: HTTPProblemConvertible {
    public var problem: HTTPProblem {
        switch self {
        case .unknownMatter: .notFound
        // Reading goes on; writing will be possible once somebody made room, or with other numbers.
        case .diskFull, .numbersTaken: .busy(retryAfter: .seconds(30))
        }
    }
}
