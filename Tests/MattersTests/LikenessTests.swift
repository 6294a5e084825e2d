import Matters
import Testing

/// Which reports are suggested as belonging together: 三十个人报同一笔欠薪, 六百户报同一次停水.
@Suite(.timeLimit(.minutes(1)))
struct LikenessTests {
    private static let monday = ChinaTime.parse(rfc3339: "2026-11-23T08:30:00+08:00")!

    private static func subject(
        _ text: String, site: String = "S0001", category: String? = "D10", days: Int = 0
    ) -> Likeness.Subject {
        Likeness.Subject(
            text: text, site: SiteID(site)!, category: category.flatMap(CategoryCode.init),
            filedAt: monday + .days(days))
    }

    @Test(arguments: [
        ("我在工地扎钢筋，班组长说项目部没拨款，三个月工钱没发。", "木工班三个月工钱没发，班组长说项目部没拨款，等钱回家过年。"),
        ("三栋的电梯坏了一个星期，老人下不了楼，物业总说等配件。", "电梯又坏了，物业说等配件，家里老人下不了楼！"),
        ("从昨天晚上开始停水，物业电话没人接。", "停水了，从昨天晚上开始就没有水，物业电话打不通"),
        ("Water is leaking from the ceiling since Monday", "since Monday water is leaking through my ceiling"),
    ])
    func twoReportsOfOneThingAreSuggested(one: String, other: String) {
        let likeness = Likeness(Self.subject(one), Self.subject(other, days: 1))
        #expect(likeness.score >= Likeness.suggested, "\(likeness)")
        #expect(likeness.reasons.first == .words)
    }

    @Test(arguments: [
        ("三栋的电梯坏了一个星期，老人下不了楼。", "隔壁每天晚上唱歌到十一二点，孩子要写作业。"),
        ("对门养了两条狗，电梯里乱撒尿。", "地下车库的灯坏了五盏，黑得看不见。"),
        ("I fell on the broken stairs", "The lift in block three does not move"),
    ])
    func twoThingsInOneEstateInOneWeekAreNot(one: String, other: String) {
        let likeness = Likeness(Self.subject(one), Self.subject(other))
        #expect(likeness.score < Likeness.suggested, "\(likeness)")
        #expect(Set(likeness.reasons).isSuperset(of: [.sameSite, .sameCategory, .sameWeek]))
    }

    @Test func theSameWordsElsewhereALongTimeAgoCountLess() {
        let text = "三个月工钱没发，项目部说没拨款。"
        let here = Likeness(Self.subject(text), Self.subject(text))
        let elsewhere = Likeness(Self.subject(text), Self.subject(text, site: "S0002", category: nil, days: 8))
        #expect(here.score == 100 && here.reasons == [.words, .sameSite, .sameCategory, .sameWeek])
        #expect(elsewhere.score == 60 && elsewhere.reasons == [.words])
    }

    @Test func punctuationCaseAndOrderOfTheTwoMakeNoDifference() {
        let one = Self.subject("停水了，从昨晚开始！WATER")
        let other = Self.subject("从昨晚开始。停水了 Water", days: 3)
        #expect(Likeness(one, other).score == 100 && Likeness(one, other) == Likeness(other, one))
    }

    @Test func withoutWordsNothingIsSuggested() {
        for text in ["", "！！！", "。"] {
            #expect(Likeness(Self.subject(text), Self.subject(text)).score < Likeness.suggested)
        }
    }

    @Test func noCategoryIsNotACategoryInCommon() {
        let likeness = Likeness(Self.subject("停水了", category: nil), Self.subject("停水了", category: nil))
        #expect(!likeness.reasons.contains(.sameCategory))
    }

    /// 8,000 characters each, fifty of them: nobody waits for it.
    @Test func theLongestReportsAreComparedByTheirBeginning() {
        let long = String(repeating: "物业不管漏水的事情我们找了很多次", count: 500)
        let longer = Self.subject(long + "后来又说了很多别的")
        #expect(Likeness(Self.subject(long), longer).score == 100)
    }
}
