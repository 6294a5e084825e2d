import Foundation
import Matters
import Testing

@testable import Storage

/// What people wrote is sealed, each word to its place.
@Suite(.timeLimit(.minutes(1)))
struct SecrecyTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    private func isOnDisk(_ word: String) throws -> Bool {
        try files.disk().contains { file in
            // PostgreSQL removes files of its own while we look.
            (try? Data(contentsOf: file))?.range(of: Data(word.utf8)) != nil
        }
    }

    @Test func noWordOfAResidentIsOnTheDiskAsPlainText() async throws {
        let canary = Sample(text: "金丝雀漏水", name: "欧阳金雀", phone: "13899998888")
        let number = try await files.file(canary).matter.number
        try await files.act(.accept, by: People.wang, on: number)
        try await files.act(.visit, by: People.wang, on: number)
        for word in ["金丝雀", "欧阳金雀", "金雀", "13899998888", "30.147737", "已经上门看过"] {
            #expect(try !isOnDisk(word), "\(word)")
        }
        #expect(try isOnDisk("S0001"), "facts are found, so the search works")
        let again = try await files.reopened()
        #expect(try await again.matters.record(number)?.text == "金丝雀漏水")
        try again.close()
        for word in ["金丝雀", "欧阳金雀", "13899998888"] { #expect(try !isOnDisk(word), "\(word)") }
    }

    @Test func theWrongKeysOpenNothing() async throws {
        try await files.file(Sample())
        let wrong = [UInt8](repeating: 8, count: 32)
        let stranger = Stranger(master: wrong)
        await #expect(throws: StorageFault.self) { try await stranger.read(Sample().number, from: files.database) }
        await #expect { try await files.reopened(sealing: wrong) } throws: { error in
            if case StorageFault.wrongKey = error { true } else { false }
        }
    }

    /// A second node with other keys would file what the first cannot read.
    @Test func alsoAnEmptyLedgerKnowsItsKeys() async throws {
        await #expect { try await files.reopened(sealing: [UInt8](repeating: 8, count: 32)) } throws: { error in
            if case StorageFault.wrongKey = error { true } else { false }
        }
        try await files.reopened().close()
    }

    @Test(arguments: ["field = 'name'", "version = 4"])
    func aBoxOpensOnlyInItsOwnPlace(place: String) async throws {
        let number = try await files.file(Sample()).matter.number
        try await files.act(.accept, by: People.wang, on: number)
        try await files.act(.visit, by: People.wang, on: number)
        try await files.tamper(
            """
            UPDATE sealed_words SET box = (SELECT box FROM sealed_words WHERE matter = ? AND field = 'text')
            WHERE matter = ? AND \(place)
            """, [number.value, number.value])
        await #expect(throws: (any Error).self) { try await files.matters.record(number) }
    }

    @Test func anotherMattersBoxOrKeyDoesNotOpen() async throws {
        try await files.file(Sample(serial: 1))
        try await files.file(Sample(serial: 2))
        let (one, two) = (Sample(serial: 1).number, Sample(serial: 2).number)
        try await files.tamper(
            "UPDATE matter_key SET wrapped = (SELECT wrapped FROM matter_key WHERE matter = ?) WHERE matter = ?",
            [two.value, one.value])
        await #expect(throws: (any Error).self) { try await files.matters.record(one) }
        #expect(try await files.matters.record(two)?.text == Sample().text)
    }

    @Test func theSameWordsTwiceLookDifferent() async throws {
        try await files.file(Sample(serial: 1))
        try await files.file(Sample(serial: 2))
        let rows = try await files.rows("SELECT salt, digest, box FROM sealed_words WHERE field = 'text'")
        for column in ["salt", "digest", "box"] {
            #expect(try Set(rows.map { try $0.bytes(column) }).count == 2, "\(column)")
        }
    }

    @Test func withoutItsKeyAMatterKeepsItsFactsOnly() async throws {
        let number = try await files.file(Sample()).matter.number
        try await files.tamper("DELETE FROM matter_key WHERE matter = ?", [number.value])
        let record = try #require(try await files.matters.record(number))
        #expect(record.text == nil && record.matter.state == .dispatched)
    }
}

private struct Stranger: Sendable {
    let master: [UInt8]

    func read(_ number: MatterNumber, from database: any SQLDatabase) async throws {
        let vault = Vault(master: master, random: .seeded())
        _ = try await database.read { try TrailReader(connection: $0, vault: vault).trail(number)?.record }
    }
}
