import Codes
import Dispatcher
import GridCatalog
import Matters
import Simulation
import Storage

/// Makes plausible matters, each filed and handled at its own past moment through the same core as real ones.
struct DemoStory {
    private let deployment: Deployment
    private let dispatcher: Dispatcher
    private let sites: [Site]
    private let shown: Site
    private let now: Instant
    private var chance = Chance(seed: 512_002)

    /// How far back the oldest matter was filed, in days.
    private static let daysBack = 40

    /// Matters told about the site whose code and logins are printed, so that those desks are not empty.
    private static let aboutShown = 9

    init(_ deployment: Deployment, shown: Site) throws {
        guard let dispatcher = deployment.grid.dispatcher else { throw DeploymentFault.noGrid }
        self.deployment = deployment
        self.dispatcher = dispatcher
        self.shown = shown
        now = deployment.clock.now()
        let today = ChinaTime.date(of: now)
        sites = dispatcher.catalog.sites.filter { $0.dates.contains(today) }
    }

    /// Files matter `number` and lets people act on it until today.
    mutating func tell(_ number: Int) async throws {
        let site = number < Self.aboutShown ? shown : sites[chance.below(sites.count)]
        guard let cell = dispatcher.catalog.cellInForce(for: site, on: ChinaTime.date(of: now)) else { return }
        let tale = chance.pick(DemoTales.all(for: site.kind))
        var raw = RawReport()
        raw.draft = "demo-\(number)-\(chance.below(1_000_000_000))"
        raw.draft += String(repeating: "x", count: max(0, Bounds.draftCharactersFewest - raw.draft.count))
        raw.category = tale.category
        raw.text = tale.text.replacing("{n}", with: String(2 + chance.below(12)))
        if chance.below(3) == 0 {
            raw.name = chance.pick(DemoTales.names)
            raw.phone = "15400000\(100 + chance.below(900))"
            raw.shareContact = chance.below(2) == 0
        }
        if chance.below(16) == 0 { raw.concerns = [chance.pick(Concern.allCases).rawValue] }
        let report = try Report(raw, site: site.id) { dispatcher.catalog.category($0) != nil }
        // Most reports are young; a third of the days hold two thirds of them.
        let age = min(chance.below(Self.daysBack), chance.below(Self.daysBack))
        let filed = daytime(now + -.minutes(age * 24 * 60 + chance.below(12 * 60) + 1), from: 7, to: 22)
        let matter = try await file(report, cell: cell.code, at: filed)
        try await handle(matter, from: filed)
    }

    private mutating func file(_ report: Report, cell: CellCode, at filed: Instant) async throws -> Matter {
        let load = try await deployment.store.matters.load(dispatcher.candidates(in: cell))
        let decision = try dispatcher.route(
            cell: cell, category: report.category, concerns: report.concerns, load: load)
        let code = ReceiptCode.derive(draft: report.draft.text, key: deployment.keys.key(for: .receiptCode))
        let lookUp = deployment.keys.key(for: .receiptLookup)
        let (rules, year) = (dispatcher.catalog.rulebook, ChinaTime.date(of: filed).year)
        let outcome = try await deployment.store.matters.file(
            NewMatter(
                draft: report.draft, bodyHash: report.contentHash(key: lookUp),
                receiptHash: code.lookupHash(key: lookUp),
                numbers: (0..<4).map { _ in MatterNumber(year: year, serial: deployment.random.number()) },
                events: { Matter.open(report, cell: cell, number: $0, decision: decision, at: filed, rules: rules) }))
        switch outcome {
        case .filed(let record), .replayed(let record): return record.matter
        case .otherContent: throw LedgerFault.numbersTaken
        }
    }

    /// A few plausible steps, hours to days apart, never in the future.
    private mutating func handle(_ opened: Matter, from filed: Instant) async throws {
        var (matter, moment) = (opened, filed)
        for _ in 0..<(2 + chance.below(4)) {
            moment = daytime(moment + .minutes(40 + chance.below(60) * chance.below(60)), from: 8, to: 18)
            guard moment < now else { return }
            guard let next = try await step(matter, at: moment) else { return }
            matter = next
        }
    }

    /// The same moment, or one next morning if it falls into the night.
    private mutating func daytime(_ moment: Instant, from: Int, to: Int) -> Instant {
        let hour = Int(ChinaTime.millisecondsOfDay(moment) / 3_600_000)
        if (from..<to).contains(hour) { return moment }
        let day = ChinaTime.date(of: moment).adding(days: hour < from ? 0 : 1)
        let morning = ChinaTime.instant(day, minute: from * 60 + chance.below(150))
        return min(morning, now + -.minutes(1))
    }

    private mutating func step(_ matter: Matter, at moment: Instant) async throws -> Matter? {
        let rules = dispatcher.catalog.rulebook
        let version = matter.version
        let number = matter.number
        if matter.state == .resolved {
            let isContent = chance.below(4) > 0
            let command = try Command(
                isContent ? .confirm : .contest, version: version,
                reason: isContent ? "" : chance.pick(DemoTales.contests))
            return try await deployment.store.matters.act(number) {
                try $0.handleResident(command, at: moment, rules: rules)
            }.matter
        }
        guard let staff = whoActs(on: matter) else { return nil }
        let command: Command
        switch matter.state {
        case .triage:
            guard let worker = dispatcher.roster.all.first(where: { mayTake($0, matter) }) else { return nil }
            command = try Command(
                .assign, version: version, reason: chance.pick(DemoTales.rulings), to: .worker(worker.id))
        case .dispatched, .reopened: command = try Command(.accept, version: version)
        case .accepted: command = try Command(.visit, version: version, note: chance.pick(DemoTales.visits))
        case .handling: command = try Command(.resolve, version: version, note: chance.pick(DemoTales.outcomes))
        case .resolved, .closed: return nil
        }
        return try await deployment.store.matters.act(number) {
            try $0.handle(command, by: staff, at: moment, rules: rules)
        }.matter
    }

    /// Whoever has it: the worker, or the chief of the station.
    private func whoActs(on matter: Matter) -> Staff? {
        switch matter.holder {
        case .worker(let id): dispatcher.roster.staff(id)
        case .station(let id):
            dispatcher.roster.chiefs(of: id).first
                ?? dispatcher.roster.all.first { $0.role == .countySupervisor && $0.station == id }
        }
    }

    private func mayTake(_ worker: Staff, _ matter: Matter) -> Bool {
        worker.role == .gridWorker && !matter.excluded.contains(worker.id)
            && worker.cells.contains { $0.township == matter.filing.cell.township }
    }
}
