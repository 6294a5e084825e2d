import Testing

@testable import Matters

/// What only shows when a matter lives long, and much happens to it.
@Suite("Long lives", .timeLimit(.minutes(1)))
struct LongLifeTests {
    @Test("A computer that stood still until three in the morning wakes nobody: the alarm waits for seven")
    func outage() throws {
        let story = try Story(rules: .district)
        let leader: (DivisionCode) -> Staff? = { _ in People.leader }
        #expect(story.matter.tick(at: at("2026-03-03 03:00"), rules: .district, leader: leader) == nil)
        #expect(story.matter.tick(at: at("2026-03-02 22:00"), rules: .district, leader: leader) == nil)
        #expect(story.matter.tick(at: at("2026-03-03 07:00"), rules: .district, leader: leader)?.kind == .escalated)
    }

    @Test("The sixty days cannot be extended once they are over (信访工作条例第三十四条)")
    func lateExtension() throws {
        var story = try Story(rules: .district)
        try story.step(.accept, by: People.wang)
        try story.step(.admit, by: People.chief)
        let limit = try #require(story.matter.deadlines.first { $0.rule == "T05" })
        var raw = RawCommand()
        (raw.version, raw.reason) = (story.matter.version, "等鉴定")
        #expect(
            fault { try story.step(.extend, raw, by: People.chief, at: limit.due + .seconds(1)) }
                == .tooLate(since: limit.due))
        try story.step(.extend, raw, by: People.chief, at: limit.due)
        #expect(story.matter.deadlines.contains { $0.rule == "T06" && $0.start == limit.due })
    }

    @Test("Withdrawn in a pause and then contested, the clock has stood still for the pause all the same")
    func withdrawnInPause() throws {
        let clock = TimeLimit("R04", starts: .accepted, stops: [.resolved], 10, .workingDays, isPausable: true)
        var story = try Story(rules: Rulebook(limits: [clock], calendar: .notices))
        try story.step(.accept, by: People.wang)
        #expect(story.matter.deadlines.first?.due == at("2026-03-04T23:59:59+08:00"))
        var raw = RawCommand()
        (raw.version, raw.reason, raw.evidence, raw.until) = (story.matter.version, "等鉴定", "委托书", "2026-03-06")
        try story.step(.pause, raw, by: People.chief, at: at("2026-02-12 10:30"))
        raw = RawCommand()
        raw.version = story.matter.version
        try story.step(.withdraw, raw, by: nil, at: at("2026-03-02 10:00"))
        (raw.version, raw.reason) = (story.matter.version, "又开始漏了")
        try story.step(.contest, raw, by: nil, at: at("2026-03-02 11:00"))
        // 2 月 12 日到 3 月 2 日之间有八个工作日。
        #expect(story.matter.deadlines.first?.due == at("2026-03-16T23:59:59+08:00"))
        #expect(story.matter.deadlines.first?.isRunning == true)
    }

    @Test("Only the station it was sent to may send it back, not one that got it later from that station")
    func returnAfterTransfer() throws {
        var story = try Story(rules: .district)
        let other = try #require(People.otherChief.station)
        try story.step(.transfer, by: People.chief, to: .station(other))
        try story.step(.accept, by: People.otherChief)
        try story.step(.assign, by: People.otherChief, to: .station(People.family))
        guard case .notNow = fault({ try story.step(.return, by: People.familyChief, to: .station(other)) }) else {
            Issue.record("the assisting station could send it back")
            return
        }
    }
}
