import ArgumentParser
import Foundation
import Hummingbird
import Matters
import Storage
import Testing

@testable import mashang

@Suite("mashang verify", .timeLimit(.minutes(1)))
struct VerifyCommandTests {
    private struct Verdict: Decodable {
        struct Fault: Decodable {
            let kind: String
            let matter: String?
            let version: Int?
            let detail: String
        }

        let matters: Int
        let events: Int
        let faults: [Fault]
        let faultCount: Int

        enum CodingKeys: String, CodingKey {
            case matters, events, faults
            case faultCount = "fault_count"
        }
    }

    /// A day in 莲花街道: a report that was worked on and contested, and one about the grid worker.
    private func work(_ town: Town) async throws -> String {
        let number = try await town.file(more: #","contact":{"name":"张秀英","phone":"13800001234"}"#).number
        let worker = try await town.staff(Town.worker)
        for (version, type) in [(2, "accept"), (3, "visit"), (4, "resolve")] {
            town.pass(.hours(2))
            let more = #","note":"去过了","evidence":"照片两张""#
            #expect(try await worker.send(number, type, version: version, more).status == .ok)
        }
        try await town.file(more: #","concerns":["gridWorker"],"location":{"lat":30.147737,"lon":104.592391}"#)
        return number
    }

    private func tamper(_ town: Town, _ sql: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sqlite3")
        process.arguments = [town.deployment.folder.database, sql]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("What was filed and handled through the pages is clean; 0, with counts and progress")
    func clean() async throws {
        try await Town.open { town in
            _ = try await work(town)
            let said = try await town.run(VerifyCommand.self, [])
            let summary = String(decoding: said.output, as: UTF8.self)
            #expect(said.status == 0 && summary.hasPrefix("2 matters, 7 events, "), "\(summary)")
            #expect(summary.contains(" 0 faults, ") && summary.split(separator: "\n").count == 1)
            #expect(said.progress.first == 0 && said.progress.last == 2)
            let verdict = try JSONDecoder().decode(
                Verdict.self, from: try await town.run(VerifyCommand.self, ["--json", "--jobs", "3"]).output)
            #expect(verdict.matters == 2 && verdict.events == 7 && verdict.faultCount == 0 && verdict.faults.isEmpty)
        }
    }

    @Test("What was changed behind the ledger's back is named; 1")
    func changed() async throws {
        try await Town.open { town in
            let number = try await work(town)
            try tamper(
                town, "UPDATE event SET actor = 'staff:g0003:gridWorker' WHERE matter = \(number) AND version = 4")
            try tamper(town, "UPDATE matter SET body_hash = receipt_hash WHERE number = \(number)")
            try tamper(town, "UPDATE deadline SET due = due + 60000 WHERE matter = \(number) AND rule = 'R01'")
            let said = try await town.run(VerifyCommand.self, [])
            let lines = String(decoding: said.output, as: UTF8.self).split(separator: "\n")
            #expect(said.status == 1 && lines.count == 4, "\(lines)")
            #expect(lines[0].hasPrefix("event \(number) version 4: hash is "))
            #expect(lines[1].hasPrefix("matter \(number): body_hash is not what the events give"))
            #expect(lines[2].hasPrefix("deadline \(number): rule R01 \(Town.morning.milliseconds): due is "))
            let json = try await town.run(VerifyCommand.self, ["--json"])
            let verdict = try JSONDecoder().decode(Verdict.self, from: json.output)
            #expect(json.status == 1 && verdict.faultCount == 3)
            #expect(verdict.faults.map(\.kind) == ["chain", "matter", "deadline"])
            #expect(verdict.faults[0].matter == number && verdict.faults[0].version == 4)
            #expect(try await town.staff(Town.worker).get("/api/v1/matters/\(number)").status == .internalServerError)
        }
    }

    @Test("The first thousand faults are named, the rest is counted")
    func many() async throws {
        try await Town.open { town in
            _ = try await work(town)
            try tamper(
                town,
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
                INSERT INTO matter_exclusion SELECT number, 'x' || i FROM matter, n
                """)
            let said = String(decoding: try await town.run(VerifyCommand.self, []).output, as: UTF8.self)
            let lines = said.split(separator: "\n")
            #expect(lines.count == VerifyCommand.namedFaults + 2 && lines[1000] == "… and 200 faults more")
        }
    }

    @Test("Beside a server it goes through the socket, and finds the same")
    func besideServer() async throws {
        try await Town.open { town in
            let number = try await work(town)
            try tamper(town, "UPDATE matter SET state = 'closed' WHERE number = \(number)")
            let said = try await controlled(town, ["verify", "--data", "elsewhere"])
            #expect(said.status == 1 && said.progress.last == 2)
            #expect(String(decoding: said.output, as: UTF8.self).contains("state is “closed”, should be “resolved”"))
        }
    }

    @Test("The demonstration's past of forty days is clean, holidays and nights included")
    func demonstration() async throws {
        let folder = DataFolder(Town.temporary())
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try await DemoCommand.parse([
            "--data", folder.path, "--grids", Town.file("Grids/yanjiang"), "--matters", "60", "--no-serve",
        ]).run()
        try await VerifyCommand.parse(["--data", folder.path]).run()
    }

    @Test("A file that is no database: one sentence, 65, and it stays as it is")
    func noDatabase() async throws {
        try await Town.withCopy { folder in
            let garbage = Data(repeating: 0x5A, count: 40_960)
            try garbage.write(to: URL(filePath: folder.database))
            let fault = await #expect(throws: StorageFault.self) {
                try await VerifyCommand.parse(["--data", folder.path]).run()
            }
            #expect(fault.map { ExitStatus.of($0) } == 65)
            #expect(fault?.description.contains("damaged, or no database") == true)
            #expect(try Data(contentsOf: URL(filePath: folder.database)) == garbage)
        }
    }
}
