@testable import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CommandRuleTests {
    @Test func theWayFromTheScanToTheResidentsYes() throws {
        var story = try Story()
        try story.step(.accept, by: People.wang)
        try story.step(.visit, by: People.wang)
        try story.step(.resolve, by: People.wang)
        try story.step(.confirm, by: nil)
        #expect(story.matter.state == .closed && story.matter.version == 6)
        #expect(story.matter.nextDeadline?.rule == "R14", "only a call-back is owed")
        #expect(story.events.map(\.actor).last == .resident)
        #expect(story.events[2].actor == .staff(People.wang.id, .gridWorker))
    }

    @Test func whoSawAnOlderVersionIsToldTheNewOne() throws {
        var story = try Story()
        try story.step(.accept, by: People.wang)
        let stale = try Command(.visit, version: 2, note: "看过")
        #expect(
            fault { _ = try story.matter.handle(stale, by: People.wang, at: story.now, on: .district) }
                == .stale(current: 3))
    }

    @Test func whoMayNotSeeItLearnsNothing() throws {
        var story = try Story()
        for stranger in [People.cheng, People.otherChief, People.auditor, People.admin] {
            #expect(fault { try story.step(.note, by: stranger) } == .notVisible)
        }
        #expect(fault { try story.step(.note, by: People.inspector) } == .notYours)
        #expect(fault { try story.step(.accept, by: People.sun) } == .notYours, "a colleague in the cell sees it only")
        #expect(
            fault { try story.step(.confirm, by: People.wang) }
                == .notNow(state: .dispatched, allowed: [.accept, .return, .note]))
    }

    @Test func aCommandThatIsNotForNowNamesWhatIs() throws {
        var story = try Story()
        #expect(
            fault { try story.step(.visit, by: People.wang) }
                == .notNow(state: .dispatched, allowed: [.accept, .return, .note]))
        #expect(
            fault { try story.step(.confirm, by: nil) }
                == .notNow(state: .dispatched, allowed: [.urge, .add, .withdraw]))
        #expect(fault { try story.step(.note, by: nil) } == .notYours)
    }

    @Test func whatTheTableDemandsMustBeCarried() throws {
        var story = try Story()
        let station = Holder.station(People.lotus)
        #expect(fault { try story.step(.return, by: People.wang, reason: " ", to: station) } == .missing(.reason))
        #expect(fault { try story.step(.return, by: People.wang) } == .missing(.to))
        #expect(fault { try story.step(.note, by: People.wang, note: "\n") } == .missing(.note))
        #expect(fault { try story.step(.assign, by: People.chief, to: nil) } == .missing(.to))
        #expect(
            fault { try story.step(.assign, by: People.chief, reason: "", to: .worker(People.cheng.id)) }
                == .missing(.reason))
        #expect(fault { try story.step(.urge, by: People.supervisor, note: "") } == .missing(.note))
        try story.step(.accept, by: People.wang)
        #expect(fault { try story.step(.visit, by: People.wang, note: "") } == .missing(.note))
        #expect(fault { try story.step(.resolve, by: People.wang, note: "") } == .missing(.note))
        #expect(fault { try story.step(.resolve, by: People.wang, evidence: "") } == .missing(.evidence))
        try story.step(.resolve, by: People.wang)
        #expect(fault { try story.step(.contest, by: nil, reason: "") } == .missing(.reason))
        #expect(story.matter.version == 4)
    }

    @Test func aTextThatCannotBeReadIsRefusedByItsField() {
        #expect(throws: CommandFault.text(.note, .unreadable)) { try Command(.note, version: 2, note: "看\u{202E}过") }
        #expect(throws: CommandFault.text(.reason, .tooLong(limit: 2_000))) {
            try Command(.contest, version: 2, reason: String(repeating: "没", count: 2_001))
        }
    }

    @Test func theFirstReturnGoesToWhoWasProposed() throws {
        var story = try Story()
        try story.step(.return, by: People.wang, to: .station(People.family))
        #expect(story.matter.state == .dispatched && story.matter.holder == .station(People.family))
        #expect(story.matter.returns == 1 && story.events.last?.facts.proposed == .station(People.family))
        #expect(
            story.matter.allowed(for: People.familyChief)
                == [.accept, .admit, .decline, .simplify, .note, .classify, .assist, .join])
    }

    @Test func theSecondReturnGoesToTheStationForABindingRuling() throws {
        var story = try Story()
        try story.step(.return, by: People.wang, to: .worker(People.cheng.id))
        try story.step(.return, by: People.cheng, to: .worker(People.sun.id))
        #expect(story.matter.state == .triage && story.matter.holder == .station(People.lotus))
        #expect(story.events.last?.facts.proposed == .worker(People.sun.id))
        try story.step(.assign, by: People.chief, to: .worker(People.cheng.id))
        #expect(story.matter.isRuled && story.matter.allowed(for: People.cheng) == [.accept, .note])
        #expect(
            fault { try story.step(.return, by: People.cheng, to: .worker(People.sun.id)) }
                == .notNow(state: .dispatched, allowed: [.accept, .note]))
    }

    @Test func whomTheReportConcernsIsNeverGivenIt() throws {
        var story = try Story(.aboutWorkers)
        #expect(fault { try story.step(.assign, by: People.chief, to: .worker(People.wang.id)) } == .wrongOwner)
        #expect(
            fault { try story.step(.assign, by: People.chief, to: .station(StationID("st-512002002")!)) } == .wrongOwner
        )
        try story.step(.assign, by: People.chief, to: .worker(People.cheng.id))
        #expect(fault { try story.step(.return, by: People.cheng, to: .worker(People.sun.id)) } == .wrongOwner)
        #expect(fault { try story.step(.return, by: People.cheng, to: .worker(People.cheng.id)) } == .wrongOwner)
    }

    @Test func aStationTakesAMatterOnce() throws {
        var story = try Story()
        try story.step(.takeOver, by: People.chief)
        #expect(story.matter.state == .accepted && story.matter.holder == .station(People.lotus))
        #expect(!story.matter.allowed(for: People.chief).contains(.takeOver), "it has it")
        #expect(story.matter.allowed(for: People.supervisor).contains(.takeOver))
        try story.step(.takeOver, by: People.supervisor)
        #expect(story.matter.holder == .station(People.centre))
    }

    @Test func aContestedMatterGoesUpOneLevel() throws {
        var story = try Story()
        try story.step(.accept, by: People.wang)
        try story.step(.resolve, by: People.wang)
        try story.step(.contest, by: nil)
        #expect(story.matter.state == .reopened && story.matter.holder == .station(People.lotus))
        for holder in [People.centre, People.centre] {
            try story.step(
                .accept, by: story.matter.holder == .station(People.lotus) ? People.chief : People.supervisor)
            try story.step(
                .resolve, by: story.matter.holder == .station(People.lotus) ? People.chief : People.supervisor)
            try story.step(.contest, by: nil)
            #expect(story.matter.holder == .station(holder))
        }
        #expect(story.matter.contests == 3)
    }

    @Test func aTrailWithAGapOrWithoutABeginningIsBroken() throws {
        var story = try Story()
        try story.step(.accept, by: People.wang)
        try story.step(.visit, by: People.wang)
        #expect(throws: BrokenTrail(version: 1)) { try Matter([]) }
        #expect(throws: BrokenTrail(version: 1)) { try Matter(story.events.dropFirst()) }
        #expect(throws: BrokenTrail(version: 4)) { try Matter([story.events[0], story.events[1], story.events[3]]) }
        #expect(throws: BrokenTrail(version: 3)) { try Matter(story.events[...2] + [story.events[2]]) }
    }
}
