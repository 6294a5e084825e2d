@testable import Matters

/// A matter and its trail, moved on step by step.
struct Story {
    private(set) var events: [Event]
    private(set) var matter: Matter
    private(set) var now: Instant
    let bench: Matter.Bench

    init(
        _ decision: Decision = .toWorker, at start: String = "2026-02-12 10:00", emergencies: [String] = [],
        rules: Rulebook = .district, calm: Bool = false
    ) throws {
        now = MattersTests.at(start)
        bench = .bench(rules)
        var raw = RawReport.leak
        raw.calm = calm
        events = Matter.open(
            try Report(raw), cell: People.cell, number: MatterNumber(year: 2026, serial: 310_725_948),
            decision: decision, emergencies: emergencies, at: now, rules: rules)
        matter = try Matter(events)
    }

    /// Another's life so far, going on under other rules.
    init(_ story: Self, rules: Rulebook) {
        (events, matter, now, bench) = (story.events, story.matter, story.now, .bench(rules))
    }

    /// Time goes by; a step happens, or throws and changes nothing.
    mutating func step(
        _ kind: CommandKind, by staff: Staff?, note: String = "已经上门看过", reason: String = "不归我管",
        evidence: String = "照片两张", to: Holder? = nil, after span: Instant.Span = .minutes(10),
        _ more: (inout RawCommand) -> Void = { _ in }
    ) throws {
        let next = now + span
        let command = try command(kind, note: note, reason: reason, evidence: evidence, to: to, more)
        try add(
            staff.map { try matter.handle(command, by: $0, at: next, on: bench) }
                ?? matter.handleResident(command, at: next, on: bench))
        now = next
    }

    mutating func step(_ kind: CommandKind, _ raw: RawCommand, by staff: Staff?, at next: Instant) throws {
        let command = try Command(kind, raw)
        try add(
            staff.map { try matter.handle(command, by: $0, at: next, on: bench) }
                ?? matter.handleResident(command, at: next, on: bench))
        now = next
    }

    /// The body outside answers.
    mutating func answer(_ body: String = "B01", after span: Instant.Span = .minutes(10)) throws {
        let command = try command(.answer, note: "已经查处", reason: "", evidence: "", to: nil) { _ in }
        try add(matter.handleBody(command, of: BodyID(body)!, at: now + span, on: bench))
        now = now + span
    }

    func command(
        _ kind: CommandKind, note: String, reason: String, evidence: String, to: Holder?,
        _ more: (inout RawCommand) -> Void
    ) throws -> Command {
        var raw = RawCommand()
        (raw.version, raw.note, raw.reason, raw.evidence) = (matter.version, note, reason, evidence)
        raw.to = to?.text ?? ""
        more(&raw)
        return try Command(kind, raw)
    }

    /// Time goes by, and the system does what is due at its moments.
    @discardableResult
    mutating func wait(until end: Instant) throws -> [Event] {
        let seen = events.count
        while let next = matter.nextTick, next <= end {
            let moment = max(next, now, matter.changedAt)
            guard try tick(at: moment).isEmpty else { continue }
            // By night nobody is told anything.
            let morning = Ladder.awake(moment)
            guard morning > moment else { throw Stuck(at: next) }
            guard morning <= end else { break }
            try tick(at: morning)
        }
        now = max(now, end)
        return Array(events[seen...])
    }

    @discardableResult
    mutating func wait(until end: String) throws -> [Event] { try wait(until: MattersTests.at(end)) }

    /// Everything that is due by now, in one go.
    @discardableResult
    mutating func tick(at moment: Instant) throws -> [Event] {
        let seen = events.count
        now = max(now, moment)
        while let event = matter.tick(at: now, rules: bench.rules, leader: Self.leader) { try add([event]) }
        return Array(events[seen...])
    }

    mutating func recount(_ rules: Rulebook) throws {
        try add([matter.recount(at: now, rules: rules)].compactMap(\.self))
    }

    mutating func add(_ happened: [Event]) throws {
        for event in happened { try matter.apply(event) }
        events += happened
    }

    static func leader(of township: DivisionCode) -> Staff? {
        township == People.leader.division ? People.leader : nil
    }

    /// The clock of a rule that started last.
    func clock(_ rule: String) -> Deadline? { matter.deadlines.last { $0.rule == rule } }

    var running: [String] { matter.deadlines.filter(\.isRunning).map(\.rule).sorted() }

    /// The system said it has something to do and did nothing.
    struct Stuck: Error { let at: Instant }
}

/// What a step was refused with; `nil` if it was not.
func fault(_ body: () throws -> Void) -> CommandFault? {
    do {
        try body()
        return nil
    } catch {
        return error as? CommandFault
    }
}
