public import Codes
import Dispatcher
public import GridCatalog
public import Matters

/// A synthetic district that lives through its days in one process: real core, real storage, simulated people, time,
/// chance and disk. Every step is held against what must be; the first broken rule ends it.
public struct Simulation {
    let plan: Plan
    let keys: DeploymentKeys
    private let opening: Opening
    let random: Random
    let time: SimulatedTime
    private let disk: CrashingDisk

    var world: World
    var book = ExpectedLedger()
    var rules = Invariants()
    var chance: Chance
    /// Apart from `chance`, so that what the disk loses does not decide what people do.
    private var weather: Chance
    var ports: Ports
    var dispatcher: Dispatcher
    var outcome: Outcome

    /// Resolved matters whose residents have not said anything yet but will.
    var waiting = Bag<MatterNumber>()
    /// Every body that was sent, by its matter.
    var sent: [MatterNumber: RawReport] = [:]
    /// Where the simulation has read the feed up to.
    var cursor = ChangeCursor.beginning
    /// What the feed must say next.
    var unread: [(number: MatterNumber, version: Int)] = []
    /// What is being done, for whoever reads of a broken rule.
    var doing = "the beginning"
    var steps = 0
    /// Until when the system does nothing by itself: its computer stands still.
    var away = Instant(milliseconds: 0)

    /// Opens the ledger and makes the folder's district live on it.
    ///
    /// - Parameters:
    ///   - path: the database file that `opening` opens.
    ///   - random: the source that `keys` and the ledger draw from: `Random.seeded(plan.seed)`.
    /// - Throws: `WorldFault` if the folder cannot be used on the first day, or whatever opening throws.
    public init(
        _ plan: Plan, grids: GridFolder, keys: DeploymentKeys, random: Random, database path: String,
        opening: @escaping Opening
    ) async throws {
        self.plan = plan
        self.keys = keys
        self.opening = opening
        self.random = random
        time = SimulatedTime(ChinaTime.instant(plan.first))
        disk = CrashingDisk(path: path)
        chance = Chance(seed: plan.seed)
        weather = Chance(seed: plan.seed ^ 0x5745_4154_4845_5200)
        world = try World(grids, on: plan.first)
        ports = try await opening(time.clock, random)
        dispatcher = Dispatcher(catalog: world.catalog, roster: Roster(staff: []))
        outcome = Outcome(through: plan.first)
        try await importFolder()
    }

    /// Lives through every day of the plan.
    /// - Returns: what came of it; its `violation` tells of the first broken rule.
    /// - Throws: what is no rule's fault, such as a full disk.
    public mutating func run(onDay: (_ done: Int) -> Void = { _ in }) async throws -> Outcome {
        do {
            for number in 0..<plan.days {
                try await live(plan.first.adding(days: number))
                if number % 7 == 6 {
                    doing = "the weekly look at everything"
                    try await checkEverything(turn: number / 7)
                }
                outcome.counts[.days, default: 0] += 1
                onDay(number + 1)
            }
            doing = "the last look at everything"
            try await checkEverything()
            try await checkReceipts()
        } catch let violation as Violation {
            outcome.violation = witnessed(violation)
        } catch {
            // A disk that is full is nobody's broken promise. A ledger that cannot be read after a crash is.
            guard !error.isOfTheMachine else { throw error }
            outcome.violation = witnessed(Violation(.nothingLost, "the ledger failed: \(error)"))
        }
        outcome.held = rules.held
        outcome.counts[.steps] = steps
        outcome.counts[.events] = book.steps
        for matter in book.matters.values {
            switch matter.ending {
            case .confirmed: count(.confirmed)
            case .silent: count(.silent)
            case .contested: count(.contested)
            case nil: break
            }
        }
        try ports.close()
        return outcome
    }

    private func witnessed(_ violation: Violation) -> Violation {
        var violation = violation
        violation.step = steps
        violation.at = time.now
        violation.doing = doing
        return violation
    }

    private mutating func live(_ date: LocalDate) async throws {
        outcome.through = date
        time.move(to: ChinaTime.instant(date))
        try world.read(on: date)
        dispatcher = Dispatcher(catalog: world.catalog, roster: dispatcher.roster)
        let isWorkingDay = world.catalog.rulebook.calendar.isWorkingDay(date)
        let day = Day.plan(date, isWorkingDay: isWorkingDay, reports: plan.reportsPerDay, &chance)
        for appointment in day.appointments {
            let moment = ChinaTime.instant(date, minute: appointment.minute) + .seconds(chance.below(60))
            // One millisecond at least between two steps: nothing happens at the same time.
            try await runSystem(until: moment)
            time.move(to: max(moment, time.now + .init(milliseconds: 1)))
            steps += 1
            try await perform(appointment.deed)
        }
        try await runSystem(until: ChinaTime.instant(date, minute: 1440))
    }

    private mutating func perform(_ deed: Deed) async throws {
        switch deed {
        case .report: try await report()
        case .resend: try await resend(changed: false)
        case .resendChanged: try await resend(changed: true)
        case .work: try await work()
        case .oversee: try await oversee()
        case .answer: try await answer()
        case .lookAfter: try await lookAfter()
        case .callBack: try await callBack()
        case .acknowledge: try await acknowledge()
        case .answerFromOutside: try await answerFromOutside()
        case .staleCommand: try await tryStale()
        case .forbiddenCommand: try await tryForbidden()
        case .concernedCommand: try await tryConcerned()
        case .forbiddenOwner: try await tryForbiddenOwner()
        case .hire, .leave, .move, .comeBack, .promote, .splitCell, .mergeCells: try await changeWorld(deed)
        case .newCalendar: try await addCalendar()
        case .shortenLimit: try await shortenLimit()
        case .exceedStatute: try await exceedStatute()
        case .kill: try await kill()
        case .powerCut: chance.hits(40) ? try await report(cut: true) : try await work(cut: true)
        }
    }

    mutating func count(_ what: Outcome.Count) { outcome.counts[what, default: 0] += 1 }

    /// The process dies between two commands, and the power with it.
    private mutating func kill() async throws {
        doing = "a power cut between two commands"
        count(.kills)
        if chance.hits(50) { away = time.now + .minutes(chance.below(24 * 60)) }
        let image = try disk.image().atRest(&weather)
        try await start(on: image)
        try await checkAfterCrash()
    }

    /// Carries out one command; if `cut`, the power fails while the command is written, and nobody is answered.
    ///
    /// - Returns: the answer, or whether the command must be there after the power came back.
    mutating func write<Answer>(cut: Bool, _ command: (Ports) async throws -> Answer) async throws -> Written<Answer> {
        guard cut else { return .answered(try await command(ports)) }
        let before = try disk.image()
        _ = try await command(ports)
        let (image, isKept) = before.torn(towards: try disk.image(), &weather)
        count(.powerCuts)
        count(isKept ? .tornCommandsKept : .tornCommandsGone)
        try await start(on: image)
        return .cut(isKept: isKept)
    }

    private mutating func start(on image: CrashingDisk.Image) async throws {
        try ports.close()
        try disk.lay(image)
        ports = try await opening(time.clock, random)
    }
}

/// What became of a command.
enum Written<Answer> {
    case answered(Answer)
    case cut(isKept: Bool)
}
