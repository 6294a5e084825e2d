import GridCatalog
import Matters

/// Staff: they do what comes next, look after each other, and now and then try what is not theirs.
extension Simulation {
    /// Of what somebody may do, how often they do it, beside the others.
    private static let habits: [CommandKind: Int] = [
        .accept: 12, .visit: 8, .resolve: 8, .admit: 8, .return: 3, .mediate: 3, .endMediation: 1, .refer: 2,
        .recall: 1, .pause: 2, .resume: 1, .decline: 1, .simplify: 1, .extend: 2, .transfer: 1, .takeOver: 1,
        .assign: 2, .note: 1, .classify: 1, .urge: 1, .supervise: 1, .reply: 6, .own: 1, .assist: 1, .join: 1,
        .unjoin: 1, .conclude: 8, .acknowledge: 8,
    ]

    /// Whoever has a matter does the next thing.
    mutating func work(cut: Bool = false) async throws {
        guard let number = chance.pickIfAny(book.open.elements), let matter = book.matters[number],
            let person = whoHas(matter), let attempt = nextStep(in: matter, by: person)
        else { return }
        try await self.attempt(attempt, cut: cut)
    }

    /// The chief or a supervisor looks after it.
    mutating func oversee() async throws {
        guard let number = chance.pickIfAny(book.open.elements), let matter = book.matters[number],
            let person = chance.pickIfAny(above(matter)), let attempt = nextStep(in: matter, by: person)
        else { return }
        try await self.attempt(attempt)
    }

    /// Somebody outside the unit asks the resident, or somebody answers what rouses them, or the body outside answers.
    mutating func callBack() async throws {
        guard let number = chance.pickIfAny(book.toCall.elements), let matter = book.matters[number],
            let person = chance.pickIfAny(
                world.serving.filter {
                    [.stationChief, .countySupervisor].contains($0.role) && matter.mayBeKnown(to: $0)
                })
        else { return }
        try await attempt(filled(.callBack, in: matter, by: .staff(person)))
    }

    mutating func acknowledge() async throws {
        guard let number = chance.pickIfAny(book.rousing.elements), let matter = book.matters[number],
            let person = whoHas(matter)
        else { return }
        try await attempt(filled(.acknowledge, in: matter, by: .staff(person)))
    }

    /// The body that was asked answers; now and then another one tries its link.
    mutating func answerFromOutside() async throws {
        guard let number = chance.pickIfAny(book.referred.elements), let matter = book.matters[number],
            let body = chance.hits(85) ? matter.body : chance.pickIfAny(world.catalog.bodies)?.id
        else { return }
        try await attempt(filled(.answer, in: matter, by: .body(body)))
    }

    mutating func tryStale() async throws {
        guard let number = chance.pickIfAny(book.open.elements), let matter = book.matters[number],
            let person = whoHas(matter), var right = nextStep(in: matter, by: person)
        else { return }
        right.version -= 1
        try await attempt(right)
    }

    /// Anybody, anything, on any matter; most of it is not theirs.
    mutating func tryForbidden() async throws {
        guard let number = chance.pickIfAny(book.numbers), let matter = book.matters[number] else { return }
        let kind = chance.pick(ExpectedTable.ofStaff + ExpectedTable.ofResidents)
        let person = chance.hits(85) ? chance.pickIfAny(world.serving) : nil
        let doer = person.map(Attempt.Doer.staff) ?? .resident
        let isComplete = chance.hits(70)
        try await attempt(isComplete ? filled(kind, in: matter, by: doer) : Attempt(kind, on: matter, by: doer))
    }

    /// Somebody a report is about tries to reach it, whatever they have become meanwhile.
    mutating func tryConcerned() async throws {
        guard let number = chance.pickIfAny(book.delicate), let matter = book.matters[number],
            let person = chance.pickIfAny(world.serving.filter(matter.isAbout))
        else { return }
        let kind = chance.pick([CommandKind.note, .accept, .takeOver, .resolve, .assign, .own, .callBack])
        var attempt = filled(kind, in: matter, by: .staff(person))
        attempt.to = .worker(person.id)
        try await self.attempt(attempt)
    }

