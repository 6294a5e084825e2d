import Codes
import Dispatcher
import GridCatalog
import Matters
import Simulation
import Storage

/// Makes plausible matters, each filed and handled at its own past moment through the same core as real ones, with the
/// same system that reminds, rouses and closes.
struct DemoStory {
    private let deployment: Deployment
    private let dispatcher: Dispatcher
    private let sites: [Site]
    private let shown: Site
    private let now: Instant
    private var chance = Chance(seed: 512_002)

    private let life: DemoLife
    /// So many are told of the site whose code and logins are printed: those desks show a bit of everything.
    private static let aboutShown = 9
    /// An urgent report that nobody answered came in so many minutes ago.
    private static let unansweredMinutes = 34

    init(_ deployment: Deployment, shown: Site) throws {
        guard let dispatcher = deployment.grid.dispatcher else { throw DeploymentFault.noGrid }
        self.deployment = deployment
        self.dispatcher = dispatcher
        self.shown = shown
        life = DemoLife(dispatcher)
        now = deployment.clock.now()
        let today = ChinaTime.date(of: now)
        sites = dispatcher.catalog.sites.filter { $0.dates.contains(today) }
    }

    /// Files matter `number` and lets it live until today.
    mutating func tell(_ number: Int) async throws {
        let isShown = number < Self.aboutShown
        let site = isShown ? shown : sites[chance.below(sites.count)]
        guard let cell = dispatcher.catalog.cellInForce(for: site, on: ChinaTime.date(of: now)) else { return }
        let fate = isShown ? DemoFate.all[number] : drawFate()
        let tale = chance.pick(fate.isUrgent ? DemoTales.urgent : DemoTales.all(for: site.kind))
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
        if !isShown, chance.below(16) == 0 { raw.concerns = [chance.pick(Concern.allCases).rawValue] }
        let report = try Report(raw, site: site.id) { dispatcher.catalog.category($0) != nil }
        let filed = filingTime(of: fate)
        let asked = Question(
            cell: cell.code, site: site.kind, category: report.category, concerns: report.concerns, now: filed)
        let matter = try await file(report, asked, at: filed)
        let plan = plan(fate, for: matter, from: filed)
        let (life, now) = (life, now)
        _ = try await deployment.store.matters.act(matter.number) { try life.events(of: $0, by: plan, until: now) }
    }

    private mutating func drawFate() -> DemoFate {
        var left = chance.below(DemoFate.all.reduce(0) { $0 + $1.share })
        return DemoFate.all.first { fate in
            left -= fate.share
            return left < 0
        } ?? DemoFate.all[0]
    }

    private mutating func filingTime(of fate: DemoFate) -> Instant {
        if fate.isUrgent, fate.steps.isEmpty { return now + -.minutes(Self.unansweredMinutes) }
        let age = fate.age.lowerBound + chance.below(fate.age.count)
        let filed = daytime(now + -.minutes(age * 24 * 60 + chance.below(12 * 60) + 1), from: 7, to: 22)
        // Whatever the words of a tale set off, somebody answers it.
        return min(filed, now + -.minutes(1))
    }

    private mutating func file(_ report: Report, _ asked: Question, at filed: Instant) async throws -> Matter {
        let load = try await deployment.store.matters.load(dispatcher.candidates(for: asked))
        let decision = try dispatcher.route(asked, load: load)
        let cell = asked.cell
        let code = ReceiptCode.derive(draft: report.draft.text, key: deployment.keys.key(for: .receiptCode))
        let lookUp = deployment.keys.key(for: .receiptLookup)
        let emergencies = dispatcher.catalog.emergencies(in: report.text).map(\.id)
        let (rules, year) = (dispatcher.catalog.rulebook, ChinaTime.date(of: filed).year)
        let outcome = try await deployment.store.matters.file(
            NewMatter(
                draft: report.draft, bodyHash: report.contentHash(key: lookUp),
                receiptHash: code.lookupHash(key: lookUp),
                numbers: (0..<4).map { _ in MatterNumber(year: year, serial: deployment.random.number()) },
                events: {
                    Matter.open(
                        report, cell: cell, number: $0, decision: decision, emergencies: emergencies, at: filed,
                        rules: rules)
                }))
        switch outcome {
        case .filed(let record), .replayed(let record): return record.matter
        case .otherContent: throw LedgerFault.numbersTaken
        }
    }

