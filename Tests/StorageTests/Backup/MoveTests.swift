import Foundation
import Matters
import Testing

@testable import Storage

@Suite("Moving from the file to PostgreSQL", .enabled(if: !TestEngine.isPostgres), .timeLimit(.minutes(3)))
struct MoveTests {
    private let files: TestStore
    private let server: PostgresServer
    private let name: String
    private let url: String

    init() async throws {
        files = try await TestStore()
        server = try PostgresServer.shared.get()
        name = try server.database()
        url = server.url(name)
    }

    private func fill() async throws {
        // More than one page of the larger tables.
        for serial: UInt64 in 1...200 { try await files.file(Sample(serial: serial, text: "第\(serial)号楼漏水 💧")) }
        for serial: UInt64 in 1...60 {
            try await files.act(.accept, by: People.wang, on: Sample(serial: serial).number)
        }
        let store = files.store
        try await store.accounts.put(People.wang, .hand, TestStore.start)
        try await store.accounts.setPassword(People.wang.id, "hash")
        try await store.siteCodes.put("EYBPQGHPETC", at: "S0001")
        _ = try await store.siteCodes.replace(
            [(old: "EYBPQGHPETC", token: "7K3M9Q2XW4H")], TestStore.start + .days(30), .system, TestStore.start)
        let today = ChinaTime.date(of: TestStore.start)
        try await store.codeWatch.count([CodeTraffic(token: "7K3M9Q2XW4H", day: today, step: .scan, count: 3)])
        try await store.codeWatch.doubt(
            CodeDoubt(token: nil, at: TestStore.start, reason: .pasted, note: "菜市场北门 💧"))
        _ = try await store.shelf.add([0, 1, 255], TestStore.start)
        try await store.audit.record(
            AuditEntry(at: TestStore.start, actor: .system, action: .codeIssued, subject: "1"))
    }

    private func move(_ body: (Move) async throws -> Void) async throws {
        let move = try Move(of: files.store, to: url)
        defer { try? move.close() }
        try await body(move)
    }

    @Test("Everything is there: matters with their words, places in the feed, people, codes; and it goes on behind")
    func everything() async throws {
        try await fill()
        try await move { move in
            let moved = try await move.run(at: TestStore.start) { _, _ in }
            #expect(moved.first { $0.table == "matter" }?.rows == 200)
            #expect(moved.count == Move.tables.count)
        }
        let target = try await TestStore.open(.postgres(url: url), seed: 9)
        for serial: UInt64 in [1, 60, 61, 200] {
            let number = Sample(serial: serial).number
            #expect(try await target.matters.record(number) == files.matters.record(number))
        }
        let accounts = try await target.accounts.all()
        #expect(try await accounts == files.store.accounts.all())
        let before = try await files.matters.latestChange()
        #expect(try await target.matters.latestChange().position == before.position)
        guard case .filed = try await target.matters.file(Sample(serial: 300).matter) else {
            throw TestStore.NotFiled()
        }
        #expect(try await target.matters.latestChange().position > before.position)
        guard case .replayed = try await target.matters.file(Sample(serial: 7, text: "第7号楼漏水 💧").matter) else {
            throw TestStore.NotFiled()
        }
        try target.close()
    }

    @Test("A database that has a ledger, or half of one, is left alone, and it says what to do")
    func notEmpty() async throws {
        try await fill()
        try server.psql("CREATE TABLE matter (half TEXT)", in: name)
        try await move { move in
            await #expect {
                try await move.run(at: TestStore.start) { _, _ in }
            } throws: { error in
                "\(error)".contains("Make the database anew") && !"\(error)".contains(PostgresServer.password)
            }
        }
        #expect(
            try server.psql("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'", in: name)
                .trimmingCharacters(in: .whitespacesAndNewlines) == "1")
    }

    @Test(
        "A row that differs on the other side is found",
        arguments: [
            "UPDATE matter SET holder = 'worker:g0002' WHERE number = (SELECT MIN(number) FROM matter)",
            "DELETE FROM event WHERE position = 7", "UPDATE sealed_words SET box = NULL WHERE version = 1",
            "UPDATE account SET password = NULL",
        ])
    func different(_ sql: String) async throws {
        try await fill()
        try await move { move in
            _ = try await move.run(at: TestStore.start) { _, _ in }
            try server.psql(sql, in: name)
            await #expect(throws: MoveFault.self) { try await move.compare() }
        }
    }

    @Test("A table this program does not know is never left behind in silence")
    func stranger() async throws {
        try await files.tamper("CREATE TABLE news (line TEXT)")
        try await move { move in
            await #expect {
                try await move.run(at: TestStore.start) { _, _ in }
            } throws: { error in
                if case MoveFault.unknownTable("news") = error { true } else { false }
            }
        }
    }
}
