import Matters
import Testing

@testable import GridCatalog

/// What the checker says about `routing.yaml`, `absences.csv` and `duty.csv`.
@Suite(.timeLimit(.minutes(1)))
struct RoutingFileTests {
    private static let last = "when: {}\n    to: {worker: cell, lead: township}"

    @Test(arguments: [
        ("    when: {}\n", "", ["routing.yaml:8 missingValue"]),
        ("[D01]", "[D77]", ["routing.yaml:4 unknownReference", "stations.csv:4 unreachableStation"]),
        (last, last.replacing("lead: township", with: "lead: village"), ["routing.yaml:10 unknownWord"]),
        (
            last, last.replacing("{worker: cell, lead: township}", with: "{worker: cell}"),
            ["routing.yaml:10 missingValue"]
        ),
        ("when: {}", "when: {workdays: true}", ["routing.yaml:1 routingGap"]),
        ("when: {}", "when: {hours: {from: \"07:00\", to: \"07:00\"}}", ["routing.yaml:9 malformed"]),
        ("when: {}", "when: {sites: [farm]}", ["routing.yaml:9 unknownWord"]),
        ("when: {}", "when: {sites: []}", ["routing.yaml:9 missingValue"]),
        (
            "specialty: family", "specialty: land",
            ["routing.yaml:3 unreachableStation", "stations.csv:4 unreachableStation"]
        ),
        ("    assist:", "    notify: [nobody]\n    assist:", ["routing.yaml:6 unknownReference"]),
        ("{categories: [D01]}", "{divisions: [512002999]}", ["routing.yaml:3 unknownReference"]),
    ])
    func eachFaultOfTheRulesIsNamedWithItsLine(old: String, new: String, expected: [String]) {
        let (_, problems) = SampleDistrict().changing("rules/routing.yaml", old, to: new).read()
        #expect(problems.brief == expected, "\(problems)")
    }

    private func rules(_ conditions: String...) -> SampleDistrict {
        let rules = conditions.enumerated().map { index, when in
            """
              - id: r\(index + 1)
                when: \(when)
                to: {worker: cell, lead: township}
                assist: [{kind: specialised, specialty: family}]
                reason: {zh: 试, en: a trial}

            """
        }
        let text = "version: \"9\"\nrules:\n" + rules.joined()
        return SampleDistrict().replacing("rules/routing.yaml", with: Array(text.utf8))
    }

