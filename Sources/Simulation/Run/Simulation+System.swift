import GridCatalog
import Matters

/// The system: does by the clock what nobody has to ask for. Now and then it was away, and comes late.
extension Simulation {
    /// Everything that is due by then, the longest overdue first.
    mutating func runSystem(until moment: Instant) async throws {
        while let (number, now) = nextOfSystem(until: moment) {
            time.move(to: max(now, time.now + .init(milliseconds: 1)))
            steps += 1
            try await actAsSystem(on: number)
        }
    }

    /// The matter, and when it gets its turn: some seconds late, not while the system is away, and by day if it is only
    /// to tell somebody.
    private func nextOfSystem(until moment: Instant) -> (MatterNumber, Instant)? {
        for (number, since) in book.due(by: moment) {
            guard let matter = book.matters[number] else { continue }
            let late = since + Instant.Span(milliseconds: since.milliseconds % Self.mostLate.milliseconds)
            let turn = max(late, away, time.now + .init(milliseconds: 1))
            let now = isDone(matter, at: turn) ? turn : ExpectedMatter.byDay(turn)
            if now <= moment { return (number, now) }
        }
        return nil
    }

    private static let mostLate = Instant.Span.seconds(5)

    private func isDone(_ matter: ExpectedMatter, at now: Instant) -> Bool {
        matter.afterSystem(at: now, world.catalog.rulebook, leader: nil) != nil
    }

    private mutating func actAsSystem(on number: MatterNumber) async throws {
        guard let matter = book.matters[number] else { return }
        doing = "the system acts on \(number)"
        let (now, rulebook, serving) = (time.now, world.catalog.rulebook, world.serving)
        let chief = world.leader(of: matter.township)
        var expected = matter
        while let next = expected.afterSystem(at: now, rulebook, leader: chief) { expected = next }
        let record = try await ports.matters.act(number) { matter in
            var (matter, events) = (matter, [Event]())
            while let event = matter.tick(
                at: now, rules: rulebook,
                leader: { township in
                    serving.first { $0.role == .townshipLeader && $0.division == township }
                })
            {
                events.append(event)
                try matter.apply(event)
            }
            return events
        }
        try rules.check(record, is: expected, rulebook)
        for step in expected.trail.dropFirst(matter.version) {
            count(.systemSteps)
            if [.escalated, .roused].contains(step.kind) { count(.alarms) }
        }
        adopt(expected)
        // Reminders are many; each is checked, and one in so many looked at by everybody.
        if number.text.utf8.last == UInt8(ascii: "7") { try await checkTouched(expected) } else { try await readFeed() }
    }

    /// 重新计时: a calendar came, and moves the running clocks that it concerns.
    mutating func recount() async throws {
        let (now, rulebook) = (time.now, world.catalog.rulebook)
        for number in book.numbers {
            guard let matter = book.matters[number] else { continue }
            let expected = matter.recounted(at: now, rulebook)
            let found = try await ports.matters.record(number)?.matter.recount(at: now, rules: rulebook)
            try rules.recounts(number, found != nil, expected != nil)
            guard let expected, let found else { continue }
            let record = try await ports.matters.act(number) { _ in [found] }
            try rules.check(record, is: expected, rulebook)
            count(.recounted)
            adopt(expected)
        }
        try await readFeed()
    }
}
