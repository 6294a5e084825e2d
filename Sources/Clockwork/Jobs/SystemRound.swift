import Logging
import Matters

/// One round of the system through many matters, a bounded number at once. What is wrong with one matter is logged with
/// its number and keeps nobody from the others; what is wrong with the database ends the round.
struct SystemRound: Sendable {
    let name: String
    let matters: MatterBook
    let logger: Logger

    /// Lets `decide` say what happens to each of these, all at once: their writes share transactions.
    /// - Returns: what became of those that did not fail.
    /// - Throws: what concerns all matters, and cancellation.
    func act(
        on numbers: [MatterNumber], _ decide: @escaping @Sendable (Matter) throws -> [Event]
    ) async throws -> [MatterRecord] {
        try await withThrowingTaskGroup(of: MatterRecord?.self) { group in
            for number in numbers {
                group.addTask {
                    do {
                        return try await matters.act(number, decide)
                    } catch  where !error.concernsAllMatters {
                        logger.error(
                            "the system could not act on a matter",
                            metadata: ["job": "\(name)", "matter": "\(number)", "error": "\(error)"])
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
    }
}

extension Error {
    /// Going on with the next matter would only fail once more.
    fileprivate var concernsAllMatters: Bool {
        switch self as any Error {
        case is CancellationError, LedgerFault.diskFull, LedgerFault.busy, LedgerFault.unavailable,
            LedgerFault.unreadable:
            true
        default: false
        }
    }
}
