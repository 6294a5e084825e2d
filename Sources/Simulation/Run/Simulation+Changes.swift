import Dispatcher
import GridCatalog
import Matters

/// The clerk: imports folders, enters people by hand.
extension Simulation {
    mutating func changeWorld(_ deed: Deed) async throws {
        let day = ChinaTime.date(of: time.now)
        let notices =
            switch deed {
            case .hire: world.hire(on: day, &chance)
            case .leave: world.leave(&chance)
            case .move: world.move(on: day, &chance)
            case .comeBack: world.comeBack(on: day, &chance)
            case .promote: world.promote(preferring: book.concernedPeople, &chance)
            case .splitCell: world.split(on: day, &chance)
            case .mergeCells: world.merge(on: day, &chance)
            default: [World.Notice]()
            }
        guard !notices.isEmpty else { return }
        count(deed == .splitCell || deed == .mergeCells ? .gridChanges : .rosterChanges)
        doing = "the clerk enters: \(deed)"
        for notice in notices {
            switch notice {
            case .byHand(let staff): try await ports.accounts.put(staff, .hand, time.now)
            case .disabled(let id): try await ports.accounts.setDisabled(id, true)
            case .enabled(let staff):
                try await ports.accounts.put(staff, .hand, time.now)
                try await ports.accounts.setDisabled(staff.id, false)
            case .folder: try await importFolder()
            }
        }
        try await refreshRoster()
        try await checkSample(of: book.delicate.suffix(3).compactMap { book.matters[$0] })
    }

    /// Puts the folder of today in force: to the shelf, its staff to the accounts.
    mutating func importFolder() async throws {
        let day = ChinaTime.date(of: time.now)
        world.writeFolder()
        try world.read(on: day, changed: true)
        _ = try await ports.shelf.add(world.folder.pack(), time.now)
        try await ports.accounts.replaceImported(world.catalog.staffInFile, time.now)
        try await refreshRoster()
    }

    /// Reads who serves, as a server does, and holds it against who does.
    private mutating func refreshRoster() async throws {
        let staff = try await ports.accounts.all().filter { !$0.isDisabled }.map(\.staff)
        let wrong = Set(staff).symmetricDifference(world.serving).map(\.id.text).sorted()
        try rules.settles(wrong.isEmpty, "the accounts of \(wrong) are not what was entered")
        dispatcher = Dispatcher(catalog: world.catalog, roster: Roster(staff: staff))
    }

    mutating func shortenLimit() async throws {
        let today = ChinaTime.date(of: time.now)
        let limits = world.catalog.rulebook.limits.filter {
            $0.starts != nil && $0.amount.count > 2 && $0.until == nil
        }
        guard let limit = chance.pickIfAny(limits),
            let folder = world.folder(limit: limit.id, on: today, amount: { $0 - 1 })
        else { return }
        doing = "the clerk shortens \(limit.id) by one"
        world.folder = folder
        count(.limitsShortened)
        try await importFolder()
    }

    /// The State Council's notice for the next year, or the one that is missing.
    mutating func addCalendar() async throws {
        guard let year = world.nextCalendar(on: ChinaTime.date(of: time.now)) else { return }
        doing = "the calendar of \(year) arrives"
        count(.calendarsAdded)
        try await importFolder()
        try await recount()
    }

    /// Rule 9: a local limit may not be longer than the statute.
    mutating func exceedStatute() async throws {
        guard let limit = chance.pickIfAny(ExpectedClock.statute.keys.sorted()),
            let longest = ExpectedClock.statute[limit],
            let folder = world.folder(
                limit: limit, on: ChinaTime.date(of: time.now), amount: { _ in longest + 1 + chance.below(30) })
        else { return }
        doing = "the clerk wants a longer \(limit)"
        let (catalog, problems) = CatalogParse.read(folder, on: ChinaTime.date(of: time.now))
        let isRefused = catalog == nil && problems.contains { $0.kind == .longerThanStatute }
        try rules.statuteRefused(isRefused, limit: limit)
        count(.longerLimitsRefused)
    }
}
