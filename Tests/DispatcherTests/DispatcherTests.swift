import Dispatcher
import GridCatalog
import Matters
import Testing

/// Where reports of 雁江区 go, with the district's real divisions and rules and its invented staff.
@Suite(.enabled(if: Yanjiang.isHere, "Grids/yanjiang is absent"), .timeLimit(.minutes(1)))
struct DispatcherTests {
    private let catalog: Catalog
    private let roster: Roster
    private let dispatcher: Dispatcher
    /// 九眼桥社区第一网格, which 王国华 covers.
    private let cell = CellCode("512002001001001")!
    private let wang = StaffID("g0001")!
    private let lotus = StationID("st-512002001")!
    private let centre = StationID("st-county")!

    init() throws {
        (catalog, roster) = try Yanjiang.read.get()
        dispatcher = Dispatcher(catalog: catalog, roster: roster)
    }

    private func route(
        _ category: String? = nil, _ concerns: Set<Concern> = [], load: [StaffID: Int] = [:]
    ) throws -> Decision {
        try dispatcher.route(asked(category, concerns), load: load)
    }

    private func asked(_ category: String? = nil, _ concerns: Set<Concern> = []) -> Question {
        .noon(cell, category, concerns)
    }

    /// The district with one more worker in the cell.
    private func with(_ extra: Staff...) -> Dispatcher {
        Dispatcher(catalog: catalog, roster: Roster(staff: roster.all + extra))
    }

    private func worker(_ id: String, station: StationID? = nil) -> Staff {
        Staff(id: StaffID(id)!, name: "李明", role: .gridWorker, cells: [cell], station: station ?? lotus)
    }

