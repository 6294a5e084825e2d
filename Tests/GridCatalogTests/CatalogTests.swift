import GridCatalog
import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CatalogTests {
    private let catalog: Catalog

    init() throws { catalog = try #require(SampleDistrict().read().catalog) }

    private func site(_ id: String) throws -> Site { try #require(SiteID(id).flatMap(catalog.site)) }
    private func division(_ code: String) throws -> DivisionCode { try #require(DivisionCode(code)) }
    private func day(_ text: String) throws -> LocalDate { try #require(LocalDate(text)) }

    @Test func aPlaceIsNamedFromTheCountyDown() throws {
        #expect(catalog.fullName(try division("512002001001")) == "雁江区 · 莲花街道 · 九眼桥社区")
        #expect(catalog.townships.map(\.name) == ["莲花街道"])
    }

    @Test func aPosterOutlivesReGridding() throws {
        let estate = try site("S0002")
        #expect(catalog.cellInForce(for: estate, on: try day("2026-06-30"))?.code.text == "512002001001002")
        // 莲花小区 lies in the fourth cell, the eastern half of the old second one.
        #expect(catalog.cellInForce(for: estate, on: try day("2026-07-01"))?.code.text == "512002001001004")
        #expect(catalog.cellInForce(for: estate, on: try day("2023-01-01")) == nil)
    }

    @Test func aCellDividedTwiceStillHandsOverToWhereTheSiteLies() throws {
        let again = SampleDistrict()
            .changing("yanjiang/cells.csv", "260,2026-07-01,,5", to: "260,2026-07-01,2026-09-30,5")
            .adding(
                "512002001001005,第五网格,ordinary,512002001001,260,2026-10-01,,512002001001004",
                to: "yanjiang/cells.csv"
            )
            .changing("yanjiang/shapes.geojson", "512002001001004", to: "512002001001005")
            .changing("yanjiang/staff.csv", "512002001001004", to: "512002001001005")
        let (divided, problems) = again.read()
        #expect(problems.map(\.description) == [])
        let catalog = try #require(divided)
        let estate = try #require(SiteID("S0002").flatMap(catalog.site))
        #expect(catalog.cellInForce(for: estate, on: SampleDistrict.day)?.code.text == "512002001001005")
    }

    @Test func aSiteMayMoveFromOneDayToTheNextButNotOnTheSameDay() throws {
        let ended = SampleDistrict().changing(
            "yanjiang/sites.csv", "滨江路,30.135,104.655,2025-03-01,",
            to: "滨江路,30.135,104.655,2025-03-01,2026-06-30")
        let row = "S0003,滨江工地,buildingSite,512002001201001,莲花街道滨江路,30.135,104.655,"
        let moved = ended.adding(row + "2026-07-01,", to: "yanjiang/sites.csv").read()
        #expect(moved.problems.isEmpty)
        #expect(SiteID("S0003").flatMap { moved.catalog?.site($0) }?.cell.text == "512002001201001")
        let sameDay = ended.adding(row + "2026-06-30,", to: "yanjiang/sites.csv").read()
        #expect(sameDay.problems.brief == ["sites.csv:5 overlappingDates"])
    }

    @Test func withoutADrawingTheFirstSuccessorTakesOver() throws {
        let undrawn = try #require(
            SampleDistrict().replacing("yanjiang/shapes.geojson", with: nil).read().catalog)
        let estate = try #require(SiteID("S0002").flatMap(undrawn.site))
        #expect(undrawn.cellInForce(for: estate, on: SampleDistrict.day)?.code.text == "512002001001003")
    }

    @Test func aStationOfAFieldCoversEverythingBelowItsDivision() throws {
        let village = try division("512002001201")
        #expect(
            catalog.station(kind: .specialised, specialty: "family", covering: village)?.id.text
                == "st-family")
        #expect(catalog.station(kind: .specialised, specialty: "traffic", covering: village) == nil)
        #expect(catalog.townshipStation(of: village)?.phone == "028-5550-0002")
        #expect(catalog.countyCentre(of: village)?.id.text == "st-512002")
        #expect(catalog.townshipStation(of: try division("512002")) == nil)
    }

    @Test func dangerIsHeardThroughSpacesPunctuationAndFullWidthForms() {
        #expect(catalog.emergencies(in: "我老公 打，我！").map(\.id) == ["E2"])
        #expect(catalog.emergencies(in: "工头扣\n身份证，不让走").map(\.id) == ["E10"])
        #expect(catalog.emergencies(in: "邻居打电话太吵").isEmpty)
        #expect(catalog.emergencies(in: "").isEmpty)
    }

    @Test func emergenciesComeOnceAndInOrderOfNumber() {
        let found = catalog.emergencies(in: "不让走，扣身份证，家暴，老公打我")
        #expect(found.map(\.id) == ["E2", "E10"])
        #expect(found.first?.call == ["110"])
    }

    @Test func theFirstRuleOfACategoryCoversItsSecondLevel() throws {
        let violence = try #require(CategoryCode("D0106"))
        let wages = try #require(CategoryCode("D10"))
        #expect(catalog.routing.first { $0.when.asks(category: violence) }?.id == "family-station")
        #expect(catalog.routing.first { $0.when.asks(category: wages) }?.lead == .township)
    }

    @Test func onlyStaffWhoServeTodayAreTaken() throws {
        #expect(
            catalog.staffInFile.map(\.id.text) == ["g0001", "g0002", "s512002001", "county1", "admin1", "s-discipline"])
        let chief = try #require(catalog.staffInFile.first { $0.role == .stationChief })
        #expect(chief.station?.text == "st-512002001")
    }

    @Test func theRosterFindsWhoAnswers() throws {
        let roster = Roster(staff: catalog.staffInFile)
        let cell = try #require(CellCode("512002001001004"))
        #expect(roster.workers(of: cell).map(\.name) == ["李建国"])
        #expect(roster.chiefs(of: try #require(StationID("st-512002001"))).map(\.name) == ["周站长"])
        #expect(roster.supervisors(of: try division("512002")).map(\.name) == ["吴督办"])
        #expect(roster.staff(try #require(StaffID("admin1")))?.role == .admin)
        #expect(roster.all.map(\.id) == roster.all.map(\.id).sorted())
    }

    @Test func theProofNamesEveryCellInForceThatNobodyCovers() {
        let roster = Roster(staff: catalog.staffInFile.filter { $0.id.text != "g0002" })
        let gaps = CoverageProof.gaps(in: catalog, roster: roster, on: SampleDistrict.day)
        #expect(gaps.map(\.problem).brief == ["cells.csv:5 noWorker", "cells.csv:6 noWorker", "cells.csv:7 noWorker"])
        let everybody = Roster(staff: catalog.staffInFile)
        #expect(CoverageProof.gaps(in: catalog, roster: everybody, on: SampleDistrict.day).isEmpty)
    }
}
