import Matters
import Testing

/// Defects that casework suffers from elsewhere, each by the thread that reports it: none of them can happen here.
@Suite(.timeLimit(.minutes(1)))
struct CaseworkTests {
    private func accepted(at start: String = "2026-03-02 09:00") throws -> Story {
        var story = try Story(at: start)
        try story.step(.accept, by: People.wang)
        try story.step(.visit, by: People.wang)
        try story.step(.admit, by: People.chief)
        return story
    }

    private func resolved(at start: String = "2026-03-02 09:00") throws -> Story {
        var story = try accepted(at: start)
        try story.step(.resolve, by: People.wang)
        return story
    }

    private func pause(_ story: inout Story, until: String, after span: Instant.Span = .minutes(10)) throws {
        try story.step(.pause, by: People.chief, after: span) { $0.until = until }
    }

    private func classify(_ story: inout Story, _ category: String, after span: Instant.Span = .minutes(10)) throws {
        try story.step(.classify, by: People.chief, after: span) { $0.category = category }
    }

    // MARK: clocks

    @Test func glpi15605_pauseSurvivesACategoryChange() throws {
        var story = try accepted()
        try story.step(.mediate, by: People.wang)
        let begun = try #require(story.clock("T14")).start
        try pause(&story, until: "2026-03-12")
        try story.wait(until: "2026-03-13 09:00")
        #expect(story.clock("T14")?.due == at("2026-04-13 23:59") + .seconds(59), "30 days, 10 of pause, a Saturday")
        try classify(&story, "D12")
        let medical = try #require(story.clock("T17"))
        #expect(medical.start == begun, "the new category's clock begins where it would have begun")
        // 30 working days after 2 March, and the eight working days of the pause.
        #expect(medical.due == ChinaTime.endOfDay(WorkCalendar.notices.workingDay(38, after: day("2026-03-02"))))
    }

    @Test func aCategoryChangedAndChangedBackLosesNoClock() throws {
        var story = try accepted()
        try classify(&story, "D12")
        try story.step(.mediate, by: People.wang)
        let first = try #require(story.clock("T17"))
        try classify(&story, "D02")
        #expect(!story.running.contains("T17"))
        try classify(&story, "D12", after: .days(3))
        #expect(story.clock("T17") == first, "it runs on from its start")
        try classify(&story, "D02")
        try story.step(.endMediation, by: People.wang)
        try classify(&story, "D12")
        #expect(!story.running.contains("T17"), "what was done meanwhile is done")
    }