    @Test func theCellsWorkerHasItAndTheTownshipsStationAnswersForIt() throws {
        let decision = try route()
        #expect(decision.holder == .worker(wang) && decision.lead == lotus && decision.overseer == centre)
        #expect(!decision.needsTriage && decision.excluded == [] && decision.assistants == [])
        #expect(decision.reasons == [.coversCell] && decision.rejected == [] && decision.rule == "township")
        let county = try #require(DivisionCode("512002"))
        #expect(
            Set(decision.scopes) == [.cell(cell), .staff(wang), .station(lotus), .station(centre), .county(county)])
    }

    @Test func ofTwoWorkersTheOneWithLessToDoHasIt() throws {
        let two = with(worker("g9001"))
        #expect(two.candidates(for: asked()) == [wang, StaffID("g9001")!])
        let decision = try two.route(asked(), load: [wang: 3, StaffID("g9001")!: 2])
        #expect(decision.holder == .worker(StaffID("g9001")!))
        #expect(decision.reasons == [.coversCell, .leastLoaded])
        #expect(decision.rejected == [Decision.Rejection(holder: .worker(wang), reason: .leastLoaded)])
        let other = try two.route(asked(), load: [wang: 1, StaffID("g9001")!: 2])
        #expect(other.holder == .worker(wang))
        // Who has none is not in the list; of equals the first account has it.
        let equal = try two.route(asked(), load: [:])
        #expect(equal.holder == .worker(wang))
    }

    @Test(arguments: [
        ("D01", "st-family", "family-station"), ("D0102", "st-family", "family-station"),
        ("D11", "st-property", "property-station"), ("D12", "st-medical", "medical-station"),
        ("D13", "st-traffic", "traffic-station"),
    ])
    func theStationOfTheFieldAssists(category: String, station: String, rule: String) throws {
        let decision = try route(category)
        let assistant = try #require(StationID(station))
        #expect(decision.assistants == [assistant] && decision.rule == rule)
        #expect(decision.scopes.contains(.station(assistant)) && decision.lead == lotus)
        #expect(decision.reasons == [.coversCell, .specialised])
    }

    @Test func aFieldWithoutItsOwnStationStaysWithTheTownship() throws {
        let decision = try route("D10")
        #expect(decision.assistants == [] && decision.rule == "township" && decision.reasons == [.coversCell])
    }

    @Test func aReportAboutTheWorkerGoesToTheStation() throws {
        let decision = try route("D02", [.gridWorker])
        #expect(decision.holder == .station(lotus) && decision.needsTriage && decision.lead == lotus)
        #expect(decision.excluded == [wang] && decision.reasons == [.aboutWorker])
        #expect(decision.rejected == [Decision.Rejection(holder: .worker(wang), reason: .aboutWorker)])
        try expectNobodyItConcernsKnows(decision, [wang])
    }

    @Test func aReportAboutTheVillagePassesAllItsWorkersOver() throws {
        let village = roster.all.filter { $0.cells.contains { $0.village == cell.village } }.map(\.id)
        #expect(village.count >= 2, "王国华, and who covers the building site")
        let decision = try route("D04", [.village])
        #expect(decision.holder == .station(lotus) && decision.needsTriage && decision.reasons == [.aboutVillage])
        #expect(Set(decision.excluded) == Set(village))
        try expectNobodyItConcernsKnows(decision, village)
    }

    @Test func aReportAboutTheStationGoesToTheCountyCentre() throws {
        let people = roster.all.filter { $0.station == lotus }.map(\.id)
        let decision = try route("D01", [.station])
        #expect(decision.holder == .station(centre) && decision.lead == centre && decision.overseer == centre)
        #expect(decision.needsTriage && decision.assistants == [] && decision.reasons == [.aboutStation])
        #expect(Set(decision.excluded) == Set(people) && people.contains(StaffID("g0001")!))
        #expect(!decision.scopes.contains(.station(lotus)))
        try expectNobodyItConcernsKnows(decision, people)
    }

    @Test func aReportAboutTheStationIsNotOpenToWhoeverComesToTheCellLater() throws {
        let neighbour = worker("x0001", station: StationID("st-512002002")!)
        let decision = try with(neighbour).route(asked(nil, [.station]), load: [:])
        #expect(decision.holder == .worker(neighbour.id), "of another station, so the report is not about them")
        #expect(decision.scopes.contains(.staff(neighbour.id)) && !decision.scopes.contains(.cell(cell)))
    }

    @Test func aReportAboutAllOfThemLeavesOnlyTheCounty() throws {
        let decision = try route(nil, Set(Concern.allCases))
        #expect(decision.holder == .station(centre) && decision.needsTriage)
        #expect(decision.reasons == [.aboutWorker, .aboutStation, .aboutVillage])
        let who = roster.all.filter { person in
            !person.scopes.isDisjoint(with: decision.scopes) && !decision.excluded.contains(person.id)
        }
        #expect(Set(who.map(\.role)).isSubset(of: [.countySupervisor, .inspector]))
    }

    /// Nobody the report is about is in a granted circle without being shut out of it.
    private func expectNobodyItConcernsKnows(_ decision: Decision, _ people: [StaffID]) throws {
        let report = try Report(
            {
                var raw = RawReport()
                raw.draft = "a1b2c3d4e5f6a7b8"
                raw.text = "网格员收了钱不办事"
                return raw
            }(), site: SiteID("S0001")!, knows: { _ in true })
        let matter = try Matter(
            Matter.open(
                report, cell: cell, number: MatterNumber(year: 2026, serial: 1), decision: decision,
                at: ChinaTime.instant(Yanjiang.today), rules: catalog.rulebook))
        for id in people {
            let person = try #require(roster.staff(id))
            #expect(!matter.isVisible(to: person), "\(id)")
        }
        #expect(roster.all.contains { !matter.allowed(for: $0).isEmpty }, "somebody must be able to act")
    }

    @Test func withoutAWorkerTheStationMustSayWho() throws {
        let empty = Dispatcher(catalog: catalog, roster: Roster(staff: []))
        let decision = try empty.route(asked(), load: [:])
        #expect(decision.holder == .station(lotus) && decision.needsTriage && decision.reasons == [.noWorker])
    }

    @Test func aCellOfNowhereIsRefused() {
        let nowhere = CellCode("110101001001001")!
        #expect(throws: NoStation.self) {
            try dispatcher.route(.noon(nowhere), load: [:])
        }
    }

    @Test func everySiteInForceRoutesToAWorkerAndAStation() throws {
        let inForce = catalog.sites.filter { $0.dates.contains(Yanjiang.today) }
        #expect(inForce.count > 600)
        for site in inForce {
            let cell = try #require(catalog.cellInForce(for: site, on: Yanjiang.today), "\(site.id)")
            for concerns in [[], [.gridWorker], [.village], [.station]] as [Set<Concern>] {
                let decision = try dispatcher.route(.noon(cell.code, "D02", concerns), load: [:])
                #expect(catalog.station(decision.lead) != nil && catalog.station(decision.overseer)?.kind == .county)
                #expect(concerns.isEmpty ? !decision.needsTriage : true, "\(site.id) has no worker")
                if case .worker(let id) = decision.holder { #expect(!decision.excluded.contains(id)) }
                if !concerns.contains(.station) {
                    #expect(catalog.station(decision.lead)?.division == cell.code.township, "\(site.id)")
                }
            }
        }
    }

    @Test func theSameQuestionHasTheSameAnswer() throws {
        let again = Dispatcher(catalog: catalog, roster: Roster(staff: roster.all.reversed()))
        #expect(try route("D01", [.village]) == again.route(asked("D01", [.village]), load: [:]))
    }
}
