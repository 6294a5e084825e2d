import Foundation
import GridCatalog
import Matters

/// The sample district as it ships.
enum Yanjiang {
    static let today = LocalDate(year: 2026, month: 11, day: 22)!
    static let grids = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Grids")
    static var isHere: Bool { FileManager.default.fileExists(atPath: grids.appending(path: "yanjiang/cells.csv").path) }

    static let read = Result { try readFolder() }

    private static func readFolder() throws -> (catalog: Catalog, roster: Roster) {
        var files: [String: [UInt8]] = [:]
        for name in ["rules", "calendar", "yanjiang"] {
            let folder = grids.appending(path: name)
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                files["\(name)/\(file.lastPathComponent)"] = Array(try Data(contentsOf: file))
            }
        }
        let (catalog, problems) = CatalogParse.read(GridFolder(files: files), on: today)
        guard let catalog else { throw Unreadable(problems: problems.map(\.description)) }
        return (catalog, Roster(staff: catalog.staffInFile))
    }

    struct Unreadable: Error { let problems: [String] }
}
