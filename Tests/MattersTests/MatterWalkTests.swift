import Matters
import Testing

/// What holds for ever (design, section 4), over thousands of lives of matters that chance wrote.
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
        var seen: Set<MatterState> = []
        var ruled = 0
        for life in 0..<1_000 {
            var story = try Story(Self.decisions[life % 3], at: "2026-02-12 10:00")
            for _ in 0..<14 {
                let before = story.matter
                let isHolder = Int.random(in: 0..<4, using: &chance) > 0
                let who = isHolder ? Self.holder(of: before) : People.all.randomElement(using: &chance)
                if Int.random(in: 0..<5, using: &chance) == 0 { try checkAllowedIsAccepted(story, by: who) }
                let person = Int.random(in: 0..<4, using: &chance) == 0 ? nil : who
                step(&story, by: person, &chance)
                seen.insert(story.matter.state)
                try check(story, after: before)
            }
            if story.matter.isRuled { ruled += 1 }
        }
        #expect(seen == Set(MatterState.allCases), "a walk that never gets there proves nothing")
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

    private func step(_ story: inout Story, by person: Staff?, _ chance: inout SplitMix) {
        let allowed = person.map(story.matter.allowed(for:)) ?? [.confirm, .contest]
        let isAnything = Int.random(in: 0..<8, using: &chance) == 0
        let kind = (isAnything ? CommandKind.allCases : allowed).randomElement(using: &chance)
        guard let kind else { return }
        let carries = Int.random(in: 0..<10, using: &chance) > 0
        // A refusal changes nothing; that is checked like every step.
        try? story.step(
            kind, by: person, note: carries ? "去过了" : "", reason: carries ? "不归我管" : "",
            to: Self.owners.randomElement(using: &chance), after: .minutes(Int.random(in: 1...4_000, using: &chance)))
    }

    private func checkAllowedIsAccepted(_ story: Story, by who: Staff?) throws {
        guard let who else { return }
        let matter = story.matter
        let accepted = CommandKind.allCases.filter { kind in
            let owners = [.assign, .return].contains(kind) ? Self.owners[...] : Self.owners.prefix(1)
            return owners.contains { owner in
                var trial = story
                do {
                    try trial.step(kind, by: who, to: owner)
                    return true
                } catch {
                    return false
                }
            }
        }
        try #require(Set(accepted) == Set(matter.allowed(for: who)), "\(who.id) in \(matter.state) of \(matter.holder)")
    }

    private func check(_ story: Story, after before: Matter) throws {
        let matter = story.matter
        try #require(try Matter(story.events) == matter, "replaying is folding")
        try #require(story.events.map(\.version) == Array(1...matter.version), "no version is left out")
        checkClocks(matter, after: before, story.events.last)
        try checkExclusion(matter)
        let changed = matter.version > before.version ? story.events.last : nil
        if let changed { try #require(before.objection(to: changed) == nil, "what happened could happen") }
        if changed?.kind == .returned, before.returns >= 1 {
            try #require(matter.state == .triage && matter.holder == .station(matter.lead))
        }
        if changed?.kind == .contested {
            let up: StationID = if case .worker = before.holder { before.lead } else { before.overseer }
            try #require(matter.state == .reopened && matter.holder == .station(up))
        }
        if before.state == .closed { try #require(changed == nil, "closed is closed") }
    }

    private func checkClocks(_ matter: Matter, after before: Matter, _ last: Event?) {
        #expect(Set(matter.deadlines.map(\.rule)).count == matter.deadlines.count, "one rule, one clock")
        for old in before.deadlines {
            let new = matter.deadlines.first { $0.rule == old.rule }
            #expect(new?.start == old.start && new?.due == old.due && new?.version == old.version)
            if let stopped = old.stopped, new?.stopped != stopped {
                #expect(new?.stopped == nil && last?.kind == .contested && old.stops.contains(.resolved))
            }
        }
    }

    private func checkExclusion(_ matter: Matter) throws {
        for person in People.all where matter.excluded.contains(person.id) {
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
            try #require(matter.holder != .worker(person.id))
        }
    }
}