    @Test func osticket3034_aPauseNeedsReasonEvidenceAndADayAndHasACap() throws {
        var story = try accepted()
        for (reason, evidence, until) in [("", "委托书", "2026-03-12"), ("鉴定", "", "2026-03-12"), ("鉴定", "委托书", "")] {
            let refused = fault {
                try story.step(.pause, by: People.chief, reason: reason, evidence: evidence) { $0.until = until }
            }
            if case .missing = refused {} else { Issue.record("\(refused as Any)") }
        }
        #expect(fault { try pause(&story, until: "2026-04-02") } == .pausedTooLong(latest: day("2026-04-01")))
        #expect(fault { try pause(&story, until: "2026-03-02") } == .pausedTooLong(latest: day("2026-04-01")))
        try pause(&story, until: "2026-03-22")
        try story.wait(until: "2026-03-23 08:00")
        #expect(story.matter.state == .handling, "it ends by itself")
        #expect(
            fault { try pause(&story, until: "2026-04-03") } == .pausedTooLong(latest: day("2026-04-02")), "20 are gone"
        )
        try pause(&story, until: "2026-04-02")
        try story.step(.resume, by: People.chief, after: .days(4))
        #expect(story.matter.pauses.count == 2 && story.matter.pausedUntil == nil)
    }

    @Test func aPauseThatTheSystemEndsLateIsNotLonger() throws {
        var story = try accepted()
        try pause(&story, until: "2026-04-01")
        try story.step(.add, by: nil, after: .days(33))
        try story.tick(at: story.now)
        #expect(story.matter.pauses.map(\.until) == [at("2026-04-01 23:59") + .seconds(59)])
    }

    @Test func whatIsWithdrawnInAPauseHasThePauseWhenItIsOpenedAgain() throws {
        var story = try accepted()
        let small = try #require(story.clock("R04"))
        try pause(&story, until: "2026-03-20")
        try story.step(.withdraw, by: nil, after: .days(2))
        #expect(story.running == [])
        try story.step(.contest, by: nil)
        #expect(story.running.contains("R04"))
        #expect(story.clock("R04")?.due == small.due + .days(2), "Monday to Wednesday")
    }

    @Test func aPauseHealsNothing() throws {
        var story = try accepted()
        let small = try #require(story.clock("R04"))
        try story.wait(until: small.due + .days(2))
        let until = ChinaTime.date(of: story.now).adding(days: 20)
        try pause(&story, until: until.description)
        try story.wait(until: ChinaTime.endOfDay(until) + .hours(9))
        #expect(story.clock("R04")?.due == small.due, "late before the pause, late after it")
    }

    @Test func statutoryClocksRunOnThroughAPause() throws {
        var story = try accepted()
        let due = try #require(story.clock("T05")).due
        try pause(&story, until: "2026-03-20")
        try story.wait(until: "2026-03-21 09:00")
        #expect(story.clock("T05")?.due == due)
    }

    @Test func anExtensionIsGivenOnceAndInTime() throws {
        var story = try accepted()
        let answer = try #require(story.clock("T05"))
        var late = story
        try late.wait(until: answer.due)
        #expect(fault { try late.step(.extend, by: People.chief) } == .tooLate(since: answer.due))
        try story.step(.extend, by: People.chief, after: .days(20))
        #expect(story.clock("T06")?.start == answer.due && !story.running.contains("T05"))
        guard case .notNow(_, let allowed) = fault({ try story.step(.extend, by: People.chief) }) else {
            Issue.record("extended twice")
            return
        }
        #expect(allowed.contains(.resolve) == false && allowed.contains(.urge) && !allowed.contains(.extend))
        try story.step(.resolve, by: People.wang)
        try story.step(.contest, by: nil)
        #expect(story.running.contains("T06") && !story.running.contains("T05"))
    }

    @Test(arguments: ["declined", "withdrawn", "calledBack", "concluded"])
    func signals761_aMatterThatIsOpenAgainHasItsDeadlinesAgain(way: String) throws {
        var story = try way == "declined" || way == "withdrawn" ? accepted() : resolved()
        let answer = try #require(story.clock("T05"))
        switch way {
        case "declined":
            try story.step(.decline, by: People.chief) { ($0.ground, $0.elsewhere) = ("23", "劳动监察大队") }
            try story.step(.contest, by: nil)
        case "withdrawn":
            try story.step(.withdraw, by: nil)
            #expect(story.running == [])
            try story.step(.contest, by: nil)
        case "calledBack":
            try story.wait(until: story.now + .days(9))
            #expect(story.matter.state == .closed && story.matter.ending == .silent)
            try story.step(.callBack, by: People.supervisor) { $0.finding = "unsolved" }
        default:
            try story.step(.review, by: nil)
            try story.step(.conclude, by: People.supervisor) { $0.finding = "changed" }
        }
        #expect(story.matter.state == .reopened && story.running.contains("T05"))
        #expect(story.clock("T05")?.due == answer.due && story.clock("T05")?.start == answer.start)
        #expect(story.matter.deadlines.allSatisfy { !$0.isRunning || $0.action.isDuty }, "no window is left open")
        #expect(!story.running.contains("R11"), "a call-back waits for the next end")
    }

    // MARK: alarms

    @Test func zammad4432_noAlarmAtMidnight() throws {
        var story = try Story(at: "2026-03-02 21:50")
        for event in try story.wait(until: "2026-05-02 09:00") where event.kind == .escalated {
            let minute = ChinaTime.millisecondsOfDay(event.at) / 60_000
            #expect((7 * 60..<22 * 60).contains(Int(minute)), "\(ChinaTime.rfc3339(event.at))")
        }
    }

    @Test func zammad3140_noAlarmOnceItWasAnswered() throws {
        var story = try accepted()
        try story.step(.resolve, by: People.wang)
        let alarms = try story.wait(until: story.now + .days(6))
        #expect(alarms.filter { $0.kind == .escalated } == [])
    }

    @Test func anUnassignedMatterClimbsLikeAnyOther() throws {
        var story = try Story(.aboutWorkers, at: "2026-03-02 09:00")
        let levels = try story.wait(until: "2026-03-12 09:00").compactMap { $0.facts.alarm?.level }
        #expect(story.matter.state == .triage && levels.contains(.leader) && levels.last == .county)
        #expect(!levels.contains(.worker), "no worker has it")
        #expect(story.matter.owner == People.leader.id && story.matter.isVisible(to: People.leader))
    }

    @Test func afterAWeekAwayTheHighestStepSpeaksOnce() throws {
        var story = try Story(at: "2026-03-02 09:00")
        let told = try story.tick(at: at("2026-03-10 09:00"))
        #expect(told.count == 1 && told[0].facts.alarm?.level == .county)
        #expect(try story.tick(at: at("2026-03-10 09:01")) == [])
    }

    @Test func whoTheReportConcernsDoesNotComeToOwnIt() throws {
        var decision = Decision.aboutWorkers
        decision = Decision(
            holder: decision.holder, lead: decision.lead, assistants: [], overseer: decision.overseer,
            needsTriage: true,
            scopes: Set(decision.scopes), excluded: [People.leader.id], rule: "r", reasons: [], rejected: [])
        var story = try Story(decision, at: "2026-03-02 09:00")
        try story.wait(until: "2026-03-20 09:00")
        #expect(story.matter.owner == nil && !story.matter.isVisible(to: People.leader))
        let owner = fault { try story.step(.own, by: People.chief) { $0.owner = People.leader.id.text } }
        #expect(owner == .wrongOwner)
    }

    @Test func anUrgentMatterRousesByNightUntilSomebodyAnswers() throws {
        var story = try Story(at: "2026-03-02 23:00", emergencies: ["E6"])
        let roused = try story.wait(until: "2026-03-03 02:30").filter { $0.kind == .roused }
        let levels = roused.compactMap { $0.facts.alarm?.level }
        #expect(Array(levels.prefix(3)) == [.station, .leader, .county])
        let clock = roused.map { ChinaTime.clockText($0.at) }
        #expect(Array(clock.prefix(3)) == ["23:05", "23:10", "23:15"])
        #expect(Array(clock.suffix(3)) == ["00:05", "01:05", "02:05"])
        try story.step(.acknowledge, by: People.mediator)
        #expect(!story.matter.isRousing)
        #expect(try story.wait(until: story.now + .hours(3)).filter { $0.kind == .roused } == [])
    }

    @Test func theResidentCanSayItIsNotUrgent() throws {
        var story = try Story(emergencies: ["E6"])
        #expect(story.matter.isRousing && story.matter.allowedForResident.contains(.calm))
        try story.step(.calm, by: nil)
        #expect(!story.matter.isRousing && !story.matter.allowedForResident.contains(.calm))
        #expect(try !Story(emergencies: ["E6"], calm: true).matter.isRousing)
    }
}
