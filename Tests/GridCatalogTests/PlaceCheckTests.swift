import Matters
import Testing

@testable import GridCatalog

/// What the checker says about places and people; each case spoils one thing of a good district.
@Suite(.timeLimit(.minutes(1)))
struct PlaceCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let old: String
        let new: String
        let problems: [String]
        var testDescription: String { name }
    }

    @Test func theSampleDistrictHasNothingWrong() {
        let (catalog, problems) = SampleDistrict().read()
        #expect(problems.map(\.description) == [])
        #expect(catalog != nil)
    }

    @Test(arguments: [
        Case(
            name: "a village without its township", file: "divisions.csv", old: "512002001,莲花街道",
            new: "512002002,莲花镇",
            problems: [
                "divisions.csv:4 unknownReference", "divisions.csv:5 unknownReference",
                "staff.csv:5 unknownReference",
                "stations.csv:3 unknownReference",
            ]),
        Case(
            name: "a wrong parent", file: "divisions.csv", old: "village,512002001\n512002001201",
            new: "village,512002\n512002001201",
            problems: ["divisions.csv:4 wrongParent"]),
        Case(
            name: "a level that the code contradicts", file: "divisions.csv", old: "凤凰村,village",
            new: "凤凰村,township",
            problems: [
                "cells.csv:6 unknownReference", "cells.csv:7 unknownReference", "divisions.csv:5 malformed",
            ]),
        Case(
            name: "a division twice", file: "divisions.csv", old: "512002001201,凤凰村", new: "512002001001,凤凰村",
            problems: [
                "cells.csv:6 unknownReference", "cells.csv:7 unknownReference", "divisions.csv:5 duplicate",
            ]),
        Case(
            name: "a cell in a village that is not there", file: "cells.csv",
            old: "512002001201901,滨江工地专属网格,special,512002001201",
            new: "512002001299901,滨江工地专属网格,special,512002001299",
            problems: [
                "cells.csv:7 unknownReference", "cells.csv:7 noWorker", "sites.csv:4 siteWithoutCell",
                "staff.csv:3 unknownReference",
            ]),
        Case(
            name: "a cell whose village is another one", file: "cells.csv", old: "special,512002001201",
            new: "special,512002001001",
            problems: ["cells.csv:7 wrongParent"]),
        Case(
            name: "a special cell that is not numbered 9xx", file: "cells.csv", old: "凤凰村网格,ordinary",
            new: "凤凰村网格,special",
            problems: ["cells.csv:6 cellKind"]),
        Case(
            name: "a cell twice", file: "cells.csv",
            old: "512002001201901,滨江工地专属网格,special,512002001201,0,2025-03-01",
            new: "512002001201001,凤凰村网格,ordinary,512002001201,300,2024-01-01",
            problems: [
                "cells.csv:7 duplicate", "sites.csv:4 siteWithoutCell", "staff.csv:3 unknownReference",
            ]),
        Case(
            name: "a cell twice on the same days", file: "cells.csv", old: "512002001001003,第三网格",
            new: "512002001001004,第三网格",
            problems: [
                "cells.csv:5 duplicate", "shapes.geojson:3 unknownReference", "staff.csv:2 unknownReference",
            ]),
        Case(
            name: "a cell that ends before it starts", file: "cells.csv", old: "2024-01-01,2026-06-30",
            new: "2024-01-01,2023-06-30",
            problems: [
                "cells.csv:3 endsBeforeStart", "cells.csv:4 unknownReference", "cells.csv:5 unknownReference",
                "sites.csv:3 siteWithoutCell",
            ]),
        Case(
            name: "a date as a spreadsheet writes it", file: "cells.csv", old: "2025-03-01", new: "2025/3/1",
            problems: [
                "cells.csv:7 malformed", "sites.csv:4 siteWithoutCell", "staff.csv:3 unknownReference",
            ]),
        Case(
            name: "an unknown kind of cell", file: "cells.csv", old: "凤凰村网格,ordinary", new: "凤凰村网格,normal",
            problems: [
                "cells.csv:6 unknownWord", "shapes.geojson:5 unknownReference",
                "staff.csv:3 unknownReference",
            ]),
        Case(
            name: "a cell made from one that never was", file: "cells.csv",
            old: "260,2026-07-01,,512002001001002",
            new: "260,2026-07-01,,512002001001009",
            problems: ["cells.csv:5 unknownReference", "sites.csv:3 siteOutsideCell"]),
        Case(
            name: "a site without a cell", file: "sites.csv", old: "buildingSite,512002001201901",
            new: "buildingSite,",
            problems: ["sites.csv:4 siteWithoutCell"]),
        Case(
            name: "a site in a cell that is not there", file: "sites.csv",
            old: "buildingSite,512002001201901",
            new: "buildingSite,512002001201902", problems: ["sites.csv:4 siteWithoutCell"]),
        Case(
            name: "a site in two cells", file: "sites.csv", old: "S0002,莲花小区", new: "S0001,莲花小区",
            problems: ["sites.csv:3 duplicate"]),
        Case(
            name: "a site in two cells for some of the days", file: "sites.csv", old: "S0003,滨江工地",
            new: "S0001,滨江工地",
            problems: ["sites.csv:4 overlappingDates"]),
        Case(
            name: "a site that lies in its neighbour's cell", file: "sites.csv", old: "30.125,104.645",
            new: "30.125,104.655",
            problems: ["sites.csv:2 siteOutsideCell"]),
        Case(
            name: "a site with latitude and longitude swapped", file: "sites.csv", old: "30.125,104.645",
            new: "104.645,30.125",
            problems: ["sites.csv:2 swappedCoordinates"]),
        Case(
            name: "a site in the Atlantic", file: "sites.csv", old: "30.125,104.645", new: "30.125,-40.645",
            problems: ["sites.csv:2 outsideChina"]),
        Case(
            name: "an unknown kind of site", file: "sites.csv", old: "buildingSite", new: "工地",
            problems: ["sites.csv:4 unknownWord"]),
        Case(
            name: "two township stations for one township", file: "stations.csv",
            old: "st-family,雁江区婚姻家庭站,specialised,family,512002,",
            new: "st-2,莲花街道第二平台,township,,512002001,", problems: ["stations.csv:4 duplicate"]),
        Case(
            name: "a specialised station without a field", file: "stations.csv", old: "specialised,family",
            new: "specialised,",
            problems: ["stations.csv:4 missingValue"]),
        Case(
            name: "no station in the township", file: "stations.csv", old: "township,,512002001",
            new: "branch,,512002001",
            problems: [
                "cells.csv:2 noStation", "cells.csv:4 noStation", "cells.csv:5 noStation",
                "cells.csv:6 noStation",
                "cells.csv:7 noStation", "staff.csv:5 coversNothing", "stations.csv:3 unreachableStation",
            ]),
        Case(
            name: "a telephone of letters", file: "stations.csv", old: "028-5550-0003", new: "见公告",
            problems: ["stations.csv:4 malformed"]),
        Case(
            name: "a body for a category that is not there", file: "bodies.csv", old: "D10", new: "D10 D55",
            problems: ["bodies.csv:2 unknownReference"]),
        Case(
            name: "a cell that nobody covers", file: "staff.csv", old: "512002001001001 512002001001003",
            new: "512002001001003",
            problems: ["cells.csv:2 noWorker"]),
        Case(
            name: "a worker whose service ended", file: "staff.csv", old: "199-0000-0001,2024-01-01,",
            new: "199-0000-0001,2024-01-01,2026-10-31",
            problems: ["cells.csv:2 noWorker", "cells.csv:4 noWorker"]),
        Case(
            name: "a worker without a cell", file: "staff.csv", old: "g0003,赵退休,gridWorker,,512002001001002,",
            new: "g0003,赵退休,gridWorker,,,",
            problems: ["staff.csv:4 coversNothing"]),
        Case(
            name: "a worker in a cell that is not there", file: "staff.csv", old: "512002001001001 512",
            new: "512002001001001 512002001001009 512",
            problems: ["staff.csv:2 unknownReference"]),
        Case(
            name: "a worker who still has the cell that was divided", file: "staff.csv",
            old: "512002001001001 512", new: "512002001001001 512002001001002 512",
            problems: ["staff.csv:2 closedCell"]),
        Case(
            name: "a worker at a station that is not there", file: "staff.csv",
            old: "512002001201901,st-512002001", new: "512002001201901,st-9",
            problems: ["staff.csv:3 unknownReference"]),
        Case(
            name: "an unknown role", file: "staff.csv", old: "周站长,stationChief", new: "周站长,站长",
            problems: ["staff.csv:5 unknownWord"]),
        Case(
            name: "a supervisor of nothing", file: "staff.csv", old: "countySupervisor,512002",
            new: "countySupervisor,",
            problems: ["staff.csv:6 coversNothing"]),
        Case(
            name: "an unknown scope", file: "staff.csv", old: "countySupervisor,512002",
            new: "countySupervisor,512021",
            problems: ["staff.csv:6 unknownReference"]),
        Case(
            name: "a sign-in name twice", file: "staff.csv", old: "g0002,李建国", new: "g0001,李建国",
            problems: ["staff.csv:3 duplicate"]),
    ])
    func eachFaultIsNamedWithItsLine(_ fault: Case) {
        let (_, problems) = SampleDistrict().changing("yanjiang/\(fault.file)", fault.old, to: fault.new)
            .read()
        #expect(problems.brief == fault.problems, "\(problems)")
    }

    @Test func anErrorLeavesNoCatalogAndAWarningDoes() {
        let closed = SampleDistrict().changing(
            "yanjiang/staff.csv", "512002001001001 512", to: "512002001001001 512002001001002 512")
        #expect(closed.read().catalog != nil)
        #expect(
            SampleDistrict().changing("yanjiang/staff.csv", "周站长,stationChief", to: "周站长,站长").read().catalog == nil)
    }

    @Test func aDistrictWithoutStaffFileIsUsable() {
        let (catalog, problems) = SampleDistrict().replacing("yanjiang/staff.csv", with: nil).read()
        #expect(problems.brief == ["staff.csv missingFile"])
        #expect(catalog?.staffInFile.isEmpty == true)
    }

    @Test func aStaffFileWithoutStaffLeavesEveryCellUncovered() {
        let header = "login,name,role,scope,cells,station,valid_from\n"
        let problems = SampleDistrict().replacing("yanjiang/staff.csv", with: Array(header.utf8)).read()
            .problems
        #expect(problems.filter { !$0.isWarning }.map(\.kind) == Array(repeating: .noWorker, count: 5))
    }

    @Test func everyFaultIsReportedAtOnce() {
        let (_, problems) = SampleDistrict().changing("yanjiang/staff.csv", "周站长,stationChief", to: "周站长,站长")
            .changing("yanjiang/sites.csv", "buildingSite", to: "工地").changing(
                "rules/hotlines.csv", "12333", to: "一二三三三"
            ).read()
        #expect(
            problems.brief == [
                "hotlines.csv:3 malformed", "sites.csv:4 unknownWord", "staff.csv:5 unknownWord",
            ])
    }
}
