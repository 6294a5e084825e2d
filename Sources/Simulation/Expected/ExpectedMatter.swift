import Matters

/// What one matter must be, from what the people of the simulation did and from the rules as they are written in
/// docs/states.md; never from the code that it is held against.
struct ExpectedMatter: Sendable {
    /// One step of the trail.
    struct Step: Sendable {
        let kind: EventKind
        let at: Instant
        let actor: Actor
        let words: [Event.WordsField: String]
    }

    /// Where the first route leads, and whom it must pass by.
    struct Route: Sendable {
        let holder: Holder
        let lead: StationID
        let centre: StationID
        let assistants: [StationID]
        let circles: Set<Scope>
        /// The people the report is about: shut out by name, for ever.
        let concerned: Set<StaffID>
        /// The village and the station it is about: who comes there later learns of it only by being given it.
        let concernedVillage: DivisionCode?
        let concernedStation: StationID?
    }

    let number: MatterNumber
    let report: Report
    let receiptHash: [UInt8]
    let cell: CellCode
    let route: Route
    private(set) var circles: Set<Scope>
    var state: MatterState
    private(set) var holder: Holder
    private(set) var returns = 0
    private(set) var isRuled = false
    private(set) var clocks: [ExpectedClock] = []
    private(set) var trail: [Step] = []
    var resolvedAt: Instant?

    var version: Int { trail.count }
    var township: DivisionCode { cell.township }
    var changedAt: Instant { trail.last?.at ?? Instant(milliseconds: 0) }
    /// The earliest running clock's end.
    var nextDue: Instant? { clocks.filter(\.isRunning).map(\.due).min() }

    init(
        number: MatterNumber, report: Report, receiptHash: [UInt8], cell: CellCode, route: Route, at: Instant,
        rules: Rulebook
    ) {
        self.number = number
        self.report = report
        self.receiptHash = receiptHash
        self.cell = cell
        self.route = route
        circles = route.circles
        holder = route.holder
        var words: [Event.WordsField: String] = [.text: report.text]
        words[.name] = report.contact?.name
        words[.phone] = report.contact?.phone?.text
        if let place = report.location { words[.location] = "\(place.lat),\(place.lon)" }
        let isTriage = if case .station = route.holder { true } else { false }
        state = isTriage ? .triage : .dispatched
        record(Step(kind: .filed, at: at, actor: .resident, words: words), rules)
        record(Step(kind: isTriage ? .triaged : .dispatched, at: at, actor: .system, words: [:]), rules)
    }

    /// Whether this person may know that the matter exists.
    func mayBeKnown(to person: Staff) -> Bool {
        guard !route.concerned.contains(person.id) else { return false }
        // Who came later to the village or the station it is about knows of it only if it was given to them by name.
        if isAboutPlace(of: person), !circles.contains(.staff(person.id)) { return false }
        return !circles.isDisjoint(with: World.circles(of: person))
    }

    private func isAboutPlace(of person: Staff) -> Bool {
        if let station = route.concernedStation, person.station == station { return true }
        guard let village = route.concernedVillage else { return false }
        return person.cells.contains { $0.village == village }
    }

    /// What the trail says in the end: rule 6 keeps the three apart.
    enum Ending: Sendable { case confirmed, silent, contested }

    /// `nil` until somebody said it was solved.
    var ending: Ending? {
        switch trail.last(where: { [.resolved, .confirmed, .contested].contains($0.kind) })?.kind {
        case .resolved: .silent
        case .confirmed: .confirmed
        case .contested: .contested
        default: nil
        }
    }

    // What only the rules of commands and clocks may change.

    mutating func move(to next: MatterState, _ owner: Holder?) {
        state = next
        guard let owner else { return }
        holder = owner
        switch owner {
        case .worker(let id): circles.insert(.staff(id))
        case .station(let id): circles.insert(.station(id))
        }
    }

    mutating func countReturn() { returns += 1 }
    mutating func rule() { isRuled = true }

    mutating func record(_ step: Step, _ rules: Rulebook) {
        trail.append(step)
        ExpectedClock.advance(&clocks, by: step, resolvedAt: resolvedAt, isClosed: state == .closed, rules)
        if step.kind == .resolved { resolvedAt = step.at }
    }
}
