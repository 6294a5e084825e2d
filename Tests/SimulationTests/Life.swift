import Codes
import Foundation
import GridCatalog
import Matters
import Storage
import Testing

@testable import Simulation

/// A simulation over the sample district in a folder of its own, gone when nobody needs it.
final class Life {
    let plan: Plan
    private let folder: URL
    private let plant: @Sendable (Ports) -> Ports
    private let weather: @Sendable (String) -> Void

    /// - Parameters:
    ///   - plant: puts something broken between the simulated people and the ledger.
    ///   - weather: what happens to the file, by its path, before it is opened.
    init(
        seed: UInt64, days: Int = 20, from first: LocalDate = .spring, reportsPerDay: Int = 6,
        weather: @escaping @Sendable (String) -> Void = { _ in },
        plant: @escaping @Sendable (Ports) -> Ports = { $0 }
    ) throws {
        plan = Plan(seed: seed, first: first, days: days, reportsPerDay: reportsPerDay)
        folder = FileManager.default.temporaryDirectory.appending(path: "mashang-life-\(UUID().uuidString)")
        self.plant = plant
        self.weather = weather
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var database: String { folder.appending(path: "mashang.sqlite").path }

    func run() async throws -> Outcome {
        let random = Random.seeded(plan.seed)
        let keys = try #require(DeploymentKeys(random: random.bytes(DeploymentKeys.randomBytes)))
        let sealing = random.bytes(32)
        let (plant, weather, path) = (plant, weather, database)
        var simulation = try await Simulation(
            plan, grids: District.yanjiang.get(), keys: keys, random: random, database: path
        ) { clock, random in
            weather(path)
            let store = try await Store.open(
                .sqlite(path: path), sealing: sealing, node: "simulated", clock: clock, random: random,
                onTrouble: { Issue.record("trouble: \($0)") }, onFatal: { Issue.record("fatal: \($0)") })
            return plant(
                Ports(
                    matters: store.matters, accounts: store.accounts, shelf: store.shelf,
                    close: { try store.close() }))
        }
        return try await simulation.run()
    }

    /// What another program reads in the file.
    func sqlite(_ sql: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sqlite3")
        process.arguments = [database, sql]
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}

/// Three townships of the sample district of this repository.
enum District {
    private static let townships = ["512002001", "512002002", "512002101"]

    static let yanjiang = Result<GridFolder, any Error> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Grids")
        var files: [String: [UInt8]] = [:]
        for folder in ["rules", "calendar", "yanjiang"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            // Leave and duty name people without their township, and nobody of these districts is ever away.
            let isWhole = { (name: String) in !["absences.csv", "duty.csv"].contains(name) }
            for name in names where isWhole(name) && (name.hasSuffix(".csv") || name.hasSuffix(".yaml")) {
                let text = try String(contentsOf: root.appending(path: "\(folder)/\(name)"), encoding: .utf8)
                files["\(folder)/\(name)"] = Array(folder == "yanjiang" ? rows(of: text).utf8 : text.utf8)
            }
        }
        return GridFolder(files: files)
    }

    /// The rows of these townships, and of no township.
    private static func rows(of table: String) -> String {
        table.split(separator: "\n").filter { row in
            row.matches(of: /512002\d{3}/).allSatisfy { townships.contains(String($0.output)) }
        }.map { $0 + "\n" }.joined()
    }
}

extension LocalDate {
    /// 2026-02-05: 春节 with its long holiday and its make-up days lies ahead.
    static let spring = LocalDate(year: 2026, month: 2, day: 5)!
}
