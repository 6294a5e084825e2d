import Matters
import Testing

/// What holds for ever (design, section 4), over thousands of lives of matters that chance wrote.
@Suite(.timeLimit(.minutes(3)))
struct MatterWalkTests {
    private static let decisions: [Decision] = [.toWorker, .aboutWorkers, .aboutStation]
    private static let owners: [Holder] =
        People.all.map { .worker($0.id) }
        + [People.lotus, People.family, People.centre, People.next].map(Holder.station)
    private static let aside: Set<CommandKind> = [
        .note, .classify, .urge, .supervise, .reply, .own, .assist, .join, .unjoin, .acknowledge, .rate, .add, .calm,
        .takeOver, .transfer,
    ]
    private static let rare: Set<CommandKind> = [.decline, .withdraw]
    private static let stations = [People.family, People.next].map(Holder.station)

    @Test func everyLifeKeepsTheRules() throws {
        var chance = SplitMix(seed: 26)
        var states: Set<MatterState> = []
        var kinds: Set<EventKind> = []
        var ruled = 0
        for life in 0..<400 {
            let start = ChinaTime.instant(day("2026-01-01").adding(days: Int.random(in: 0..<400, using: &chance)))
            let minute = Int.random(in: 0..<1_440, using: &chance)
            var story = try Story(
                Self.decisions[life % 3], at: ChinaTime.rfc3339(start + .minutes(minute)),
                emergencies: life % 4 == 0 ? ["E6"] : [])
            for _ in 0..<40 {
                let before = story
                try walk(&story, &chance)
                states.insert(story.matter.state)
                for event in story.events.dropFirst(before.events.count) { kinds.insert(event.kind) }
                try WalkRules.check(story, since: before)
                try WalkRules.checkMutants(before.matter, story.events.dropFirst(before.events.count), &chance)
            }
            if story.matter.isRuled { ruled += 1 }
        }
        #expect(states == Set(MatterState.allCases), "a walk that never gets there proves nothing")
        let unseen = Set(EventKind.allCases).subtracting(kinds)
        #expect(unseen.subtracting([.filed, .dispatched, .triaged, .recounted]) == [])
        #expect(ruled > 0)
    }

    private func walk(_ story: inout Story, _ chance: inout SplitMix) throws {
        let isResidents = [.resolved, .closed, .declined, .withdrawn, .final].contains(story.matter.state)
        switch Int.random(in: 0..<10, using: &chance) {
        case 0 where story.matter.state == .referred: try? story.answer()
        case 0 where !isResidents:
            // The job was away for up to three weeks.
            let span = Instant.Span.minutes(Int.random(in: 1...30_000, using: &chance))
            try story.tick(at: story.now + span)
        case 1: step(&story, by: nil, &chance)
        case 2:
            let hours = story.matter.state == .closed ? 1...1_000 : 1...120
            try story.wait(until: story.now + .hours(Int.random(in: hours, using: &chance)))
        case 3...7 where isResidents: step(&story, by: nil, &chance)
        case 3...8: step(&story, by: Self.holder(of: story.matter), &chance)
        default:
            let visible = People.all.filter { story.matter.isVisible(to: $0) }
            let able = visible.filter { !story.matter.allowed(for: $0).isEmpty }
            let who = (Int.random(in: 0..<9, using: &chance) == 0 ? People.all : able).randomElement(using: &chance)
            if let who { step(&story, by: who, &chance) }
        }
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
        let allowed = person.map(story.matter.allowed(for:)) ?? story.matter.allowedForResident
        let isAnything = Int.random(in: 0..<10, using: &chance) == 0
        // Mostly forward, so that lives get far; what ends a matter early is rare.
        let onward = allowed.filter { !Self.aside.contains($0) }
        let isOnward = Int.random(in: 0..<4, using: &chance) > 0 && !onward.isEmpty
        let kind = (isAnything ? CommandKind.allCases : isOnward ? onward : allowed).randomElement(using: &chance)
        let isRare = Int.random(in: 0..<6, using: &chance) == 0
        guard let kind, isRare || !Self.rare.contains(kind) else { return }
        let carries = Int.random(in: 0..<12, using: &chance) > 0
        let known: [Holder] = [.worker(People.cheng.id), .worker(People.wang.id), .station(People.lotus)]
        let owners = Bool.random(using: &chance) ? known : Self.owners
        let to = (kind == .transfer || kind == .assist ? Self.stations : owners).randomElement(using: &chance)
        let span = Instant.Span.minutes(Int.random(in: 1...4_000, using: &chance))
        let today = ChinaTime.date(of: story.now + span)
        let until = today.adding(days: Int.random(in: 1...12, using: &chance))
        let finding = (kind == .callBack ? Finding.ofCallBack : Finding.ofReview).randomElement(using: &chance)
        let category = ["D02", "D12", "D10"].randomElement(using: &chance)
        // A refusal changes nothing; that is checked like every step.
        try? story.step(
            kind, by: person, note: carries ? "去过了" : "", reason: carries ? "不归我管" : "", to: to, after: span
        ) { raw in
            raw.until = until.description
            raw.ground = Ground.outsideCompetence.rawValue
            raw.elsewhere = "劳动监察大队"
            raw.body = "B01"
            raw.owner = People.leader.id.text
            raw.parent = MatterNumber(year: 2026, serial: 7).text
            raw.stars = "4"
            raw.finding = finding?.rawValue ?? ""
            raw.category = category ?? ""
        }
    }
}
