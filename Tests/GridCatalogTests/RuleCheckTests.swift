import Matters
import Testing

@testable import GridCatalog

/// What the checker says about the rules and the calendar.
@Suite(.timeLimit(.minutes(1)))
struct RuleCheckTests {
    @Test(arguments: [
        ("categories.csv", "D0106,D01,", "D0106,D10,", ["categories.csv:3 wrongParent"]),
        ("categories.csv", "D0106,D01,", "D0206,D02,", ["categories.csv:3 unknownReference"]),
        (
            "categories.csv", "unpaid wages,wages,", "unpaid wages,money,",
            ["categories.csv:4 unknownReference"]
        ),
        (
            "categories.csv", "unpaid wages,wages,", "unpaid wages,,",
            [
                "categories.csv:4 missingValue", "tiles.csv:2 unknownReference",
                "bodies.csv:2 unknownReference",
            ]
        ),
        ("categories.csv", ",danger,", ",urgent,", ["categories.csv:3 unknownWord"]),
        ("tiles.csv", "family,D01", "family,D02", ["tiles.csv:3 unknownReference"]),
        (
            "tiles.csv", "family,D01", "wages,D01",
            [
                "categories.csv:2 unknownReference", "categories.csv:3 unknownReference",
                "tiles.csv:3 duplicate",
            ]
        ),
        ("hotlines.csv", "12333", "0832-12333", ["hotlines.csv:3 malformed"]),
        ("hotlines.csv", ",no,", ",maybe,", ["hotlines.csv:3 unknownWord"]),
        ("hotlines.csv", "12333,劳动", "110,劳动", ["hotlines.csv:3 duplicate"]),
        ("emergencies.yaml", "老公打我", "打", ["emergencies.yaml:7 malformed"]),
        ("emergencies.yaml", "\"12110\"", "一一〇", ["emergencies.yaml:1 malformed"]),
        ("emergencies.yaml", "id: E2", "id: E10", ["emergencies.yaml:7 duplicate"]),
        (
            "emergencies.yaml", "call: [\"110\"]", "call: 110",
            ["emergencies.yaml:7 missingValue", "emergencies.yaml:10 malformed"]
        ),
        ("emergencies.yaml", "call: [\"110\"]", "call: []", ["emergencies.yaml:7 missingValue"]),
        (
            "emergencies.yaml", "  call: [\"110\"]\n", "  context: [past]\n  call: [\"110\"]\n",
            ["emergencies.yaml:7 unknownReference"]
        ),
        ("limits.yaml", "amount: 60\n", "amount: 61\n", ["limits.yaml:19 longerThanStatute"]),
        (
            "limits.yaml", "unit: days\n    statute", "unit: workingDays\n    statute",
            ["limits.yaml:19 longerThanStatute"]
        ),
        ("limits.yaml", "unit: dutyMinutes", "unit: weeks", ["limits.yaml:9 unknownWord"]),
        ("limits.yaml", "starts: filed", "starts: submitted", ["limits.yaml:6 unknownWord"]),
        (
            "limits.yaml", "stops: [accepted, visited]", "stops: [accepted, seen]",
            ["limits.yaml:7 unknownWord"]
        ),
        ("limits.yaml", "id: T04", "id: T05", ["limits.yaml:24 duplicate"]),
        ("limits.yaml", "to: \"22:00\"", "to: \"06:00\"", ["limits.yaml:10 malformed"]),
        ("limits.yaml", "前办完", "", []),
        ("limits.yaml", "{date}前办完", "尽快办完", ["limits.yaml:16 malformed"]),
        (
            "limits.yaml", "    local: true", "    lokal: true",
            ["limits.yaml:3 unknownWord", "limits.yaml:3 missingValue"]
        ),
        ("limits.yaml", "limits:\n", "limits: [\n", ["limits.yaml:3 syntax"]),
    ])
    func eachFaultIsNamedWithItsLine(file: String, old: String, new: String, expected: [String]) {
        let (_, problems) = SampleDistrict().changing("rules/\(file)", old, to: new).read()
        #expect(problems.brief == expected, "\(problems)")
    }

    @Test(arguments: [
        ("2026-10-01,off,国庆", "2026-01-01,off,元旦", "2026.csv:4 duplicate"),
        ("2026-02-14,work", "2026-02-13,work", "2026.csv:3 calendarDay"),
        ("2026-10-01,off", "2028-10-01,off", "2026.csv:4 calendarDay"),
        ("2026-10-01,off", "2026-10-01,holiday", "2026.csv:4 unknownWord"),
        ("2026-10-01,off", "2026-02-30,off", "2026.csv:4 malformed"),
    ])
    func aWrongCalendarDayIsNamed(old: String, new: String, expected: String) {
        #expect(
            SampleDistrict().changing("calendar/2026.csv", old, to: new).read().problems.brief == [expected])
    }

    @Test func aMissingCalendarOfNextYearIsAWarningWhenLimitsReachIt() {
        let sample = SampleDistrict().replacing("calendar/2027.csv", with: nil)
        let (catalog, problems) = sample.read()
        #expect(problems.brief == ["2027.csv missingYear"])
        #expect(catalog?.rulebook.calendar.knows(2027) == false)
        #expect(
            CatalogParse.read(sample.folder, on: LocalDate(year: 2026, month: 7, day: 1)!).problems.isEmpty)
    }

    @Test func aShorterLocalLimitIsAllowed() throws {
        let catalog = try #require(
            SampleDistrict().changing("rules/limits.yaml", "amount: 60\n", to: "amount: 15\n").read().catalog)
        #expect(catalog.rulebook.limits.first { $0.id == "T05" }?.amount.count == 15)
    }

    @Test func limitsAreReadInFull() throws {
        let rulebook = try #require(SampleDistrict().read().catalog).rulebook
        #expect(rulebook.limits.map(\.id) == ["R01", "T05", "T04"])
        let first = rulebook.limits[0]
        #expect(first.version == "2026-11")
        #expect(first.amount == TimeLimit.Amount(30, .dutyMinutes))
        #expect(first.duty == TimeLimit.DutyHours(from: 420, to: 1320, resume: 480))
        #expect(first.stops == [.accepted, .visited])
        #expect(first.isLocal && first.promise == nil)
        #expect(rulebook.limits[1].promise?.zh == "{date}前办完，给您答复")
        #expect(!rulebook.calendar.isWorkingDay(LocalDate(year: 2026, month: 10, day: 1)!))
        #expect(rulebook.calendar.isWorkingDay(LocalDate(year: 2026, month: 2, day: 14)!))
    }

    @Test func aSecondLevelTakesOverWhatItLeavesEmpty() throws {
        let catalog = try #require(SampleDistrict().read().catalog)
        let violence = try #require(CategoryCode("D0106").flatMap(catalog.category))
        #expect(violence.name.zh == "家暴")
        #expect(violence.tile.text == "family")
        #expect(violence.urgency == .danger)
        #expect(violence.handledBy.zh == "婚姻家庭站")
    }
}
