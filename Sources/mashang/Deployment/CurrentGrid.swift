import Dispatcher
import GridCatalog
import Matters
import Storage
import Synchronization

/// The grid in force: the newest imported folder as of today, with the staff as they are now. Read by every request, so
/// it lives in memory; refreshed after every change and at midnight, when dates in force change.
final class CurrentGrid: Sendable {
    private struct State {
        var version = 0
        var day = LocalDate(dayNumber: 0)
        var dispatcher: Dispatcher?
    }

    /// What was put in force stays in force: that a cell lost its worker is raised by the nightly check, and rules
    /// stored by an older program are followed as they stand.
    static let tolerated: Set<Problem.Kind> = [.noWorker, .noStation, .shadowedRule, .routingGap]

    private let shelf: Shelf
    private let accounts: Accounts
    private let clock: Clock
    private let state = Mutex(State())
    private let seen = Mutex<Revisions?>(nil)

    init(shelf: Shelf, accounts: Accounts, clock: Clock) {
        self.shelf = shelf
        self.accounts = accounts
        self.clock = clock
    }

    /// `nil` before the first import.
    var dispatcher: Dispatcher? { state.withLock { $0.dispatcher } }
    /// Version of the folder in force; 0 before the first import.
    var version: Int { state.withLock { $0.version } }

    /// Reads again what another node changed since, or the new day changes.
    func refresh(to revisions: Revisions) async throws {
        let isKnown = seen.withLock { $0 == revisions }
        let day = ChinaTime.date(of: clock.now())
        if isKnown, state.withLock({ $0.day == day }) { return }
        try await refresh()
        seen.withLock { $0 = revisions }
    }

    /// Reads the folder again if it or the day is new, and the staff always.
    func refresh() async throws {
        guard let (version, bytes) = try await shelf.newest() else { return }
        let day = ChinaTime.date(of: clock.now())
        let (knownVersion, knownDay, known) = state.withLock { ($0.version, $0.day, $0.dispatcher?.catalog) }
        let catalog: Catalog
        if let known, knownVersion == version, knownDay == day {
            catalog = known
        } else {
            guard let folder = GridFolder(packed: bytes) else { throw GridFault.unreadable(version: version) }
            let (read, problems) = CatalogParse.read(folder, on: day, tolerating: Self.tolerated)
            guard let read else { throw GridFault.broken(version: version, problems: problems) }
            catalog = read
        }
        let staff = try await accounts.all().filter { !$0.isDisabled }.map(\.staff)
        let dispatcher = Dispatcher(catalog: catalog, roster: Roster(staff: staff))
        state.withLock { $0 = State(version: version, day: day, dispatcher: dispatcher) }
    }
}

enum GridFault: Error, CustomStringConvertible {
    case unreadable(version: Int)
    case broken(version: Int, problems: [Problem])
    /// Clocks that run are counted by these rows, which another folder counts otherwise or does not have.
    case rewritten([TimeLimit], LocalDate)

    var description: String {
        switch self {
        case .unreadable(let version):
            "Grid folder version \(version) in the database cannot be read by this program. "
                + "Import it again: mashang grids import FOLDER"
        case .broken(let version, let problems):
            "Grid folder version \(version) has problems today:\n"
                + problems.map(\.description).joined(separator: "\n")
        case .rewritten(let rows, let today):
            rows.map { row in
                let counting = "\(row.amount.count) \(row.amount.unit.rawValue), pausable: \(row.isPausable)"
                return
                    "rules/limits.yaml: \(row.id) from \(row.from) (\(counting)) counts clocks that run and stays as "
                    + "it was. To change it, give it `until: \(today)` and add a row from "
                    + "\(today.adding(days: 1)).\n"
            }.joined() + "Nothing was changed."
        }
    }
}
