import Dispatcher
import GridCatalog
import Matters
import Testing

/// Who has it when the usual one cannot: leave, substitutes, duty, sealed accusations, and any roster at all.
@Suite(.enabled(if: Yanjiang.isHere, "Grids/yanjiang is absent"), .timeLimit(.minutes(1)))
struct FallbackTests {
    /// 九眼桥社区第一网格, which 王国华 (g0001) covers; g0002 covers the building site of the same community.
    private let cell = CellCode("512002001001001")!
    private let wang = StaffID("g0001")!
    private let neighbour = StaffID("g0002")!
    private let lotus = StationID("st-512002001")!
    private let centre = StationID("st-county")!
    private let discipline = StationID("st-discipline")!

    private func dispatcher(
        absences: String = "", duty: String = "", rules: String? = nil, staff: (Staff) -> Bool = { _ in true }
    ) throws -> Dispatcher {
        var files = [
            "yanjiang/absences.csv": "login,from,until,substitute\n" + absences,
            "yanjiang/duty.csv": "station,day,from,to,login\n" + duty,
        ]
        files["rules/routing.yaml"] = rules
        let (catalog, roster) = try Yanjiang.read(replacing: files)
        return Dispatcher(catalog: catalog, roster: Roster(staff: roster.all.filter(staff)))
    }

    @Test func whoStandsInHasItWhileTheWorkerIsAway() throws {
        let away = try dispatcher(absences: "g0001,2026-12-07,2026-12-11,g0005\n")
        let decision = try away.route(.noon(cell), load: [:])
        #expect(decision.holder == .worker(StaffID("g0005")!) && decision.reasons == [.absent, .substitutes])
        #expect(decision.rejected == [Decision.Rejection(holder: .worker(wang), reason: .absent)])
        #expect(decision.duty == StaffID("s512002001")!, "nobody has the turn, so the chief is roused")
        let back = try away.route(.noon(cell, on: "2026-12-12"), load: [:])
        #expect(back.holder == .worker(wang))
    }

    @Test func aSubstituteWhoIsAwayTooIsPassedOverForAWorkerOfTheSameVillage() throws {
        let away = try dispatcher(
            absences: "g0001,2026-12-07,2026-12-11,g0005\ng0005,2026-12-09,2026-12-09,g0001\n")
        let decision = try away.route(.noon(cell), load: [:])
        #expect(decision.holder == .worker(neighbour) && decision.reasons == [.absent, .sameVillage])
    }

    @Test func whenTheWholeVillageIsAwayTheStationSaysWhoAndWithoutItsChiefTheCounty() throws {
        let leave = "g0001,2026-12-07,2026-12-11,\ng0002,2026-12-07,2026-12-11,\n"
        let triage = try dispatcher(absences: leave).route(.noon(cell), load: [:])
        #expect(triage.holder == .station(lotus) && triage.needsTriage)
        let noChief = try dispatcher(absences: leave + "s512002001,2026-12-01,2026-12-31,\n")
        let county = try noChief.route(.noon(cell), load: [:])
        #expect(county.holder == .station(centre) && county.needsTriage && county.lead == lotus)
        #expect(county.rejected.contains(Decision.Rejection(holder: .station(lotus), reason: .absent)))
        let mediator = try dispatcher(absences: leave + "s512002001,2026-12-01,2026-12-31,m0001\n")
        #expect(try mediator.route(.noon(cell), load: [:]).holder == .station(lotus))
    }

    @Test func nobodyStandsInForAWorkerWhomTheReportIsAbout() throws {
        let away = try dispatcher(absences: "g0001,2026-12-07,2026-12-11,g0005\n")
        let about = try away.route(.noon(cell, "D02", [.gridWorker]), load: [:])
        #expect(about.holder == .station(lotus) && about.needsTriage)
        #expect(Set(about.excluded) == [wang, StaffID("g0005")!])
        let village = try away.route(.noon(cell, "D04", [.village]), load: [:])
        #expect(village.about?.village == cell.village && village.about?.station == nil)
        #expect(village.excluded.contains(StaffID("g0005")!) && village.holder == .station(lotus))
        let station = try away.route(.noon(cell, nil, [.station]), load: [:])
        #expect(station.about?.station == lotus && station.holder == .station(centre))
    }

    @Test func atNightWhoHasTheTurnIsRousedAlsoAfterMidnightAndNeverWhomItConcerns() throws {
        let turns = """
            st-512002001,wed,18:00,08:00,m0001
            st-512002001,2026-12-10,18:00,08:00,s512002001
            st-county,wed,18:00,08:00,county2

            """
        let night = try dispatcher(duty: turns)
        let wednesday = try night.route(.noon(cell, minute: 23 * 60), load: [:])
        #expect(wednesday.duty == StaffID("m0001")! && wednesday.reasons == [.coversCell, .onDuty])
        #expect(try night.route(.noon(cell, on: "2026-12-10", minute: 3 * 60), load: [:]).duty == StaffID("m0001")!)
        let morning = try night.route(.noon(cell, on: "2026-12-10", minute: 9 * 60), load: [:])
        #expect(morning.duty == StaffID("s512002001")! && morning.reasons == [.coversCell])
        let about = try night.route(.noon(cell, nil, [.station], minute: 23 * 60), load: [:])
        #expect(about.duty == StaffID("county2")!)
    }

