import Matters
import Testing

/// What holds for ever (design, section 4), over thousands of lives of matters that chance wrote: every command by
/// everybody, and what the system does in between.
@Suite(.timeLimit(.minutes(1)))
struct MatterWalkTests {
    private static let decisions: [Decision] = [.toWorker, .aboutWorkers, .aboutStation]
    private static let owners: [Holder] =
        People.all.map { .worker($0.id) }
        + [People.lotus, People.family, People.centre, StationID("st-512002002")!]
        .map(Holder.station)

    @Test(arguments: [26, 27])
    func everyLifeKeepsTheRules(seed: UInt64) throws {
        var chance = SplitMix(seed: seed)
        var states: Set<MatterState> = []
        var kinds: Set<EventKind> = []
        var ruled = 0
        var done: [CommandKind: Int] = [:]
        for life in 0..<300 {
            var story = try Story(
                Self.decisions[life % 3], at: "2026-02-12 10:00", emergencies: life % 5 == 0 ? ["E1"] : [],
                rules: .whole)
            for _ in 0..<36 {
                let isHolder = Int.random(in: 0..<4, using: &chance) > 0
                let who = isHolder ? Self.holder(of: story.matter) : People.all.randomElement(using: &chance)
                if Int.random(in: 0..<30, using: &chance) == 0 { try checkAllowedIsAccepted(story, by: who) }
                let before = story
                step(&story, by: Int.random(in: 0..<3, using: &chance) == 0 ? nil : who, &chance, &done)
                try check(story, after: before)
                try wait(&story, &chance)
                states.insert(story.matter.state)
            }
            try #require(try Matter(story.events) == story.matter, "replaying is folding")
            kinds.formUnion(story.events.map(\.kind))
            if story.matter.isRuled { ruled += 1 }
        }
        #expect(states == Set(MatterState.allCases), "a walk that never gets there proves nothing")
        let missing = Set(EventKind.allCases).subtracting(kinds)
        #expect(missing.isSubset(of: [.recounted, .finalised]), "the calendar is whole, and few go to the very end")
        #expect(ruled > 0)
    }

    /// Somebody of whoever has it.
    private static func holder(of matter: Matter) -> Staff? {
        switch matter.holder {
        case .worker(let id): People.all.first { $0.id == id }
        case .station(let id):
            People.all.first { $0.station == id && $0.role != .gridWorker && matter.isVisible(to: $0) }
        }
    }

    /// A command with everything it could need.
    private static func command(_ kind: CommandKind, version: Int, at now: Instant, to: Holder?) -> RawCommand {
        var raw = RawCommand()
        raw.version = version
        (raw.note, raw.reason, raw.evidence, raw.elsewhere) = ("去过了", "不归我管", "照片两张", "区人民法院")
        raw.to = to?.text ?? ""
        raw.until = "\(ChinaTime.date(of: now).adding(days: 3))"
        (raw.ground, raw.body, raw.owner, raw.parent) = (
            "31", "hrss", People.leader.id.text, MatterNumber(year: 2026, serial: 7).text
        )
        (raw.stars, raw.category) = ("4", "D12")
        raw.finding = kind == .conclude ? "upheld" : "satisfied"
        return raw
    }

    private func step(
        _ story: inout Story, by person: Staff?, _ chance: inout SplitMix, _ done: inout [CommandKind: Int]
    ) {
        let matter = story.matter
        let allowed = person.map(matter.allowed(for:)) ?? matter.allowedForResident
        let isAnything = Int.random(in: 0..<8, using: &chance) == 0
        // Of two that chance picks, the one that was done less often: so that the rare ones happen too.
        let some = (0..<2).compactMap { _ in (isAnything ? CommandKind.allCases : allowed).randomElement(using: &chance)
        }
        guard let kind = some.min(by: { done[$0, default: 0] < done[$1, default: 0] }) else { return }
        done[kind, default: 0] += 1
        // Mostly days go by; now and then more than any window lasts.
        let isLong = Int.random(in: 0..<12, using: &chance) == 0
        let now = story.now + (isLong ? .days(45) : .minutes(Int.random(in: 1...4_000, using: &chance)))
        var raw = Self.command(kind, version: matter.version, at: now, to: Self.owners.randomElement(using: &chance))
        if Int.random(in: 0..<10, using: &chance) == 0 { raw.reason = "" }
        if Int.random(in: 0..<2, using: &chance) == 0 { raw.finding = kind == .conclude ? "changed" : "unsolved" }
        raw.category = ["D02", "D12", "D10"].randomElement(using: &chance) ?? "D02"
        // A refusal changes nothing; that is checked like every step.
        if person == nil, matter.state == .referred, Bool.random(using: &chance) {
            try? story.answer(at: now)
        } else {
            try? story.step(kind, raw, by: person, at: now)
        }
    }

    /// The system does what is due, one step after the other, and then has nothing to do until later.
    private func wait(_ story: inout Story, _ chance: inout SplitMix) throws {
        for _ in 0..<20 {
            let before = story
            guard try story.tick() else {
                // What fell due by night waits for the morning.
                let hour = ChinaTime.millisecondsOfDay(story.now) / 3_600_000
                let isNight = hour >= 22 || hour < 7
                try #require(isNight || story.matter.nextTick.map { $0 > story.now } ?? true, "what is due was done")
                return
            }
            try check(story, after: before)
        }
        Issue.record("the system never comes to an end")
    }

