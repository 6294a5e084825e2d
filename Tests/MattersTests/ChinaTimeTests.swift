import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ChinaTimeTests {
    @Test(arguments: [
        ("2026-11-22T16:11:39+08:00", 1_795_335_099_000), ("2026-11-22T08:11:39Z", 1_795_335_099_000),
        ("2026-11-22t08:11:39z", 1_795_335_099_000), ("2026-11-22T03:41:39-04:30", 1_795_335_099_000),
        ("2026-11-22T16:11:39.5+08:00", 1_795_335_099_500), ("2026-11-22T16:11:39.123456789+08:00", 1_795_335_099_123),
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1),
    ])
    func aTimeWithItsOffsetIsReadToTheMillisecond(text: String, milliseconds: Int64) {
        #expect(ChinaTime.parse(rfc3339: text) == Instant(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T16:11:39", "2026-11-22 16:11:39+08:00", "2026-11-22T16:11+08:00",
        "2026-02-30T16:11:39Z", "2026-11-22T24:00:00Z", "2026-11-22T16:60:00Z", "2026-11-22T16:11:60Z",
        "2026-11-22T16:11:39.Z", "2026-11-22T16:11:39+0800", "2026-11-22T16:11:39+08:60", "2026-11-22T16:11:39+24:00",
        "2026-11-22T16:11:39+08:00 ", "2026-11-22T16:11:39Zulu", "2026-11-22T１6:11:39Z", "昨天下午四点多钟的时候啊啊",
    ])
    func anythingElseIsRefused(text: String) {
        #expect(ChinaTime.parse(rfc3339: text) == nil)
    }

    @Test func whatIsWrittenReadsBackToTheSecond() {
        var generator = SplitMix(seed: 26)
        for _ in 0..<5_000 {
            let instant = Instant(
                milliseconds: Int64.random(in: -60_000_000_000...7_000_000_000, using: &generator) * 1_000)
            #expect(ChinaTime.parse(rfc3339: ChinaTime.rfc3339(instant)) == instant)
        }
    }

    @Test func theDayInChinaBeginsEightHoursBeforeGreenwich() {
        #expect(ChinaTime.date(of: at("2026-11-22T15:59:59Z")) == day("2026-11-22"))
        #expect(ChinaTime.date(of: at("2026-11-22T16:00:00Z")) == day("2026-11-23"))
        #expect(ChinaTime.date(of: Instant(milliseconds: -28_800_001)) == day("1969-12-31"))
        #expect(ChinaTime.clockText(at("2026-11-22T16:05:09Z")) == "00:05")
        #expect(ChinaTime.clockText(at("2026-11-22T16:05:09Z"), seconds: true) == "00:05:09")
    }

    @Test func theLastDayOfALimitEndsAtMidnight() {
        #expect(ChinaTime.rfc3339(ChinaTime.endOfDay(day("2026-02-24"))) == "2026-02-24T23:59:59+08:00")
    }
}
