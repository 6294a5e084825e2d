import ArgumentParser
import Foundation
import Matters
import Storage
import Testing

@testable import mashang

@Suite("mashang simulate", .timeLimit(.minutes(2)))
struct SimulateTests {
    private static let grids = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Grids/yanjiang").path(percentEncoded: false)

    @Test("A few days give a folder that a server opens, that is marked, and that is not lived in twice")
    func life() async throws {
        let folder = DataFolder(Town.temporary())
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let command = try SimulateCommand.parse([
            "--grids", Self.grids, "--seed", "1", "--days", "3", "--from", "2026-11-02", "--reports-per-day", "8",
            "--out", folder.path,
        ])
        try await command.run()
        #expect(folder.isDemo)
        let deployment = try await Deployment.open(folder)
        #expect(deployment.settings.name.contains("模拟"))
        #expect(deployment.grid.dispatcher != nil)
        #expect(try await deployment.store.matters.latestChange() != .beginning)
        try deployment.store.close()

        let again = await #expect(throws: SimulateFault.self) { try await command.run() }
        #expect(again?.description.contains(folder.path) == true)
        #expect(ExitStatus.of(try #require(again)) == ExitStatus.cannotCreate)
    }

    @Test(
        "What cannot be lived is refused before anything is made",
        arguments: [
            ["--days", "0"], ["--days", "36526"], ["--reports-per-day", "0"], ["--from", "2026-02-30"],
            ["--seed", "x"],
        ])
    func refused(_ wrong: [String]) {
        let all = ["--grids", Self.grids, "--seed", "1", "--days", "2", "--out", Town.temporary()] + wrong
        #expect(throws: (any Error).self) { try SimulateCommand.parse(all) }
    }

    @Test("A day on which no cell of the folder is in force is said, and no folder is made")
    func noDistrict() async throws {
        let folder = DataFolder(Town.temporary())
        let command = try SimulateCommand.parse([
            "--grids", Self.grids, "--seed", "1", "--days", "2", "--from", "1990-01-01", "--out", folder.path,
        ])
        let fault = await #expect(throws: (any Error).self) { try await command.run() }
        #expect(ExitStatus.of(try #require(fault)) == ExitStatus.wrongData)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