    private func checkAllowedIsAccepted(_ story: Story, by who: Staff?) throws {
        guard let who else { return }
        let matter = story.matter
        let accepted = CommandKind.allCases.filter { kind in
            let owners =
                [.assign, .return, .transfer, .assist].contains(kind) ? Self.owners[...] : Self.owners.prefix(1)
            return owners.contains { owner in
                var trial = story
                let raw = Self.command(kind, version: matter.version, at: story.now + .minutes(1), to: owner)
                do {
                    try trial.step(kind, raw, by: who, at: story.now + .minutes(1))
                    return true
                } catch {
                    return false
                }
            }
        }
        // These hang on the calendar, on what is left of the cap, or on who there is to choose from.
        let open: Set<CommandKind> = [.extend, .pause, .return, .transfer, .own, .assist]
        let allowed = Set(matter.allowed(for: who))
        try #require(Set(accepted).isSubset(of: allowed), "\(who.id) in \(matter.state) of \(matter.holder)")
        try #require(
            allowed.subtracting(accepted).isSubset(of: open), "\(who.id) in \(matter.state) of \(matter.holder)")
    }

    private func check(_ story: Story, after old: Story) throws {
        let (matter, before) = (story.matter, old.matter)
        try #require(story.events.map(\.version) == Array(1...matter.version), "no version is left out")
        let changed = matter.version > before.version ? story.events.last : nil
        try checkClocks(story, after: before, changed)
        try checkExclusion(matter, before)
        guard let changed else { return }
        try #require(before.objection(to: changed) == nil, "what happened could happen: \(changed.kind)")
        if changed.kind == .returned, before.returns >= 1 {
            try #require(
                matter.state == .triage && [.station(before.lead), .station(before.overseer)].contains(matter.holder))
        }
        if changed.kind == .contested {
            let up: StationID = if case .worker = before.holder { before.lead } else { before.overseer }
            try #require(matter.state == .reopened && matter.holder == .station(up))
        }
        if before.state == .final { try #require(changed.kind == .rated && matter.state == .final, "final is final") }
        let paused = matter.pauses.reduce(0) { sum, pause in
            sum + ChinaTime.date(of: pause.until).dayNumber - ChinaTime.date(of: pause.from).dayNumber
        }
        try #require(paused <= Bounds.pausedDays, "no matter is paused for longer than the cap")
    }

    private func checkClocks(_ story: Story, after before: Matter, _ last: Event?) throws {
        let matter = story.matter
        struct Key: Hashable { let rule: String, start: Instant }
        let keys = matter.deadlines.map { Key(rule: $0.rule, start: $0.start) }
        try #require(Set(keys).count == keys.count, "one rule and one start, one clock")
        for old in before.deadlines {
            let new = try #require(
                matter.deadlines.first { $0.rule == old.rule && $0.start == old.start }, "a start moved")
            try #require(new.version == old.version && new.stops == old.stops)
            if new.due != old.due { try #require(last?.kind == .resumed && old.pausable == true && new.due > old.due) }
            if let stopped = old.stopped, new.stopped != stopped {
                try #require(new.stopped == nil && matter.state == .reopened && before.state != .reopened)
            }
            try #require((new.raised ?? 0) >= (old.raised ?? 0), "nobody is told the same thing twice")
        }
        if let alarm = last?.facts.alarm, last?.kind == .escalated {
            let minute = ChinaTime.millisecondsOfDay(story.now) / 60_000
            try #require(!alarm.clocks.isEmpty && minute >= 0)
            for clock in alarm.clocks {
                let told = before.deadlines.first { $0.rule == clock.rule && $0.start == clock.start }
                try #require(clock.step > (told?.raised ?? 0) && told?.isRunning == true)
            }
        }
        if !matter.state.isOpen {
            try #require(
                matter.deadlines.allSatisfy { !$0.isRunning || $0.action == .callBack || !$0.action.isDuty },
                "nothing but call-backs runs on when it is over")
        }
    }

    private func checkExclusion(_ matter: Matter, _ before: Matter) throws {
        try #require(before.exclusions.isSubset(of: matter.exclusions), "who was shut out stays so")
        for person in People.all where matter.exclusions.contains(.staff(person.id)) {
            // As they are, and as whatever a new roster may make of them.
            let promotions = [
                person,
                Staff(id: person.id, name: person.name, role: .gridWorker, cells: [People.cell], station: matter.lead),
                Staff(id: person.id, name: person.name, role: .stationChief, station: matter.lead),
                Staff(
                    id: person.id, name: person.name, role: .countySupervisor, station: matter.overseer,
                    division: People.county),
            ]
            for staff in promotions {
                try #require(!matter.isVisible(to: staff) && matter.capacities(of: staff) == [])
                try #require(matter.allowed(for: staff) == [])
            }
            try #require(matter.holder != .worker(person.id) && matter.owner != person.id)
        }
    }
}
