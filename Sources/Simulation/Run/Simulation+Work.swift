import GridCatalog
import Matters

/// Staff: they do what comes next, look after each other, and now and then try what is not theirs.
extension Simulation {
    /// Whoever has a matter does the next thing.
    mutating func work(cut: Bool = false) async throws {
        guard let number = chance.pickIfAny(book.open.elements), let matter = book.matters[number],
            let person = whoHas(matter)
        else { return }
        try await attempt(next(of: matter, by: person), cut: cut)
    }

    /// The chief or a supervisor urges, takes over, gives it to somebody else.
    mutating func oversee() async throws {
        guard let number = chance.pickIfAny(book.open.elements), let matter = book.matters[number],
            let person = chance.pickIfAny(above(matter))
        else { return }
        let kind = chance.pick([CommandKind.urge, .urge, .note, .assign, .takeOver])
        try await attempt(
            Attempt(
                number: number, kind: kind, person: person, version: matter.version, note: chance.pick(Words.notes),
                reason: chance.pick(Words.reasons), to: kind == .assign ? owner(for: matter) : nil))
    }

    mutating func tryStale() async throws {
        guard let number = chance.pickIfAny(book.open.elements), let matter = book.matters[number],
            let person = whoHas(matter)
        else { return }
        let right = next(of: matter, by: person)
        try await attempt(
            Attempt(
                number: number, kind: right.kind, person: person, version: matter.version - 1, note: right.note,
                reason: right.reason, to: right.to))
    }

    /// Anybody, anything, on any matter; most of it is not theirs.
    mutating func tryForbidden() async throws {
        guard let number = chance.pickIfAny(book.numbers), let matter = book.matters[number] else { return }
        let kind = chance.pick(CommandKind.allCases)
        let person = chance.hits(85) ? chance.pickIfAny(world.serving) : nil
        let isComplete = chance.hits(70)
        try await attempt(
            Attempt(
                number: number, kind: kind, person: person, version: matter.version,
                note: isComplete ? chance.pick(Words.notes) : "", reason: isComplete ? chance.pick(Words.reasons) : "",
                to: chance.hits(80) ? owner(for: matter) : nil))
    }

    /// Somebody a report is about tries to reach it, whatever they have become meanwhile.
    mutating func tryConcerned() async throws {
        guard let number = chance.pickIfAny(book.delicate), let matter = book.matters[number] else { return }
        let concerned = world.serving.filter { matter.route.concerned.contains($0.id) }
        guard let person = chance.pickIfAny(concerned) else { return }
        try await attempt(
            Attempt(
                number: number, kind: chance.pick([.note, .accept, .takeOver, .resolve, .assign]), person: person,
                version: matter.version, note: chance.pick(Words.notes), reason: chance.pick(Words.reasons),
                to: .worker(person.id)))
    }

    /// A chief who does not know better wants to give a matter to somebody it is about.
    mutating func tryForbiddenOwner() async throws {
        let open = book.delicate.filter(book.open.contains)
        guard let number = chance.pickIfAny(open), let matter = book.matters[number],
            let person = chance.pickIfAny(above(matter)),
            let concerned = chance.pickIfAny(matter.route.concerned.sorted())
        else { return }
        try await attempt(
            Attempt(
                number: number, kind: .assign, person: person, version: matter.version,
                reason: chance.pick(Words.reasons), to: .worker(concerned)))
    }

    /// Does it, and holds the answer and the matter against what must be.
    mutating func attempt(_ attempt: Attempt, cut: Bool = false) async throws {
        doing = attempt.words
        guard let matter = book.matters[attempt.number] else { return }
        let right = matter.refusal(of: attempt)
        let (now, rulebook) = (time.now, world.catalog.rulebook)
        let command = try Command(
            attempt.kind, version: attempt.version, note: attempt.note, reason: attempt.reason, to: attempt.to)
        let person = attempt.person
        let expected = right == nil ? matter.after(attempt, at: now, rulebook) : matter
        count(right == nil ? .commands : .commandsRefused)
        do {
            let written = try await write(cut: cut && right == nil) { ports in
                try await ports.matters.act(attempt.number) { matter in
                    guard let person else { return try matter.handleResident(command, at: now, rules: rulebook) }
                    return try matter.handle(command, by: person, at: now, rules: rulebook)
                }
            }
            switch written {
            case .answered(let record):
                try rules.answers(attempt, nil, right)
                try rules.check(record, is: expected, rulebook.calendar)
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

    private mutating func adopt(_ matter: ExpectedMatter) {
        book.replace(matter)
        unread.append((matter.number, matter.version))
        waiting.remove(matter.number)
        // One in four never says anything.
        if matter.state == .resolved, chance.hits(75) { waiting.insert(matter.number) }
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
            let isChief = person.role == .stationChief && person.station == matter.route.lead
            return (isChief || person.role == .countySupervisor) && matter.mayBeKnown(to: person)
        }
    }

    private mutating func next(of matter: ExpectedMatter, by person: Staff) -> Attempt {
        let isHolder =
            switch matter.holder {
            case .worker(let id): person.id == id
            case .station(let id): person.station == id
            }
        let kind: CommandKind =
            if matter.state == .triage || !isHolder {
                chance.hits(75) ? .assign : .takeOver
            } else {
                switch (matter.state, chance.below(10)) {
                case (.dispatched, 0...1), (.accepted, 0): person.role == .gridWorker ? .return : .note
                case (.dispatched, 2), (.accepted, 1), (.handling, 0): .note
                case (.dispatched, _), (.reopened, _): .accept
                case (.accepted, 2...7): .visit
                default: .resolve
                }
            }
        let to: Holder? =
            switch kind {
            case .assign: owner(for: matter)
            case .return: chance.hits(40) ? .station(matter.route.lead) : owner(for: matter)
            default: nil
            }
        return Attempt(
            number: matter.number, kind: kind, person: person, version: matter.version,
            note: [.note, .visit, .resolve].contains(kind) ? chance.pick(Words.notes) : "",
            reason: [.assign, .return].contains(kind) ? chance.pick(Words.reasons) : "", to: to)
    }

    /// A worker of the township who is neither concerned nor of what it concerns.
    private mutating func owner(for matter: ExpectedMatter) -> Holder? {
        let workers = world.serving.filter { person in
            person.role == .gridWorker && !matter.route.concerned.contains(person.id)
                && person.cells.contains { $0.township == matter.township }
                && !person.cells.contains { $0.village == matter.route.concernedVillage }
                && (matter.route.concernedStation == nil || person.station != matter.route.concernedStation)
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
        case .text: return nil
        }
    }
}