    @Test func aRuleBehindAWiderOneIsShadowed() {
        #expect(
            rules("{categories: [D01]}", "{categories: [D0106]}", "{}").read().problems.brief == [
                "routing.yaml:8 shadowedRule"
            ])
        #expect(
            rules("{divisions: [512002001]}", "{divisions: [512002001201], sites: [market]}", "{}").read()
                .problems.brief.contains("routing.yaml:8 shadowedRule"))
        #expect(rules("{}", "{}").read().problems.brief == ["routing.yaml:8 shadowedRule"])
    }

    @Test func rulesThatTogetherTakeEverythingShadowWhatFollows() {
        let day = "{hours: {from: \"07:00\", to: \"22:00\"}}"
        let night = "{hours: {from: \"22:00\", to: \"07:00\"}}"
        let (_, problems) = rules(day, night, "{categories: [D01]}", "{}").read()
        #expect(problems.brief == ["routing.yaml:13 shadowedRule", "routing.yaml:18 shadowedRule"])
        #expect(problems.first?.message.en.contains("r1 r2") ?? false, "both are named")
    }

    @Test func aRuleWithSomethingLeftToItIsNotShadowed() {
        let narrow = rules(
            "{categories: [D0106]}", "{categories: [D01], workdays: true}", "{categories: [D01], concerns: [village]}",
            "{hours: {from: \"22:00\", to: \"06:00\"}}", "{hours: {from: \"21:00\", to: \"23:00\"}}",
            "{languages: [en]}",
            "{natures: [N1, N2, N3]}", "{}")
        #expect(narrow.read().problems.brief == [])
    }

    @Test func theRulesOfAnOlderFolderAreReadAsTheyWereMeant() throws {
        let old = """
            version: "2026-11"
            rules:
              - id: family-station
                when: {categories: [D01]}
                station: {kind: specialised, specialty: family}
                reason: {zh: 由专门站点协办, en: the family station assists}
              - id: township
                when: {}
                station: {kind: township}
                reason: {zh: 由乡镇办理, en: handled by the township}
            """
        let read = SampleDistrict().replacing("rules/routing.yaml", with: Array(old.utf8)).read()
        #expect(read.problems.brief == [])
        let new = try #require(SampleDistrict().read().catalog).routing
        let rules = try #require(read.catalog).routing
        #expect(rules.map(\.when) == new.map(\.when) && rules.map(\.assists) == new.map(\.assists))
        #expect(rules.allSatisfy { $0.lead == .township && $0.worker == .cell })
    }

    @Test func aDistrictWithoutADisciplineStationIsTold() {
        let sample = SampleDistrict().changing(
            "yanjiang/stations.csv", "st-discipline,雁江区纪检监察站,discipline,,512002,,028-5550-0004\n", to: ""
        ).changing("yanjiang/staff.csv", "s-discipline,陈纪检,stationChief,,,st-discipline,,2024-01-01,\n", to: "")
        #expect(sample.read().problems.brief == ["stations.csv noDiscipline"])
    }

    @Test func aDisciplineStationWithoutStaffIsNamed() throws {
        let sample = SampleDistrict().changing(
            "yanjiang/staff.csv", "s-discipline,陈纪检,stationChief,,,st-discipline,,2024-01-01,\n", to: "")
        let problems = sample.read().problems
        #expect(problems.map(\.kind) == [.unstaffedStation] && problems.allSatisfy(\.isWarning))
        #expect(try #require(problems.first).message.zh.contains("雁江区纪检监察站"))
        let catalog = try #require(SampleDistrict().read().catalog)
        let left = Roster(staff: catalog.staffInFile.filter { $0.id.text != "s-discipline" })
        #expect(CoverageProof.unstaffed(in: catalog, roster: left).map(\.id.text) == ["st-discipline"])
        #expect(CoverageProof.unstaffed(in: catalog, roster: Roster(staff: catalog.staffInFile)).isEmpty)
    }

    @Test(
        arguments: [
            ("g0001,2026-12-01,2026-12-05,g0002", []),
            ("g0001,2026-12-01,2026-12-05,", []),
            ("g0001,2026-12-05,2026-12-01,", ["absences.csv:2 endsBeforeStart"]),
            ("g0009,2026-12-01,2026-12-05,", ["absences.csv:2 unknownReference"]),
            ("g0001,2026-12-01,2026-12-05,g0001", ["absences.csv:2 malformed"]),
            ("g0001,2026-12-01,2026-12-05,county1", ["absences.csv:2 malformed"]),
            ("g0001,2026-12-01,2026-12-05,\ng0001,2026-12-03,2026-12-09,", ["absences.csv:3 overlappingDates"]),
            ("g0001,2026-12-01,2026-12-05,g0002\ng0002,2026-12-05,2026-12-06,", ["absences.csv:2 closedCell"]),
        ] as [(String, [String])])
    func eachFaultOfTheListOfLeaveIsNamed(rows: String, expected: [String]) {
        let text = "login,from,until,substitute\n\(rows)\n"
        let read = SampleDistrict().replacing("yanjiang/absences.csv", with: Array(text.utf8)).read()
        #expect(read.problems.brief == expected, "\(read.problems)")
    }

    @Test(
        arguments: [
            ("st-512002001,mon,18:00,08:00,s512002001", []),
            ("st-512002001,2026-10-01,00:00,24:00,s512002001", []),
            ("st-512002001,monday,18:00,08:00,s512002001", ["duty.csv:2 malformed"]),
            ("st-512002001,mon,25:00,08:00,s512002001", ["duty.csv:2 malformed"]),
            ("st-512002001,mon,18:00,08:00,g0001", ["duty.csv:2 malformed"]),
            ("st-nowhere,mon,18:00,08:00,s512002001", ["duty.csv:2 unknownReference"]),
        ] as [(String, [String])])
    func eachFaultOfTheDutyRosterIsNamed(row: String, expected: [String]) {
        let text = "station,day,from,to,login\n\(row)\n"
        let read = SampleDistrict().replacing("yanjiang/duty.csv", with: Array(text.utf8)).read()
        #expect(read.problems.brief == expected, "\(read.problems)")
    }

    @Test func aTownshipWithoutAChiefAndACountyWithoutASupervisorLeaveNobodyAtNight() throws {
        let chief = "s512002001,周站长,stationChief,512002001,,,,2024-01-01,\n"
        let county = "county1,吴督办,countySupervisor,512002,,,,2024-01-01,\n"
        let sample = SampleDistrict().changing("yanjiang/staff.csv", chief, to: "")
        #expect(sample.read().problems.brief == [], "the county answers")
        let problems = sample.changing("yanjiang/staff.csv", county, to: "").read().problems
        #expect(Set(problems.map(\.kind)) == [.noWayOutOfHours, .noAlternative])
        let alone = SampleDistrict().changing("yanjiang/staff.csv", county, to: "").read()
        let catalog = try #require(alone.catalog, "a warning, and no code is issued there")
        let gaps = CoverageProof.gaps(in: catalog, roster: Roster(staff: catalog.staffInFile), on: SampleDistrict.day)
        #expect(!gaps.isEmpty && gaps.allSatisfy { $0.kind == .alternative(.station) })
    }
}
