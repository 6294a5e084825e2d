import Foundation
import GridCatalog
import HTTPTypes
import Matters
import Testing

@testable import mashang

/// 小纠纷 is to be settled in five working days instead of ten, from tomorrow on.
@Suite("A limit that changes while clocks run", .timeLimit(.minutes(1)))
struct ChangedLimitsTests {
    private static let path = "rules/limits.yaml"

    /// The folder with another text of its limits.
    private func folder(_ change: (String) -> String) throws -> GridFolder {
        var files = try GridDisk.read(Town.file("Grids/yanjiang")).files
        let text = String(decoding: try #require(files[Self.path]), as: UTF8.self)
        files[Self.path] = Array(change(text).utf8)
        #expect(change(text) != text)
        return GridFolder(files: files)
    }

    /// Closed today, another from tomorrow on, in a file of a new version.
    private func shortened() throws -> GridFolder {
        try folder { text in
            let rows = text.components(separatedBy: "\n  - id: ")
            let old = rows.first { $0.hasPrefix("R04\n") } ?? ""
            let closed = old.replacing("from: 2024-01-01", with: "from: 2024-01-01\n    until: 2026-11-23")
            let new = old.replacing("from: 2024-01-01", with: "from: 2026-11-24")
                .replacing("amount: 10", with: "amount: 5")
            return text.replacing(old, with: closed + "\n  - id: " + new)
                .replacing("version: \"2026-12\"", with: "version: \"2027-01\"")
        }
    }

    private func due(_ town: Town, _ number: String) async throws -> LocalDate {
        let clock = try await town.matter(number).deadlines.first { $0.rule == "R04" }
        return ChinaTime.date(of: try #require(clock).due)
    }

    @Test("Each is counted by the row of its first day, after a pause too, and verify agrees")
    func closedRow() async throws {
        try await Town.open { town in
            let first = try await town.file().number
            #expect(try await town.staff(Town.worker).send(first, "accept", version: 2).status == .ok)
            try await GridImport.run(shortened(), on: town.deployment, console: Console())
            town.pass(.days(1))
            let second = try await town.file().number
            #expect(try await town.staff(Town.worker).send(second, "accept", version: 2).status == .ok)
            #expect(try await due(town, first).description == "2026-12-07")
            #expect(try await due(town, second).description == "2026-12-01")
            let chief = try await town.staff(Town.chief)
            for number in [first, second] {
                let version = try await town.matter(number).version
                let more = #","reason":"等鉴定","evidence":"鉴定委托书","until":"2026-11-27""#
                #expect(try await chief.send(number, "pause", version: version, more).status == .ok)
            }
            town.pass(.days(4))
            for number in [first, second] { try await town.tick(number) }
            // Wednesday, Thursday and Friday stood still.
            #expect(try await due(town, first).description == "2026-12-10")
            #expect(try await due(town, second).description == "2026-12-04")
            #expect(try await town.run(VerifyCommand.self, []).status == 0)
        }
    }

    @Test("A row that clocks were counted by is not rewritten: refused, named, and nothing changed; 65")
    func rewritten() async throws {
        try await Town.open { town in
            let version = town.deployment.grid.version
            for change in [("amount: 10\n", "amount: 9\n"), ("- id: R04\n", "- id: R94\n")] {
                let folder = try folder { $0.replacing(change.0, with: change.1, maxReplacements: 1) }
                let fault = await #expect(throws: GridFault.self) {
                    try await GridImport.run(folder, on: town.deployment, console: Console())
                }
                let words = try #require(fault).description
                #expect(words.contains("R04 from 2024-01-01") && words.contains("until: 2026-11-23"), "\(words)")
                #expect(fault.map { ExitStatus.of($0) } == 65 && town.deployment.grid.version == version)
            }
        }
    }
}
