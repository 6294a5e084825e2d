import Matters
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(1)))
struct WordingTests {
    let zh: Wording
    let en: Wording

    init() throws {
        zh = Wording(phrases: try Phrases(language: .zhHans), now: Fixtures.now)
        en = Wording(phrases: try Phrases(language: .en), now: Fixtures.now)
    }

    @Test("a moment has its day, weekday and clock in China's time")
    func moments() {
        #expect(zh.moment(Fixtures.filedAt) == "11月22日 星期日 16:11")
        #expect(en.moment(Fixtures.filedAt) == "Sun 22 Nov, 16:11")
        #expect(zh.moment(Fixtures.at("2027-01-01T00:30:00+08:00")) == "2027年1月1日 星期五 00:30")
        #expect(zh.moment(Fixtures.at("2026-11-22T16:30:00Z")) == "11月23日 星期一 00:30")
    }

    @Test("a limit in days ends at 24:00 of its last day, not on the next")
    func due() {
        let wednesday = Fixtures.at("2026-11-25T23:59:59+08:00")
        #expect(zh.due(wednesday) == "11月25日（星期三）24:00")
        #expect(en.due(wednesday) == "24:00 on Wed 25 Nov")
        #expect(zh.due(Fixtures.at("2026-11-23T08:00:00+08:00")) == "11月23日（星期一）08:00")
    }

    @Test(
        "a span names its two largest units",
        arguments: [
            (Instant.Span.seconds(59), "不到 1 分钟"), (.minutes(1), "1 分钟"), (.minutes(59), "59 分钟"),
            (.hours(5), "5 小时"), (.minutes(5 * 60 + 59), "5 小时"), (.days(2), "2 天"), (.hours(51), "2 天 3 小时"),
            (.seconds(-5), "不到 1 分钟"),
        ])
    func spans(_ span: Instant.Span, _ text: String) {
        #expect(zh.span(span) == text)
    }

    @Test("a deadline says in words, picture and colour whether it was kept")
    func standings() {
        let standings = Fixtures.deadlines(.plain).map { DeadlineStanding($0.deadline, zh) }
        #expect(standings.map(\.text) == ["已做到，11月22日 星期日 16:20", "晚了 30 分钟", "还有 3 天 5 小时"])
        #expect(standings.map(\.mark) == ["is-kept", "is-late", "is-running"])
        #expect(standings.map(\.icon) == ["icon-check", "icon-late", "icon-clock"])
        let last = Deadline(
            rule: "R03", version: "1", stops: [.accepted], start: Fixtures.now + .hours(-10),
            due: Fixtures.now + .hours(2), stopped: nil)
        #expect(DeadlineStanding(last, zh).mark == "is-soon")
        let tooLate = Deadline(
            rule: "R03", version: "1", stops: [.accepted], start: Fixtures.now + .hours(-10),
            due: Fixtures.now + .hours(-6), stopped: Fixtures.now + .hours(-1))
        #expect(DeadlineStanding(tooLate, zh).text == "做到了，但晚了 5 小时")
    }

    @Test("the visitor's choice of language comes before the browser's, and Chinese before nothing")
    func language() {
        #expect(PageLanguage(choice: "en", accepted: ["zh-CN"]) == .en)
        #expect(PageLanguage(choice: nil, accepted: ["fr", "en-GB", "zh"]) == .en)
        #expect(PageLanguage(choice: "xx", accepted: ["zh-TW"]) == .zhHans)
        #expect(PageLanguage(choice: nil, accepted: ["fr"]) == .zhHans)
    }

    @Test("a text-message line opens a message, every other line a call")
    func callLines() {
        let name = Bilingual(zh: "短信报警", en: "Text the police")
        let text = CallLine(number: "12110", name: name, when: name).data(zh)
        #expect(text["callHref"] == .text("sms:12110"))
        let call = CallLine(number: "1\"1 0<", name: name, when: name).data(zh)
        #expect(call["callHref"] == .text("tel:110"))
    }

    @Test("a quote with a combining mark is escaped like any quote")
    func escaper() {
        let escaper = PageEscaper()
        #expect(escaper.escapeText("\"\u{301}x") == "&quot;\u{301}x")
        #expect(escaper.escapeText("<\u{338}a>'&") == "&lt;\u{338}a&gt;&#39;&amp;")
        #expect(escaper.escapeText("𠮷 “引号”") == "𠮷 “引号”")
    }
}