    /// When each step of a fate happens, and what is said with it; never in the future.
    private mutating func plan(_ fate: DemoFate, for matter: Matter, from filed: Instant) -> [DemoLife.Deed] {
        var (deeds, moment) = ([DemoLife.Deed](), filed)
        var steps = fate.steps
        if matter.filing.emergencies != nil, !fate.isUrgent {
            steps.insert(.init(.holder, .acknowledge, after: 2), at: 0)
        }
        for step in steps {
            moment = moment + .minutes(step.gap + chance.below(step.gap))
            // Who answers an alarm, and what the law's clock demands, does not wait for the morning.
            if step.kind != .acknowledge { moment = daytime(moment, from: 8, to: 18) }
            guard moment < now else { break }
            let raw = words(for: step.kind, about: matter, at: moment)
            deeds.append(DemoLife.Deed(at: moment, who: step.who, kind: step.kind, raw: raw))
        }
        return deeds
    }

    /// The same moment, or one next morning if it falls into the night.
    private mutating func daytime(_ moment: Instant, from: Int, to: Int) -> Instant {
        let hour = Int(ChinaTime.millisecondsOfDay(moment) / 3_600_000)
        if (from..<to).contains(hour) { return moment }
        let day = ChinaTime.date(of: moment).adding(days: hour < from ? 0 : 1)
        return ChinaTime.instant(day, minute: from * 60 + chance.below(150))
    }

    private mutating func words(for kind: CommandKind, about matter: Matter, at moment: Instant) -> RawCommand {
        var raw = RawCommand()
        switch kind {
        case .visit: raw.note = chance.pick(DemoTales.visits)
        case .resolve: (raw.note, raw.evidence) = (chance.pick(DemoTales.outcomes), chance.pick(DemoTales.evidence))
        case .contest: raw.reason = chance.pick(DemoTales.contests)
        case .return: raw.reason = chance.pick(DemoTales.returns)
        case .pause:
            (raw.reason, raw.evidence) = chance.pick(DemoTales.pauses)
            raw.until = ChinaTime.date(of: moment).adding(days: 20 + chance.below(8)).description
        case .decline:
            raw.ground = Ground.legalProcedure.rawValue
            (raw.reason, raw.elsewhere) = chance.pick(DemoTales.declines)
        case .refer:
            raw.body = bodies(for: matter.category).first?.id.text ?? ""
            raw.reason = chance.pick(DemoTales.referrals)
        case .answer: raw.note = chance.pick(DemoTales.answers)
        case .supervise: raw.note = chance.pick(DemoTales.supervisions)
        case .reply: raw.note = chance.pick(DemoTales.replies)
        case .add: raw.note = chance.pick(DemoTales.additions)
        case .rate: raw.stars = String(chance.pick([5, 5, 5, 4, 4, 3, 2, 1]))
        case .review: raw.reason = chance.pick(DemoTales.reviews)
        case .callBack:
            raw.finding = Finding.satisfied.rawValue
            raw.note = chance.pick(DemoTales.callBacks)
        case .conclude:
            raw.finding = chance.pick([Finding.upheld, .changed]).rawValue
            raw.note = chance.pick(DemoTales.conclusions)
        default: break
        }
        return raw
    }

    /// Those competent for the category first.
    private func bodies(for category: CategoryCode?) -> [Body] {
        let all = dispatcher.catalog.bodies
        return all.filter { body in
            category.map { body.categories.contains($0.top) || body.categories.contains($0) } ?? false
        }
            + all
    }
}