    /// A chief who does not know better wants to give a matter to somebody it is about, or to their station.
    mutating func tryForbiddenOwner() async throws {
        let open = book.delicate.filter(book.open.contains)
        guard let number = chance.pickIfAny(open), let matter = book.matters[number],
            let person = chance.pickIfAny(above(matter)),
            let concerned = chance.pickIfAny(world.serving.filter(matter.isAbout))
        else { return }
        var attempt = filled(chance.pick([.assign, .own, .transfer, .assist]), in: matter, by: .staff(person))
        attempt.owner = concerned.id
        switch attempt.kind {
        case .transfer, .assist: attempt.to = (concerned.station ?? matter.route.concernedStation).map(Holder.station)
        default: attempt.to = .worker(concerned.id)
        }
        try await self.attempt(attempt)
    }

    /// Does it, and holds the answer and the matter against what must be.
    mutating func attempt(_ attempt: Attempt, cut: Bool = false) async throws {
        doing = attempt.words
        guard let matter = book.matters[attempt.number] else { return }
        let (now, rulebook) = (time.now, world.catalog.rulebook)
        let here = circumstances
        let right = matter.refusal(of: attempt, here)
        let bench = Matter.Bench(rules: rulebook, staff: here.staff)
        let command = try Command(attempt.kind, attempt.raw)
        let expected = right == nil ? matter.after(attempt, here) : matter
        count(right == nil ? .commands : .commandsRefused)
        do {
            let written = try await write(cut: cut && right == nil) { ports in
                try await ports.matters.act(attempt.number) { matter in
                    switch attempt.doer {
                    case .staff(let person): try matter.handle(command, by: person, at: now, on: bench)
                    case .resident: try matter.handleResident(command, at: now, on: bench)
                    case .body(let id): try matter.handleBody(command, of: id, at: now, on: bench)
                    }
                }
            }
            switch written {
            case .answered(let record):
                try rules.answers(attempt, nil, right)
                try rules.check(record, is: expected, rulebook)
            case .cut(isKept: true): doing += ", and the power fails just after it was kept"
            case .cut(isKept: false):
                doing += ", and the power fails before it was kept"
                return try await checkAfterCrash()
            }
        } catch let fault as CommandFault {
            try rules.answers(attempt, ExpectedMatter.Refusal(fault), right)
        }
        if right == nil { adopt(expected) }
        if cut { try await checkAfterCrash() }
        try await checkTouched(expected)
    }

    private var circumstances: ExpectedMatter.Circumstances {
        let serving = world.serving
        let matters = book.matters
        return ExpectedMatter.Circumstances(
            now: time.now, rules: world.catalog.rulebook, staff: { id in serving.first { $0.id == id } },
            mayJoin: { part, whole in
                matters[whole].map { $0.parent == nil } ?? false && !matters.values.contains { $0.parent == part }
            })
    }

    mutating func adopt(_ matter: ExpectedMatter) {
        let before = book.matters[matter.number]?.version ?? 0
        book.replace(matter)
        for version in before..<matter.version { unread.append((matter.number, version + 1)) }
        let isAsked = matter.state == .resolved && before < matter.version
        if !isAsked { waiting.remove(matter.number) }
        // One in four never says anything.
        if isAsked, matter.trail.last?.kind == .resolved, chance.hits(75) { waiting.insert(matter.number) }
    }

    // MARK: Who does what

    private mutating func whoHas(_ matter: ExpectedMatter) -> Staff? {
        let holders: [Staff] =
            switch matter.holder {
            case .worker(let id): world.serving.filter { $0.id == id && $0.role == .gridWorker }
            case .station(let id): world.people(at: id).filter { matter.mayBeKnown(to: $0) }
            }
        // Who has it may have left; then it is for whoever is above.
        return chance.pickIfAny(matter.state == .triage || holders.isEmpty ? above(matter) : holders)
    }

