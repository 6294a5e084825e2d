import Dispatcher
import Foundation
import GridCatalog
import HTTPTypes
import Matters
import Testing

@testable import mashang

/// Another county's real divisions, in the smallest grid folder that is whole: a cell and a poster for each village,
/// one worker and one chief for each township.
struct OtherCounty {
    static let source = Town.file("../shared/data/divisions")
    static var isThere: Bool { FileManager.default.fileExists(atPath: source + "/villages-coded.csv") }

    let code: String
    let villages: [(code: String, name: String, township: String)]

    init(_ code: String) throws {
        self.code = code
        let lines = try String(contentsOfFile: Self.source + "/villages-coded.csv", encoding: .utf8).split(
            separator: "\n")
        villages = lines.dropFirst().map { $0.split(separator: ",").map(String.init) }.filter { $0[3] == code }
            .map { ($0[0], $0[1], $0[2]) }
    }

    var townships: [String] { Set(villages.map(\.township)).sorted() }

    func folder() throws -> GridFolder {
        let whole = try GridDisk.read(Town.file("Grids/yanjiang"))
        var files = whole.files.filter { $0.key.hasPrefix("rules/") || $0.key.hasPrefix("calendar/") }
        func put(_ name: String, _ lines: [String]) {
            files["other/\(name).csv"] = Array((lines.joined(separator: "\n") + "\n").utf8)
        }
        put(
            "divisions",
            ["code,name,level,parent", "\(code),外县,county,"]
                + townships.map { "\($0),乡镇\($0),township,\(code)" }
                + villages.map { "\($0.code),\($0.name),village,\($0.township)" })
        put(
            "cells",
            ["code,name,kind,village,households,valid_from,valid_until,predecessors"]
                + villages.map { "\($0.code)001,第一网格,ordinary,\($0.code),200,2024-01-01,," })
        put(
            "sites",
            ["id,name,kind,cell,address,lat,lon,valid_from,valid_until"]
                + villages.map { "V\($0.code),\($0.name)党群服务中心,village,\($0.code)001,村口,43.1,118.2,2024-01-01," })
        put(
            "stations",
            ["id,name,kind,specialty,division,address,phone", "st-county,县中心,county,,\(code),县城,028-0000-0001"]
                + townships.map { "st-\($0),一站式平台,township,,\($0),镇政府,028-0000-0002" })
        put(
            "bodies",
            [
                String(decoding: whole.files["yanjiang/bodies.csv"] ?? [], as: UTF8.self).split(separator: "\n").first
                    .map(String.init) ?? ""
            ])
        put(
            "staff",
            [
                "login,name,role,scope,cells,station,phone,valid_from,valid_until",
                "v1,县督办,countySupervisor,\(code),,st-county,,2024-01-01,",
            ]
                + townships.map { "c\($0),站长,stationChief,\($0),,st-\($0),,2024-01-01," }
                + townships.map { township in
                    let cells = villages.filter { $0.township == township }.map { $0.code + "001" }.joined(
                        separator: " ")
                    return "w\(township),网格员,gridWorker,,\(cells),st-\(township),,2024-01-01,"
                })
        return GridFolder(files: files)
    }
}

@Suite("Another county", .timeLimit(.minutes(1)), .enabled(if: OtherCounty.isThere, "needs ../shared/data/divisions"))
struct OtherCountyTests {
    @Test("Real codes of another county are imported, and a report there reaches its own worker and chief")
    func imported() async throws {
        try await Town.open { town in
            let county = try OtherCounty("150422")
            let village = try #require(county.villages.first)
            try await GridImport.run(county.folder(), on: town.deployment, console: Console())
            try await town.run(CodesCommand.Issue.self, ["--site", "V\(village.code)"])
            let filed = try await town.file("村口的井盖没了", at: "V\(village.code)")
            #expect(filed.cell == village.code + "001" && filed.state == "dispatched")
            #expect(try await town.staff("w\(village.township)").get("/desk/work").holds("村口的井盖没了"))
            #expect(try await town.staff("c\(village.township)").get("/desk/station").holds(filed.number))
            #expect(try await town.staff("v1").get("/desk/county").status == .ok)
        }
    }

    @Test("The codes and staff of the county that was replaced are out of force")
    func replaced() async throws {
        try await Town.open { town in
            let token = try await town.token()
            let worker = try await town.staff(Town.worker)
            try await GridImport.run(OtherCounty("150422").folder(), on: town.deployment, console: Console())
            #expect(try await town.stranger.get("/s/\(token)").status == .gone)
            #expect(try await worker.get("/desk/work").asksToSignIn)
        }
    }

    @Test("A cell of a village that is not in the list is refused with file and line, and nothing changes")
    func unknownVillage() async throws {
        try await Town.open { town in
            var files = try OtherCounty("150422").folder().files
            files["other/cells.csv"]? += Array("999999999999001,第一网格,ordinary,999999999999,1,2024-01-01,,\n".utf8)
            let version = town.deployment.grid.version
            let fault = await #expect(throws: GridFault.self) {
                try await GridImport.run(GridFolder(files: files), on: town.deployment, console: Console())
            }
            #expect(fault?.description.contains("cells.csv:") == true)
            #expect(town.deployment.grid.version == version)
        }
    }
}
