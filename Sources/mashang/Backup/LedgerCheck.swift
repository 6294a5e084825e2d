import Codes
import Storage
import Synchronization

/// The ledger's own check of a database that a copy was made into, before anybody relies on it.
enum LedgerCheck {
    /// Faults that are named; the rest is counted.
    private static let named = 20
    /// Pages checked at once: nobody is served meanwhile.
    private static let lanes = 2

    /// - Throws: `BackupFault.faulty` with what is wrong.
    static func run(_ store: Store, _ keys: DeploymentKeys) async throws {
        let shown = Shown("checking matters")
        var found: [String] = []
        let report = try await store.verify(
            .live(keys), lanes: lanes, progress: shown.show,
            found: { if found.count < named { found.append($0.line) } })
        guard report.flaws > 0 else { return }
        throw BackupFault.faulty(found, count: report.flaws)
    }
}

/// Progress whose total is known only once the work has begun.
final class Shown: Sendable {
    private let title: String
    private let progress = Mutex<Progress?>(nil)

    init(_ title: String) { self.title = title }

    @Sendable func show(_ done: Int, _ total: Int) {
        progress.withLock { progress in
            var shown = progress ?? Progress(title, total: total)
            shown.show(done)
            progress = shown
        }
    }
}
