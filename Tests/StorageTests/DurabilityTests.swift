import Foundation
import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct DurabilityTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    @Test func everyCommitIsFlushedToTheDisk() async throws {
        if TestEngine.isPostgres {
            let settings = try await files.database.write { connection in
                try ["synchronous_commit", "fsync", "full_page_writes"].map { setting in
                    try connection.rows("SHOW \(setting)").first?.text(setting)
                }
            }
            return #expect(settings == ["on", "on", "on"])
        }
        let writer = try await files.database.write { try $0.rows("PRAGMA synchronous") }
        #expect(try writer.first?.integer("synchronous") == 2)
        let journal = try await files.database.write { try $0.rows("PRAGMA journal_mode") }
        #expect(try journal.first?.text("journal_mode") == "wal")
    }

    @Test func readersCannotWrite() async throws {
        await #expect(throws: (any Error).self) {
            try await files.database.read { try $0.run("DELETE FROM event") }
        }
    }

    @Test func whatWasAnsweredIsThereAfterARestart() async throws {
        let number = try await files.file(Sample()).matter.number
        let before = try await files.act(.accept, by: People.wang, on: number)
        let again = try await files.reopened()
        #expect(try await again.matters.record(number) == before)
        try await again.probe()
        try again.close()
    }

    @Test(.enabled(if: !TestEngine.isPostgres, "the disk of a server is the server's"))
    func onAFullDiskWritingStopsAndReadingGoesOn() async throws {
        let first = try await files.file(Sample())
        let pages = try await files.rows("PRAGMA page_count").first?.integer("page_count") ?? 0
        try await files.tamper("PRAGMA max_page_count = \(pages + 4)")
        var refused: UInt64?
        for serial: UInt64 in 2...40 where refused == nil {
            do {
                try await files.file(Sample(serial: serial, text: String(repeating: "满", count: 4_000)))
            } catch LedgerFault.diskFull {
                refused = serial
            }
        }
        let serial = try #require(refused, "the disk never got full")
        #expect(try await files.matters.record(first.matter.number) == first)
        #expect(try await files.matters.list(MatterQuery(for: People.wang)).records.count == Int(serial) - 1)
        #expect(try await files.matters.record(Sample(serial: serial).number) == nil, "nothing of it was kept")
        // Space again: the same report goes through.
        try await files.tamper("PRAGMA max_page_count = 1073741823")
        try await files.file(Sample(serial: serial, text: String(repeating: "满", count: 4_000)))
    }
}