    private func above(_ matter: ExpectedMatter) -> [Staff] {
        world.serving.filter { person in
            let isChief = person.role == .stationChief && person.station == matter.lead
            return (isChief || person.role == .countySupervisor || person.id == matter.owner)
                && matter.mayBeKnown(to: person)
        }
    }

    /// One of all the things this person may do now, by habit.
    private mutating func nextStep(in matter: ExpectedMatter, by person: Staff) -> Attempt? {
        let here = circumstances
        var possible: [Attempt] = []
        for (kind, weight) in Self.habits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard !ExpectedTable.rows(kind, in: matter.state).isEmpty else { continue }
            let attempt = filled(kind, in: matter, by: .staff(person))
            guard matter.refusal(of: attempt, here) == nil else { continue }
            possible += Array(repeating: attempt, count: weight)
        }
        return chance.pickIfAny(possible)
    }

    /// With everything it needs, and what fits.
    mutating func filled(_ kind: CommandKind, in matter: ExpectedMatter, by doer: Attempt.Doer) -> Attempt {
        var attempt = Attempt(kind, on: matter, by: doer)
        let needs = ExpectedTable.rows(kind, in: matter.state).reduce(into: Set<Carried>()) { $0.formUnion($1.needs) }
        let today = ChinaTime.date(of: time.now)
        for what in Carried.allCases where needs.contains(what) {
            switch what {
            case .note: attempt.note = chance.pick(Words.notes)
            case .reason: attempt.reason = chance.pick(Words.reasons)
            case .evidence: attempt.evidence = chance.pick(Words.proofs)
            case .elsewhere: attempt.elsewhere = "可以向区劳动仲裁委申请"
            case .to: attempt.to = taker(kind, in: matter)
            case .until: attempt.until = today.adding(days: 1 + chance.below(20))
            case .ground: attempt.ground = chance.pick(Ground.allCases)
            case .body: attempt.body = chance.pickIfAny(world.catalog.bodies)?.id
            case .owner: attempt.owner = chance.pickIfAny(world.serving)?.id
            case .parent: attempt.parent = chance.pickIfAny(book.numbers)
            case .stars: attempt.stars = 1 + chance.below(Bounds.stars)
            case .finding:
                attempt.finding = chance.pick(
                    kind == .conclude ? [.upheld, .changed] : [.satisfied, .unsolved, .notReached])
            case .kind: attempt.category = chance.pickIfAny(world.catalog.categories)?.code
            }
        }
        return attempt
    }

    private mutating func taker(_ kind: CommandKind, in matter: ExpectedMatter) -> Holder? {
        switch kind {
        case .transfer, .assist: chance.pickIfAny(world.catalog.stations).map { .station($0.id) }
        case .return where chance.hits(40): .station(matter.lead)
        default:
            chance.hits(10) ? chance.pickIfAny(matter.assistants).map(Holder.station) : owner(for: matter)
        }
    }

    /// A worker of the township whom it is not about.
    private mutating func owner(for matter: ExpectedMatter) -> Holder? {
        let workers = world.serving.filter { person in
            person.role == .gridWorker && !matter.isAbout(person)
                && person.cells.contains { $0.township == matter.township }
        }
        return chance.pickIfAny(workers).map { .worker($0.id) }
    }
}

extension ExpectedMatter.Refusal {
    init?(_ fault: CommandFault) {
        switch fault {
        case .notVisible: self = .notVisible
        case .stale: self = .stale
        case .notNow: self = .notNow
        case .notYours: self = .notYours
        case .missing: self = .missing
        case .wrongOwner: self = .wrongOwner
        case .unknown: self = .unknown
        case .pausedTooLong: self = .pausedTooLong
        case .tooLate: self = .tooLate
        case .tooSoon: self = .tooSoon
        case .text: return nil
        }
    }
}