    @Test(arguments: [("D1904", nil), ("D02", Nature.accusation), (nil, Nature.accusation)] as [(String?, Nature?)])
    func anAccusationIsTheDisciplineStationsAlone(category: String?, nature: Nature?) throws {
        let dispatcher = try dispatcher()
        let question = Question.noon(cell, category, [.station], nature: nature)
        let decision = try dispatcher.route(question, load: [:])
        #expect(decision.scopes == [.station(discipline)] && decision.holder == .station(discipline))
        #expect(decision.lead == discipline && decision.overseer == discipline && !decision.needsTriage)
        #expect(decision.duty == StaffID("s-discipline")! && decision.assistants == [] && decision.notified == nil)
        #expect(try dispatcher.seal(question) == decision)
        #expect(try dispatcher.seal(.noon(cell, "D02")) == nil)
        let readers = dispatcher.roster.all.filter { !$0.scopes.isDisjoint(with: decision.scopes) }
        #expect(readers.map(\.id) == [StaffID("s-discipline")!])
    }

    @Test func rulesThatForgetTheDisciplineRouteDoNotOpenAnAccusation() throws {
        let rules = """
            version: "9"
            rules:
              - id: township
                when: {}
                to: {worker: cell, lead: township}
                reason: {zh: 乡镇办理, en: the township}
            """
        let decision = try dispatcher(rules: rules).route(.noon(cell, "D1904"), load: [:])
        #expect(decision.scopes == [.station(discipline)] && decision.rule == "accusation")
    }

    @Test func aRuleMayGiveTheMatterToAStationOfAFieldAndTellBodies() throws {
        let rules = """
            version: "9"
            rules:
              - id: night-crash
                when: {categories: [D13], hours: {from: "22:00", to: "07:00"}, divisions: [512002001], sites: [village]}
                to: {worker: none, lead: {kind: specialised, specialty: traffic}}
                assist: [{kind: township}]
                notify: [{kind: police}, housing]
                reason: {zh: 夜间事故由交通站主办, en: at night the traffic station leads}
              - id: township
                when: {}
                to: {worker: cell, lead: township}
                reason: {zh: 乡镇办理, en: the township}
            """
        let trial = try dispatcher(rules: rules)
        let night = try trial.route(.noon(cell, "D13", minute: 23 * 60), load: [:])
        let traffic = try #require(StationID("st-traffic"))
        #expect(night.rule == "night-crash" && night.holder == .station(traffic) && night.lead == traffic)
        #expect(!night.needsTriage && night.assistants == [lotus] && night.reasons == [.ruled, .specialised])
        #expect(night.notified == [BodyID("traffic-police")!, BodyID("housing")!])
        #expect(night.inputs?.rules == "9" && night.inputs?.siteKind == "village" && night.inputs?.cell == cell)
        #expect(try trial.route(.noon(cell, "D13"), load: [:]).rule == "township")
    }

    /// Whatever the roster, the leave and the report: nobody shut out is chosen or roused, and it ends at a worker or
    /// at a station where somebody answers.
    @Test(arguments: 1...20)
    func noRosterGivesAReportToWhomItConcernsOrToNobody(seed: UInt64) throws {
        var chance = Chance(seed)
        let (_, whole) = try Yanjiang.read.get()
        let villagers = whole.all.filter { $0.station == lotus && $0.role == .gridWorker }.map(\.id.text)
        let leave = villagers.filter { _ in chance.hits(40) }.map { id in
            "\(id),2026-12-0\(1 + chance.below(9)),2026-12-\(10 + chance.below(20)),"
                + (villagers.filter { $0 != id }.randomElement(using: &chance) ?? "")
        }
        let gone = Set(whole.all.map(\.id).filter { _ in chance.hits(25) })
        let kept = StaffID("county1")!
        let dispatcher = try dispatcher(absences: leave.map { $0 + "\n" }.joined()) {
            $0.id == kept || !gone.contains($0.id)
        }
        let cells = dispatcher.catalog.cells.map(\.code).filter { $0.township.text == "512002001" }
        for _ in 0..<40 {
            let concerns = Set(Concern.allCases.filter { _ in chance.hits(35) })
            let category = ["D01", "D02", "D1904", "D10", nil].randomElement(using: &chance) ?? nil
            let question = Question.noon(
                cells[chance.below(cells.count)], category, concerns, minute: chance.below(1440))
            let decision = try dispatcher.route(question, load: [:])
            if case .worker(let id) = decision.holder {
                #expect(!decision.excluded.contains(id), "\(question)")
                let person = try #require(dispatcher.roster.staff(id))
                #expect(decision.exclusions.isDisjoint(with: person.identities), "\(question)")
            }
            if let duty = decision.duty { #expect(!decision.excluded.contains(duty), "\(question)") }
            if case .station(let id) = decision.holder, category != "D1904" {
                let answers = dispatcher.roster.all.contains {
                    $0.station == id && ($0.role == .stationChief || $0.role == .countySupervisor)
                        && !decision.excluded.contains($0.id)
                }
                #expect(answers, "\(question) ended at \(id), where nobody is")
            }
        }
    }
}

/// Pseudo-random choices that are the same in every run (SplitMix64).
private struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func hits(_ percent: Int) -> Bool { below(100) < percent }
}
