@testable import Matters
import Testing

/// Closing that is true, and hand-overs that lose nothing.
@Suite(.timeLimit(.minutes(1)))
struct ClosingTests {
    private func resolved() throws -> Story {
        var story = try Story(at: "2026-03-02 09:00")
        try story.step(.accept, by: People.wang)
        try story.step(.visit, by: People.wang)
        try story.step(.resolve, by: People.wang)
        return story
    }

    @Test func ccrs925_reopenIsEnforcedAndGoesUp() throws {
        var story = try resolved()
        try story.step(.contest, by: nil)
        #expect(story.matter.state == .reopened && story.matter.holder == .station(People.lotus))
        #expect(story.matter.allowed(for: People.wang) == [], "not back to the same hand")
    }

    @Test func fixmystreet897_silenceIsCountedApartAndCanBeContested() throws {
        var story = try resolved()
        try story.wait(until: "2026-03-10 09:00")
        #expect(story.matter.state == .closed && story.matter.ending == .silent)
        #expect(story.running.contains("R10"), "what was closed without a word is called back")
        try story.step(.contest, by: nil)
        #expect(story.matter.state == .reopened && story.matter.ending == .contested)
    }

    @Test func whoHandledItDoesNotCallBack() throws {
        var story = try resolved()
        try story.wait(until: "2026-03-10 09:00")
        #expect(!story.matter.allowed(for: People.chief).contains(.callBack))
        #expect(story.matter.allowed(for: People.supervisor).contains(.callBack))
        try story.step(.callBack, by: People.supervisor) { $0.finding = "satisfied" }
        #expect(!story.running.contains("R10") && story.running.contains("R11") && story.matter.state == .closed)
        #expect(
            fault { try story.step(.callBack, by: People.supervisor) { $0.finding = "upheld" } } == .unknown(.finding))
    }

    @Test func whoHandledItDoesNotReviewIt() throws {
        var story = try resolved()
        try story.step(.contest, by: nil)
        try story.step(.takeOver, by: People.supervisor)
        try story.step(.resolve, by: People.supervisor)
        #expect(!story.matter.allowedForResident.contains(.review), "the centre handled it")
        try story.step(.contest, by: nil)
        try story.step(.assign, by: People.supervisor, to: .worker(People.cheng.id))
        try story.step(.accept, by: People.cheng)
        try story.step(.resolve, by: People.cheng)
        #expect(!story.matter.allowedForResident.contains(.review), "it handled it once, and is still no judge of it")
    }

    @Test func reviewsAreAskedInTimeAndTheLastIsFinal() throws {
        var story = try resolved()
        let window = try #require(story.clock("T07"))
        try story.step(.confirm, by: nil)
        var late = story
        try late.wait(until: window.due)
        #expect(fault { try late.step(.review, by: nil) } == .tooLate(since: window.due))
        try story.step(.review, by: nil, after: .days(20))
        #expect(story.matter.state == .review && story.matter.holder == .station(People.centre))
        #expect(story.running.contains("T07b"))
        try story.step(.conclude, by: People.supervisor) { $0.finding = "upheld" }
        #expect(story.matter.state == .closed && story.running.contains("T08"))
        var silent = story
        try silent.wait(until: "2026-06-01 09:00")
        #expect(silent.matter.state == .final && silent.running == [] && silent.matter.nextTick == nil)
        try story.step(.review, by: nil)
        #expect(story.matter.state == .rereview)
        try story.step(.conclude, by: People.supervisor) { $0.finding = "upheld" }
        #expect(story.matter.state == .final && story.running == [])
        #expect(story.matter.allowedForResident == [.rate])
    }

    @Test func theResidentUrgesOnceADay() throws {
        var story = try Story(at: "2026-03-02 09:00")
        try story.step(.urge, by: nil)
        let again = story.now + .hours(24)
        #expect(fault { try story.step(.urge, by: nil, after: .hours(23)) } == .tooSoon(until: again))
        try story.step(.urge, by: nil, after: .hours(24))
        #expect(story.running.filter { $0 == "R09" } == ["R09"], "one answer is owed, from the first urging on")
    }

    @Test func fixmystreet1114_theNextStationHasItsOwnFiveDaysToObject() throws {
        var story = try Story(at: "2026-03-02 09:00")
        try story.step(.transfer, by: People.chief, to: .station(People.next))
        let first = try #require(story.clock("T04"))
        #expect(ChinaTime.date(of: first.due) == day("2026-03-09"))
        var late = story
        try late.wait(until: first.due)
        #expect(
            fault { try late.step(.return, by: People.otherChief, to: .station(People.lotus)) }
                == .tooLate(since: first.due))
        try story.step(.transfer, by: People.chief, to: .station(People.family), after: .days(3))
        let second = try #require(story.clock("T04"))
        #expect(second.start == story.now && second.isRunning && story.running.filter { $0 == "T04" }.count == 1)
        try story.step(.accept, by: People.familyChief)
        #expect(
            story.matter.lead == People.family, "an assisting station that it was transferred to leads from then on")
        #expect(!story.matter.allowed(for: People.familyChief).contains(.return), "who has accepted answers for it")
    }

    @Test func theCountysRulingBindsAStationToo() throws {
        var story = try Story(at: "2026-03-02 09:00")
        try story.step(.return, by: People.wang, to: .worker(People.cheng.id))
        try story.step(.transfer, by: People.chief, to: .station(People.next))
        try story.step(.return, by: People.otherChief, to: .station(People.lotus))
        #expect(story.matter.state == .triage && story.matter.holder == .station(People.centre))
        try story.step(.transfer, by: People.supervisor, to: .station(People.next))
        #expect(story.matter.isRuled && !story.matter.allowed(for: People.otherChief).contains(.return))
    }

    @Test func itIsGivenOnlyToThoseWhoCanTakeIt() throws {
        var story = try Story()
        for nobody in [People.admin, People.mediator, People.inspector, People.leader] {
            #expect(
                fault { try story.step(.assign, by: People.chief, to: .worker(nobody.id)) } == .wrongOwner,
                "\(nobody.id)")
        }
        for nobody in [People.cheng, People.inspector, People.admin] {
            let owner = fault { try story.step(.own, by: People.chief) { $0.owner = nobody.id.text } }
            #expect(owner == .wrongOwner, "\(nobody.id)")
        }
        let own = fault {
            try story.step(.join, by: People.chief) { $0.parent = MatterNumber(year: 2026, serial: 310_725_948).text }
        }
        #expect(own == .unknown(.parent))
    }

    @Test func whoIsNotReachedIsCalledThreeTimesOnThreeDays() throws {
        var story = try resolved()
        try story.wait(until: "2026-03-30 09:00")
        #expect(story.matter.state == .closed)
        let owed = try #require(story.matter.nextCallBack?.key)
        func call() throws { try story.step(.callBack, by: People.supervisor) { $0.finding = "notReached" } }
        try call()
        let again = fault { try story.step(.callBack, by: People.supervisor) { $0.finding = "notReached" } }
        #expect(again == .tooSoon(until: ChinaTime.instant(ChinaTime.date(of: story.now).adding(days: 1))))
        try story.wait(until: "2026-03-31 09:00")
        try call()
        #expect(story.matter.nextCallBack?.key == owed, "twice in vain: it is still owed")
        try story.wait(until: "2026-04-01 09:00")
        try call()
        #expect(story.matter.nextCallBack?.key != owed, "three times, and it ends")
        #expect(story.matter.state == .closed)
    }

    @Test(arguments: ["dispatched", "paused", "referred"])
    func globaleaks_anAccusationIsSealedFromEverybodyElse(state: String) throws {
        var story = try Story(at: "2026-03-02 09:00", emergencies: ["E1"])
        try story.step(.own, by: People.chief) { $0.owner = People.leader.id.text }
        if state != "dispatched" { try story.step(.accept, by: People.wang) }
        if state == "paused" { try story.step(.pause, by: People.chief) { $0.until = "2026-03-20" } }
        if state == "referred" { try story.step(.refer, by: People.chief) { $0.body = "B01" } }
        let small = story.clock("R04")
        try story.step(.classify, by: People.chief, after: .days(4)) { $0.nature = "N2" }
        #expect(story.matter.holder == .station(People.discipline) && story.matter.state == .triage)
        for who in People.all where who.id != People.inspection.id {
            #expect(!story.matter.isVisible(to: who) && story.matter.allowed(for: who) == [], "\(who.id)")
        }
        #expect(story.matter.owner == nil && story.matter.assistants == [] && story.matter.duty == nil)
        #expect(fault { try story.answer() } == .notVisible, "the body outside is asked no more")
        #expect(story.matter.pausedUntil == nil && !story.running.contains("R07"))
        if state == "paused" { #expect(story.clock("R04").map(\.due)! > small!.due, "four days of pause are added") }
        try story.wait(until: "2026-05-02 09:00")
        #expect(story.matter.owner == nil && story.matter.scopes == [.station(People.discipline)])
        try story.step(.takeOver, by: People.inspection)
        #expect(story.matter.state == .accepted)
    }

    @Test func zammad983_whatIsJoinedKeepsItsClocksAndComesApartAgain() throws {
        var story = try Story()
        let before = story.matter
        try story.step(.join, by: People.chief) { $0.parent = MatterNumber(year: 2026, serial: 7).text }
        #expect(story.matter.parent == MatterNumber(year: 2026, serial: 7))
        #expect(story.matter.number == before.number && story.matter.deadlines == before.deadlines)
        #expect(story.matter.holder == before.holder && story.matter.state == before.state)
        try story.step(.unjoin, by: People.chief)
        #expect(story.matter.parent == nil && story.matter.deadlines == before.deadlines)
    }

    @Test func aRatingIsTheResidentsAndStaffDoNotReadItsWords() throws {
        var story = try resolved()
        #expect(fault { try story.step(.rate, by: People.wang) { $0.stars = "5" } } == .notYours)
        #expect(fault { try story.step(.rate, by: nil) { $0.stars = "6" } } == .unknown(.stars))
        try story.step(.rate, by: nil, note: "拖了很久") { $0.stars = "2" }
        #expect(story.matter.stars == 2 && story.events.last?.wordsForStaff == [:])
    }

    @Test func aCalendarThatComesLaterMovesTheDueTimeAndNotTheStart() throws {
        let calendar = WorkCalendar(daysOff: [:], makeUpDays: [], years: [])
        let without = Rulebook(limits: Rulebook.districtLimits, calendar: calendar)
        var story = try Story(at: "2026-09-29 10:00", rules: without)
        let before = try #require(story.clock("R03"))
        #expect(ChinaTime.date(of: before.due) == day("2026-10-02"), "Monday to Friday, while the notice is missing")
        try story.recount(.district)
        let after = try #require(story.clock("R03"))
        #expect(ChinaTime.date(of: after.due) == day("2026-10-09") && after.start == before.start)
        try story.recount(.district)
        #expect(story.matter.version == 3, "what is right already is not counted again")
    }
}
