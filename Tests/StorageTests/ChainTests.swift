import Matters
import Testing

@testable import Storage

/// Each event's hash covers the one before it, and anybody can compute it again from the rows.
@Suite(.timeLimit(.minutes(1)))
struct ChainTests {
    private let files: TestStore
    private let number: MatterNumber

    init() async throws {
        files = try await TestStore()
        number = try await files.file(Sample()).matter.number
        try await files.file(Sample(serial: 2, name: "", phone: ""))
        try await files.act(.accept, by: People.wang, on: number)
        try await files.act(.visit, by: People.wang, on: number)
    }

    /// The first version whose stored hash is not what its row says; `nil` if the chain holds.
    private func firstBreak(_ number: MatterNumber) async throws -> Int64? {
        let events = try await files.rows("SELECT * FROM event WHERE matter = ? ORDER BY version", [number.value])
        let words = try await files.rows("SELECT * FROM sealed_words WHERE matter = ?", [number.value])
        var previous = [UInt8](repeating: 0, count: 32)
        for event in events {
            let version = try event.integer("version")
            var lines = [
                "mashang event 1", number.text, "\(version)", "\(try event.integer("at"))", try event.text("actor"),
                try event.text("kind"), try event.text("payload"),
            ]
            let sealed = try words.filter { try $0.integer("version") == version }
                .map { (try $0.text("field"), hex(try $0.bytes("digest"))) }.sorted { $0.0 < $1.0 }
            lines += sealed.map { "\($0.0) \($0.1)" }
            previous = SHA256ByHand.hash(previous + Array((lines.joined(separator: "\n") + "\n").utf8))
            guard try event.bytes("hash") == previous else { return version }
        }
        return events.isEmpty ? 0 : nil
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test func theSecondImplementationIsRightItself() {
        #expect(hex(SHA256ByHand.hash([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            hex(SHA256ByHand.hash(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let long = [UInt8](repeating: 0x61, count: 1_000)
        #expect(hex(SHA256ByHand.hash(long)) == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
    }

    @Test func theChainHoldsForEveryMatter() async throws {
        #expect(try await firstBreak(number) == nil)
        #expect(try await firstBreak(Sample(serial: 2).number) == nil)
    }

    @Test(arguments: [
        ("payload = replace(payload, 'g0001', 'g0002')", 2), ("payload = payload || ' '", 1), ("at = at - 60000", 1),
        ("actor = 'system'", 1), ("kind = 'noted'", 1),
        ("hash = (SELECT hash FROM event WHERE version = 2 LIMIT 1)", 1),
    ])
    func oneChangedByteBreaksIt(change: String, version: Int64) async throws {
        try await files.tamper("UPDATE event SET \(change) WHERE matter = ? AND version <= 2", [number.value])
        #expect(try await firstBreak(number) == version)
        #expect(try await firstBreak(Sample(serial: 2).number) == nil, "another matter's chain is its own")
    }

    @Test func aMissingOrAddedWordBreaksIt() async throws {
        try await files.tamper("DELETE FROM sealed_words WHERE matter = ? AND field = 'phone'", [number.value])
        #expect(try await firstBreak(number) == 1)
    }

    @Test func aMissingEventBreaksIt() async throws {
        try await files.tamper("DELETE FROM event WHERE matter = ? AND version = 3", [number.value])
        #expect(try await firstBreak(number) == 4)
        await #expect(throws: LedgerFault.damaged(number)) { try await files.matters.record(number) }
    }

    @Test func erasedWordsLeaveTheChainWhole() async throws {
        try await files.tamper(
            "UPDATE sealed_words SET box = NULL WHERE matter = ? AND field <> 'note'", [number.value])
        #expect(try await firstBreak(number) == nil)
        let record = try #require(try await files.matters.record(number))
        #expect(record.text == nil && record.events[0].words == [:])
        #expect(record.events[3].words == [.note: "已经上门看过", .reason: "还在漏"].filter { $0.key == .note })
        #expect(record.matter.state == .handling)
    }
}
