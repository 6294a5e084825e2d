import Matters

/// What one matter must be, from what the people of the simulation did and from the rules as they are written in
/// docs/states.md and docs/casework.md; never from the code that it is held against.
struct ExpectedMatter: Sendable {
    /// One step of the trail.
    struct Step: Sendable {
        let kind: EventKind
        let at: Instant
        let actor: Actor
        var words: [Event.WordsField: String] = [:]
        /// Not a call-back that reached nobody.
        var isHeard = true
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
        /// The village and the station it is about: whoever serves there, now or later, is shut out.
        let concernedVillage: DivisionCode?
        let concernedStation: StationID?
        /// Who was on duty when it came in.
        var duty: StaffID?
        /// A station has it because it is meant to, not because somebody must say who takes it.
        var isMeant = false
    }

    /// A pause that is not over yet.
    struct Standstill: Sendable {
        let from: Instant
        let until: Instant
        let before: MatterState
    }

    let number: MatterNumber
    let report: Report
    let receiptHash: [UInt8]
    let cell: CellCode
    let route: Route
    let isUrgent: Bool

    private(set) var circles: Set<Scope>
    var state: MatterState
    private(set) var holder: Holder
    /// Who leads now.
    var lead: StationID
    private(set) var assistants: [StationID]
    private(set) var owner: StaffID?
    var category: CategoryCode?
    var nature: Nature?
    var returns = 0
    var isRuled = false
    var reviews = 0
    /// When it was last sent to another station.
    var transferredAt: Instant?
    /// It is with the station it was sent to.
    var isTransferred = false
    var body: BodyID?
    var parent: MatterNumber?
    var stars: Int?
    /// Who answers for what was last called solved.
    var handler: StationID?
    /// All who ever called it solved.
    var handlers: Set<StationID> = []
    /// The highest level that lateness was told to, 1 to 4.
    var level = 0
    /// The level that the last alarm was told to.
    var told = 0
    var standstill: Standstill?
    /// Pauses that are over.
    var pauses: [Range<Instant>] = []
    /// How many steps there were when it was last reopened.
    var reopenedAt = 0
    var clocks: [ExpectedClock] = []
    private(set) var trail: [Step] = []
    /// The last version that somebody acted in.
    private(set) var actedVersion = 0

    var version: Int { trail.count }
    var township: DivisionCode { cell.township }
    var centre: StationID { route.centre }
    var changedAt: Instant { trail.last?.at ?? Instant(milliseconds: 0) }
    /// The earliest running clock's end, of those by which somebody owes something.
    var nextDue: Instant? { clocks.filter { $0.isRunning && $0.isDuty && !stands($0) }.map(\.due).min() }

    init(
        number: MatterNumber, report: Report, receiptHash: [UInt8], cell: CellCode, route: Route, isUrgent: Bool,
        at: Instant, rules: Rulebook
    ) {
        self.number = number
        self.report = report
        self.receiptHash = receiptHash
        self.cell = cell
        self.route = route
        self.isUrgent = isUrgent
        circles = route.circles
        holder = route.holder
        lead = route.lead
        assistants = route.assistants
        category = report.category
        var words: [Event.WordsField: String] = [.text: report.text]
        words[.name] = report.contact?.name
        words[.phone] = report.contact?.phone?.text
        if let place = report.location { words[.location] = "\(place.lat),\(place.lon)" }
        let isTriage = if case .station = route.holder { !route.isMeant } else { false }
        state = isTriage ? .triage : .dispatched
        var first = [
            Step(kind: .filed, at: at, actor: .resident, words: words),
            Step(kind: isTriage ? .triaged : .dispatched, at: at, actor: .system),
        ]
        if isUrgent { first.append(Step(kind: .roused, at: at, actor: .system)) }
        for step in first {
            record(step, after: self, rules)
            if step.kind == .roused { rouse() }
        }
    }

    /// Whether this person may know that the matter exists.
    func mayBeKnown(to person: Staff) -> Bool {
        !isAbout(person) && !circles.isDisjoint(with: World.circles(of: person))
    }

    /// Whether it is about this person, as they serve now.
    func isAbout(_ person: Staff) -> Bool { !exclusions.isDisjoint(with: World.identities(of: person)) }

    /// Everybody it is about, by name and by place.
    var exclusions: Set<Exclusion> {
        var shut = Set(route.concerned.map(Exclusion.staff))
        if let village = route.concernedVillage { shut.insert(.village(village)) }
        if let station = route.concernedStation { shut.insert(.station(station)) }
        return shut
    }

    /// How it ended: rule 6 keeps the three apart; `nil` before anybody, or the time, has said.
    var ending: Matter.Ending? {
        switch trail.last(where: { [.confirmed, .closed, .contested].contains($0.kind) })?.kind {
        case .confirmed: .confirmed
        case .closed: .silent
        case .contested: .contested
        default: nil
        }
    }

    var hasEnded: Bool { [.closed, .declined, .withdrawn, .final].contains(state) }

    func has(_ kind: EventKind) -> Bool { trail.contains { $0.kind == kind } }

    /// A clock that stands still for now.
    func stands(_ clock: ExpectedClock) -> Bool { state == .paused && clock.isPausable }

    // What only the rules of commands and of the system may change.

    mutating func move(to next: MatterState, _ taker: Holder? = nil) {
        state = next
        guard let taker else { return }
        holder = taker
        isTransferred = false
        switch taker {
        case .worker(let id): circles.insert(.staff(id))
        case .station(let id): circles.insert(.station(id))
        }
    }

    /// 三不限: one level up, whoever had it.
    mutating func moveUp() {
        let above = if case .worker = holder { lead } else { centre }
        move(to: .reopened, .station(above))
    }

    mutating func own(_ person: StaffID) {
        owner = person
        circles.insert(.staff(person))
    }

    mutating func assist(_ station: StationID) {
        assistants.append(station)
        circles.insert(.station(station))
    }

    /// Whoever is on duty comes to know of what they are roused for.
    mutating func rouse() { if let duty = route.duty { circles.insert(.staff(duty)) } }

    /// - Parameter after: the matter before this step.
    mutating func record(_ step: Step, after before: ExpectedMatter, _ rules: Rulebook) {
        trail.append(step)
        if ![.escalated, .roused, .recounted].contains(step.kind) { actedVersion = trail.count }
        advanceClocks(by: step, after: before, rules)
    }
}
