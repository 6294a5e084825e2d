import Dispatcher
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

    /// The same district with other files of its own or of the rules.
    static func read(replacing others: [String: String]) throws -> (catalog: Catalog, roster: Roster) {
        try readFolder(replacing: others.mapValues { Array($0.utf8) })
    }

    private static func readFolder(
        replacing others: [String: [UInt8]] = [:]
    ) throws -> (catalog: Catalog, roster: Roster) {
        var files: [String: [UInt8]] = [:]
        for name in ["rules", "calendar", "yanjiang"] {
            let folder = grids.appending(path: name)
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                files["\(name)/\(file.lastPathComponent)"] = Array(try Data(contentsOf: file))
            }
        }
        files.merge(others) { _, other in other }
        let (catalog, problems) = CatalogParse.read(GridFolder(files: files), on: today)
        guard let catalog else { throw Unreadable(problems: problems.map(\.description)) }
        return (catalog, Roster(staff: catalog.staffInFile))
    }

    struct Unreadable: Error { let problems: [String] }
}

extension Question {
    /// Asked at the village notice board on Wednesday 9 December 2026, at noon unless said otherwise.
    static func noon(
        _ cell: CellCode, _ category: String? = nil, _ concerns: Set<Concern> = [], nature: Nature? = nil,
        on day: String = "2026-12-09", minute: Int = 12 * 60
    ) -> Question {
        Question(
            cell: cell, site: .village, category: category.flatMap { CategoryCode($0) }, nature: nature,
            concerns: concerns, language: "zh-Hans", now: ChinaTime.instant(LocalDate(day)!, minute: minute))
    }
}
