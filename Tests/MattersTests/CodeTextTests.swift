import Matters
import Testing

/// Identifiers and the short texts that the ledger stores.
@Suite(.timeLimit(.minutes(1)))
struct CodeTextTests {
    @Test func aCellLiesInItsVillageTownshipAndCounty() throws {
        let cell = try #require(CellCode("512002001001901"))
        #expect(cell.isSpecial && !People.cell.isSpecial)
        #expect(
            cell.village.text == "512002001001" && cell.township.text == "512002001" && cell.county.text == "512002")
        #expect(CellCode("512002001001001-02")?.village == cell.village)
    }

    @Test(arguments: [
        "512002001001", "512002001001000", "512002001001001-2", "512002001001001_02", "51200200100100１", "",
    ])
    func whatIsNoCellIsRefused(text: String) { #expect(CellCode(text) == nil) }

    @Test func aDivisionKnowsWhatItLiesIn() throws {
        let village = try #require(DivisionCode("512002001001"))
        #expect(village.level == .village && village.parent?.level == .township)
        #expect(village.parent?.parent?.text == "512002" && village.parent?.parent?.parent == nil)
        #expect(DivisionCode("5120020") == nil && DivisionCode("51200２") == nil)
    }

    @Test func aCategoryKnowsItsFirstLevel() {
        #expect(CategoryCode("D0206")?.top.text == "D02" && CategoryCode("D02")?.top.text == "D02")
        for text in ["D2", "D020", "X02", "D0A", "d02"] { #expect(CategoryCode(text) == nil) }
    }

    @Test func anIdentifierIsPlainAndShort() {
        #expect(StaffID("g0001")?.text == "g0001" && StaffID(String(repeating: "a", count: 40)) != nil)
        for text in ["", "王国华", "a b", "a:b", "a/b", String(repeating: "a", count: 41)] {
            #expect(StaffID(text) == nil)
        }
    }

    @Test func whoDidItReadsBack() {
        let actors: [Actor] = [.resident, .system] + Role.allCases.map { .staff(People.wang.id, $0) }
        for actor in actors { #expect(Actor(text: actor.text) == actor) }
        for text in ["", "nobody", "staff:g0001", "staff:g0001:boss", "staff::gridWorker", "resident:"] {
            #expect(Actor(text: text) == nil)
        }
    }

    @Test func whoHasItAndWhoSeesItReadBack() {
        for holder in [Holder.worker(People.wang.id), .station(People.lotus)] {
            #expect(Holder(text: holder.text) == holder)
        }
        let scopes: [Scope] = [
            .cell(People.cell), .staff(People.wang.id), .station(People.lotus), .county(People.county),
        ]
        for scope in scopes { #expect(Scope(text: scope.text) == scope) }
        for text in ["", "worker", "worker:", "cell:512", "village:512002001001", "station:a b"] {
            #expect(Holder(text: text) == nil && Scope(text: text) == nil)
        }
    }

    @Test func eachRoleSeesItsOwnCircle() {
        #expect(People.wang.scopes == [.cell(People.cell), .staff(People.wang.id)])
        #expect(People.chief.scopes == [.station(People.lotus), .staff(People.chief.id)])
        #expect(
            People.supervisor.scopes == [.county(People.county)] && People.inspector.scopes == [.county(People.county)])
        #expect(People.auditor.scopes == [] && People.admin.scopes == [])
    }

    @Test func signingInGetsSlowerAfterFiveFailures() {
        let seconds = (0...40).map { SignInThrottle.wait(after: $0).milliseconds / 1_000 }
        #expect(Array(seconds[0...9]) == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32])
        #expect(seconds[14] == 900 && seconds[40] == 900)
    }
}
