import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReportTests {
    private func faults(_ change: (inout RawReport) -> Void) -> [ReportField: TextFault] {
        var raw = RawReport.leak
        change(&raw)
        do {
            _ = try Report(raw)
            return [:]
        } catch {
            return error.faults
        }
    }

    @Test func aCompleteReportIsReadOnce() throws {
        let report = try Report(.leak)
        #expect(report.text == "楼上漏水三个月，找物业没人管")
        #expect(report.category?.text == "D02")
        #expect(report.contact?.name == "张秀英" && report.contact?.phone?.text == "13800001234")
        #expect(report.contact?.isShared == true)
        #expect(report.claimedAt == at("2026-11-22 16:11") + .seconds(39))
        #expect(report.concerns == [] && !report.isForOther && report.location == nil)
    }

    @Test func aTextAloneIsEnough() throws {
        var raw = RawReport()
        raw.draft = "a1b2c3d4e5f6a7b8"
        raw.text = "路灯坏了"
        raw.shareContact = true
        let report = try Report(raw)
        #expect(report.contact == nil && report.category == nil && report.claimedAt == nil)
    }

    @Test func everyFaultIsNamedAtOnce() {
        let faults = faults {
            $0.text = " \n"
            $0.name = "张\u{7}秀英"
            $0.phone = "没有电话"
            $0.category = "D77"
            $0.concerns = ["village", "mayor"]
            $0.draft = "short"
            $0.claimedAt = "昨天"
        }
        #expect(
            faults == [
                .text: .empty, .name: .unreadable, .phone: .notANumber, .category: .unreadable,
                .concerns: .unreadable, .draft: .unreadable, .claimedAt: .unreadable,
            ])
    }

    @Test func eachFieldIsHeldToItsBound() {
        #expect(faults { $0.text = String(repeating: "长", count: 8_001) } == [.text: .tooLong(limit: 8_000)])
        #expect(faults { $0.name = String(repeating: "名", count: 41) } == [.name: .tooLong(limit: 40)])
        #expect(faults { $0.phone = String(repeating: "1", count: 21) } == [.phone: .tooLong(limit: 20)])
        #expect(faults { $0.draft = "" } == [.draft: .empty])
        #expect(faults { $0.draft = String(repeating: "a", count: 65) } == [.draft: .unreadable])
        #expect(faults { $0.category = "d02" } == [.category: .unreadable])
    }

    @Test(arguments: ["a1b2c3d4e5f6a7b8", String(repeating: "Z", count: 64), "0123456789-_abcd"])
    func aDraftIdentifierIsLongEnoughNotToBeGuessed(text: String) {
        #expect(DraftID(text)?.text == text)
    }

    @Test(arguments: [
        "a1b2c3d4e5f6a7b", "a1b2 c3d4e5f6a7b8", "诉求诉求诉求诉求诉求诉求", "a1b2c3d4e5f6a7b8;", "a1b2c3d4e5f6a7b\u{E9}",
    ])
    func anyOtherDraftIdentifierIsRefused(text: String) {
        #expect(DraftID(text) == nil)
    }

    @Test func aPlaceOutsideTheGlobeIsNone() {
        #expect(Location(lat: 30.147737, lon: 104.592391) != nil)
        #expect(Location(lat: 90.1, lon: 0) == nil && Location(lat: 0, lon: 180.1) == nil)
        #expect(Location(lat: .nan, lon: 0) == nil)
    }

    @Test func theTrailKeepsTheWordsApartFromTheFacts() throws {
        let events = Matter.open(
            try Report(.leak), cell: People.cell, number: MatterNumber(year: 2026, serial: 1), decision: .toWorker,
            at: at("2026-11-22 16:12"), rules: .district)
        #expect(events.map(\.kind) == [.filed, .dispatched] && events.map(\.version) == [1, 2])
        #expect(events[0].words == [.text: "楼上漏水三个月，找物业没人管", .name: "张秀英", .phone: "13800001234"])
        #expect(events[1].words == [:])
        let facts = String(describing: events.map(\.facts))
        for word in ["漏水", "张秀英", "13800001234"] { #expect(!facts.contains(word)) }
    }
}
