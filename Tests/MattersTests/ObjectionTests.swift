import Matters
import Testing

/// A stored trail is checked by the table that made it.
@Suite(.timeLimit(.minutes(1)))
struct ObjectionTests {
    /// The event that accepting makes, with one thing changed.
    private func accepted(
        kind: EventKind = .accepted, state: MatterState = .accepted, actor: Actor = People.wang.actor,
        holder: Holder? = nil, at when: Instant? = nil
    ) throws -> TrailObjection? {
        let story = try Story()
        let event = Event(
            version: 3, at: when ?? story.now + .hours(1), actor: actor, kind: kind,
            facts: Event.Facts(state: state, holder: holder))
        return story.matter.objection(to: event)
    }

    @Test func whatTheTableAllowsFollows() throws { #expect(try accepted() == nil) }

    @Test func whatItDoesNotAllowIsNamed() throws {
        let filed = try Story().now
        #expect(try accepted(kind: .confirmed, state: .closed, actor: .resident) == .notFrom(.dispatched))
        #expect(try accepted(kind: .filed) == .notFrom(.dispatched))
        #expect(try accepted(state: .closed) == .state(.accepted))
        #expect(try accepted(actor: .resident) == .actor)
        #expect(try accepted(holder: .worker(People.cheng.id)) == .holder)
        #expect(try accepted(at: filed + -.seconds(1)) == .backInTime(after: filed))
        #expect(try accepted(kind: .takenOver) == .holder, "taking over names the station that took it")
        #expect(try accepted(kind: .assigned, state: .dispatched) == .holder, "assigning names somebody else")
    }

    @Test func aClockThatWasSetBackDoesNotTurnATrailAround() throws {
        var story = try Story()
        let filed = story.now
        try story.step(.accept, by: People.wang, after: .hours(-5))
        #expect(story.events.last?.at == filed && story.matter.changedAt == filed)
        #expect(story.matter.deadlines.allSatisfy { $0.start >= filed })
    }
}
