import Foundation
import GridCatalog
import Matters
import Testing

/// The folder that ships.
enum RealFolder {
    private static let grids = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Grids")

    static func read() throws -> GridFolder {
        var files: [String: [UInt8]] = [:]
        for name in ["rules", "calendar", "yanjiang"] {
            for file in try FileManager.default.contentsOfDirectory(
                at: grids.appending(path: name), includingPropertiesForKeys: nil)
            {
                files["\(name)/\(file.lastPathComponent)"] = Array(try Data(contentsOf: file))
            }
        }
        return GridFolder(files: files)
    }

    static func catalog() throws -> Catalog {
        try #require(CatalogParse.read(read(), on: SampleDistrict.day).catalog)
    }
}

/// The folders that people use: the sample district that ships, and real codes of another county.
@Suite(.timeLimit(.minutes(1)))
struct RealFolderTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let grids = root.appending(path: "Grids")
    private static let villages = root.appending(path: "../shared/data/divisions/villages-coded.csv")

    private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    @Test(.enabled(if: exists(grids.appending(path: "yanjiang/cells.csv")), "Grids/yanjiang is absent"))
    func theSampleDistrictHasNoErrorAndIsReadAtOnce() throws {
        let folder = try RealFolder.read()
        var result: (catalog: Catalog?, problems: [Problem]) = (nil, [])
        let time = ContinuousClock().measure { result = CatalogParse.read(folder, on: SampleDistrict.day) }
        #expect(result.problems.filter { !$0.isWarning }.map(\.description) == [])
        #expect(result.catalog?.townships.count == 22)
        // Held at one second on a quiet machine; tests share theirs.
        #expect(time < .seconds(3), "\(time)")
    }

    @Test(
        .enabled(
            if: exists(villages) && exists(grids.appending(path: "rules/limits.yaml")),
            "../shared/data or Grids is absent"),
        arguments: ["150422", "150423", "150426", "150926"])
    func realCodesOfAnotherCountyCanBeImported(county: String) throws {
        var folder = try RealFolder.read().files.filter { !$0.key.hasPrefix("yanjiang/") }
        let rows = try String(contentsOf: Self.villages, encoding: .utf8).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",").map(String.init) }.filter { $0[3] == county }
        let townships = Set(rows.map { $0[2] }).sorted()
        folder["other/divisions.csv"] = table(
            "code,name,level,parent",
            ["\(county),本旗县,county,"] + townships.map { "\($0),乡镇\($0.suffix(3)),township,\(county)" }
                + rows.map { "\($0[0]),\($0[1]),village,\($0[2])" })
        folder["other/cells.csv"] = table(
            "code,name,kind,village,households,valid_from",
            rows.map { "\($0[0])001,\($0[1])网格,ordinary,\($0[0]),200,2026-01-01" })
        folder["other/sites.csv"] = table(
            "id,name,kind,cell,address,lat,lon,valid_from",
            rows.enumerated().map { "S\($0),\($1[1])村委会,village,\($1[0])001,\($1[1]),43.6,119.0,2026-01-01" })
        folder["other/stations.csv"] = table(
            "id,name,kind,specialty,division",
            townships.map { "st-\($0),乡镇\($0.suffix(3))站,township,,\($0)" } + [
                "centre,旗县中心,county,,\(county)"
            ])
        let (catalog, problems) = CatalogParse.read(GridFolder(files: folder), on: SampleDistrict.day)
        #expect(problems.filter { !$0.isWarning }.map(\.description) == [])
        #expect(catalog?.sites.count == rows.count)
        let last = try #require(rows.last.flatMap { DivisionCode($0[0]) })
        #expect(catalog?.fullName(last).hasSuffix(rows.last?[1] ?? "?") == true)
    }

    private func table(_ header: String, _ rows: [String]) -> [UInt8] {
        Array(([header] + rows).joined(separator: "\n").utf8)
    }
}
