@testable import Matters
import Testing

/// The rules that every step of every life keeps.
enum WalkRules {
    static func check(_ story: Story, since before: Story) throws {
        let matter = story.matter
        try #require(try Matter(story.events) == matter, "replaying is folding")
        try #require(story.events.map(\.version) == Array(1...matter.version), "no version is left out")
        var replayed = before.matter
        for event in story.events.dropFirst(before.events.count) {
            let old = replayed
            try #require(old.objection(to: event) == nil, "\(event.kind) from \(old.state): what happened could happen")
            let change = old.clockChange(event.kind, event.facts, at: event.at, rules: story.bench.rules)
            try #require(change.started == event.facts.deadlines ?? [] && change.moved == event.facts.moved ?? [])
            try replayed.apply(event)
            try checkClocks(replayed, after: old, event, story.bench.rules)
            try checkWay(replayed, after: old, event)
        }
        try checkExclusion(matter, after: before.matter)
        try checkPauses(matter)
        let alarms = story.events.flatMap { event in
            (event.facts.alarm?.clocks ?? []).map { "\(event.kind) \($0.rule) \($0.start.milliseconds) \($0.step)" }
        }
        try #require(Set(alarms).count == alarms.count, "one alarm for each step of each clock")
        if let next = matter.nextTick, next <= story.now, Ladder.awake(story.now) == story.now {
            let happens = matter.tick(at: story.now, rules: story.bench.rules, leader: Story.leader)
            try #require(happens != nil, "what is due is done")
        }
        if matter.state.isOpen, matter.state != .resolved {
            let isWatched = matter.deadlines.contains { $0.isRunning && $0.action.isDuty } || matter.level == .county
            try #require(isWatched, "a matter in \(matter.state) that no clock watches is forgotten")
        }
    }

    private static func checkClocks(_ matter: Matter, after before: Matter, _ event: Event, _ rules: Rulebook) throws {
        try #require(Set(matter.deadlines.map(\.key)).count == matter.deadlines.count, "one clock for each beginning")
        let running = matter.deadlines.filter(\.isRunning).map(\.rule)
        try #require(
            Set(running).count == running.count,
            "a rule runs once at a time: \(event.kind) of \(before.state) to \(matter.state), \(running)")
        for old in before.deadlines {
            let new = try #require(matter.deadlines.first { $0.key == old.key }, "\(old.rule) keeps its beginning")
            try #require(new.version == old.version && new.stops == old.stops)
            if new.due != old.due {
                try #require(event.facts.moved?.contains { $0.key == old.key } == true && new.due > old.due)
                try #require(new.pausable == true, "\(old.rule)")
            }
            if old.stopped != nil, new.isRunning {
                try #require(matter.state == .reopened || event.kind == .classified, "\(old.rule) \(event.kind)")
            }
        }
        if [.noted, .added, .joined, .rated, .owned, .assisted].contains(event.kind) {
            try #require(matter.deadlines.map(\.due) == before.deadlines.map(\.due))
        }
        if !matter.state.isOpen, matter.state != .closed { try #require(running == []) }
        for deadline in matter.deadlines where deadline.isRunning {
            let pauses = matter.pauses(until: matter.changedAt)
            if matter.state != .paused { try #require(rules.due(of: deadline, pauses: pauses) == deadline.due) }
        }
    }

    private static func checkWay(_ matter: Matter, after before: Matter, _ event: Event) throws {
        switch event.kind {
        case .returned where before.returns >= 1:
            try #require(matter.state == .triage, "the second return is ruled")
            let isStations = if case .station = before.holder { true } else { false }
            try #require(matter.holder == .station(isStations ? before.overseer : before.lead))
        case .contested:
            let up: StationID = if case .worker = before.holder { before.lead } else { before.overseer }
            try #require(matter.state == .reopened && matter.holder == .station(up))
        case .closed: try #require(before.state == .resolved && event.actor == .system && matter.ending == .silent)
        default: break
        }
        if before.state == .final { try #require(matter.state == .final) }
        if event.actor == .system, event.kind == .escalated {
            let minute = ChinaTime.millisecondsOfDay(event.at) / 60_000
            let isDue = event.facts.alarm?.clocks.allSatisfy { clock in
                before.deadlines.contains {
                    $0.rule == clock.rule && $0.start == clock.start && $0.isRunning
                        && Ladder.moment(clock.step - 1, of: $0).map { $0 <= event.at } ?? false
                }
            }
            try #require(isDue == true && minute >= 0)
        }
    }

    private static func checkPauses(_ matter: Matter) throws {
        let pauses = matter.pauses(until: matter.changedAt + .days(400))
        let days = pauses.reduce(0) { $0 + $1.days(since: $1.from) }
        try #require(days <= Bounds.pausedDays, "paused for \(days) days")
        try #require((matter.state == .paused) == (matter.pausedUntil != nil))
    }

    private static func checkExclusion(_ matter: Matter, after before: Matter) throws {
        try #require(matter.exclusions.isSuperset(of: before.exclusions), "who is shut out stays so")
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

    /// An event with one thing changed does not follow.
    static func checkMutants(_ before: Matter, _ happened: ArraySlice<Event>, _ chance: inout SplitMix) throws {
        guard let event = happened.first else { return }
        let states = MatterState.allCases.filter { $0 != event.facts.state }
        var state = event.facts
        state.state = states.randomElement(using: &chance) ?? .final
        var stranger = event.facts
        stranger.holder = .worker(StaffID("nobody")!)
        var lead = event.facts
        lead.lead = StationID("st-nowhere")!
        var stars = event.facts
        stars.stars = 9
        var decision = event.facts
        if decision.decision == nil { decision.decision = .toWorker }
        var mutants = [state, lead, stars].map { (event.kind, event.actor, $0) }
        if event.facts.holder == nil { mutants.append((event.kind, event.actor, stranger)) }
        if event.kind != .classified { mutants.append((event.kind, event.actor, decision)) }
        let actor: Actor = event.actor == .system ? .resident : .system
        if event.kind != .resumed { mutants.append((event.kind, actor, event.facts)) }
        mutants.append((.filed, event.actor, event.facts))
        for (kind, actor, facts) in mutants {
            let mutant = Event(version: event.version, at: event.at, actor: actor, kind: kind, facts: facts)
            try #require(before.objection(to: mutant) != nil, "\(event.kind): \(kind) by \(actor.text) \(facts.state)")
        }
        let early = Event(
            version: event.version, at: before.changedAt + -.seconds(1), actor: event.actor, kind: event.kind,
            facts: event.facts)
        try #require(before.objection(to: early) != nil)
    }
}
