import Matters

/// What somebody tries to do to a matter.
struct Attempt: Sendable {
    let number: MatterNumber
    let kind: CommandKind
    /// `nil`: whoever holds the receipt.
    let person: Staff?
    /// The version they saw.
    let version: Int
    var note = ""
    var reason = ""
    var to: Holder?
}

/// docs/states.md, read once more and written down once more.
extension ExpectedMatter {
    /// Why nothing happens; in the order in which it is said.
    enum Refusal: Sendable, Hashable {
        case notVisible, stale, notNow, notYours, missing, wrongOwner
    }

    /// Whether an attempt must be refused, and why; `nil` if it must happen.
    func refusal(of attempt: Attempt) -> Refusal? {
        if let person = attempt.person, !mayBeKnown(to: person) { return .notVisible }
        if attempt.version != version { return .stale }
        if !Self.states(of: attempt.kind).contains(state) { return .notNow }
        if !isEntitled(attempt.person, to: attempt.kind) { return .notYours }
        if attempt.kind == .return, isRuled { return .notNow }
        if attempt.kind == .takeOver, !canTakeOver(attempt.person?.station) { return .notNow }
        if [.note, .visit, .resolve, .urge].contains(attempt.kind), attempt.note.isEmpty { return .missing }
        if [.return, .assign, .contest].contains(attempt.kind), attempt.reason.isEmpty { return .missing }
        if [.return, .assign].contains(attempt.kind) {
            guard let to = attempt.to else { return .missing }
            if !mayHave(to) || to == holder { return .wrongOwner }
        }
        return nil
    }

    /// - Returns: what must have happened by an attempt that is not refused.
    func after(_ attempt: Attempt, at now: Instant, _ rules: Rulebook) -> ExpectedMatter {
        var next = self
        let kind: EventKind
        switch attempt.kind {
        case .accept: (kind, next.state) = (.accepted, .accepted)
        case .note: kind = .noted
        case .urge: kind = .urged
        case .visit: (kind, next.state) = (.visited, .handling)
        case .resolve: (kind, next.state) = (.resolved, .resolved)
        case .confirm: (kind, next.state) = (.confirmed, .closed)
        case .contest:
            kind = .contested
            if case .worker = holder {
                next.move(to: .reopened, .station(route.lead))
            } else {
                next.move(to: .reopened, .station(route.centre))
            }
        case .return:
            kind = .returned
            next.countReturn()
            if next.returns > 1 || attempt.to == .station(route.lead) {
                next.move(to: .triage, .station(route.lead))
            } else {
                next.move(to: .dispatched, attempt.to)
            }
        case .assign:
            kind = .assigned
            next.move(to: .dispatched, attempt.to)
            if returns > 1 { next.rule() }
        case .takeOver:
            kind = .takenOver
            next.move(to: .accepted, attempt.person?.station.map(Holder.station))
        }
        var words: [Event.WordsField: String] = [:]
        if !attempt.note.isEmpty { words[.note] = attempt.note }
        if !attempt.reason.isEmpty { words[.reason] = attempt.reason }
        let actor = attempt.person.map { Actor.staff($0.id, $0.role) } ?? .resident
        next.record(Step(kind: kind, at: now, actor: actor, words: words), rules)
        return next
    }

    private static func states(of kind: CommandKind) -> Set<MatterState> {
        let unfinished: Set<MatterState> = [.triage, .dispatched, .accepted, .handling, .reopened]
        switch kind {
        case .accept: return [.dispatched, .reopened]
        case .return: return [.dispatched, .accepted]
        case .visit, .resolve: return [.accepted, .handling]
        case .note: return unfinished.union([.resolved])
        case .assign, .takeOver, .urge: return unfinished
        case .confirm, .contest: return [.resolved]
        }
    }

    private func isEntitled(_ person: Staff?, to kind: CommandKind) -> Bool {
        guard let person else { return kind == .confirm || kind == .contest }
        let isHolder =
            switch holder {
            case .worker(let id): person.role == .gridWorker && person.id == id
            case .station(let id):
                person.station == id && [.mediator, .stationChief, .countySupervisor].contains(person.role)
            }
        let isAbove =
            person.role == .countySupervisor || (person.role == .stationChief && person.station == route.lead)
        switch kind {
        case .accept, .visit, .resolve: return isHolder
        case .return: return isHolder && person.role == .gridWorker
        case .note: return isHolder || isAbove
        case .assign, .takeOver, .urge: return isAbove
        case .confirm, .contest: return false
        }
    }

    private func mayHave(_ owner: Holder) -> Bool {
        switch owner {
        case .worker(let id): !route.concerned.contains(id)
        case .station(let id): id == route.lead || id == route.centre || route.assistants.contains(id)
        }
    }

    private func canTakeOver(_ station: StationID?) -> Bool {
        guard let station, mayHave(.station(station)) else { return false }
        return holder != .station(station) || state == .triage || state == .reopened
    }
}
