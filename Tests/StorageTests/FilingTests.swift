import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct FilingTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    @Test func everyWordComesBackByteForByte() async throws {
        let text = "𠮷先生和𪚥女士：\n“漏水”\t👨‍👩‍👧‍👦 — Nguyễn O'Brien; DROP TABLE matter; 𰻞𰻞面\u{200D}"
        let read = try PlainText(text, limit: 8_000, multiline: true).text
        let filed = try await files.file(Sample(text: text, name: "𠮷𪚥·阿卜杜拉"))
        let record = try #require(try await files.matters.record(filed.matter.number))
        #expect(record == filed)
        #expect(record.text.map { Array($0.utf8) } == Array(read.utf8))
        let words = record.events[0].words
        #expect(words[.name].map { Array($0.utf8) } == Array("𠮷𪚥·阿卜杜拉".utf8))
        #expect(words[.phone] == "13800001234" && words[.location] == "30.147737,104.592391")
    }

    @Test func eightThousandCharactersComeBack() async throws {
        let text = String(repeating: "👨‍👩‍👧‍👦", count: 8_000)
        let filed = try await files.file(Sample(text: text))
        #expect(try await files.matters.record(filed.matter.number)?.text == text)
    }

    @Test func theSameDraftTwiceIsOneMatter() async throws {
        let first = try await files.file(Sample())
        guard
            case .replayed(let again) = try await files.matters.file(Sample(numbers: [Sample(serial: 9).number]).matter)
        else {
            Issue.record("filed again")
            return
        }
        #expect(again == first)
        #expect(try await files.count("matter") == 1)
        #expect(try await files.count("event") == 2)
    }

    @Test func theSameDraftWithOtherWordsIsRefused() async throws {
        let first = try await files.file(Sample())
        guard case .otherContent = try await files.matters.file(Sample(text: "别的事").matter) else {
            Issue.record("overwritten or filed")
            return
        }
        #expect(try await files.matters.record(first.matter.number) == first)
        #expect(try await files.count("event") == 2)
    }

    @Test func twentyPressesOfTheSameButtonAreOneMatter() async throws {
        let files = files
        let outcomes = try await withThrowingTaskGroup(of: (Bool, MatterNumber).self) { group in
            for serial: UInt64 in 100..<120 {
                group.addTask {
                    // Each press comes with a number of its own; the draft decides.
                    switch try await files.matters.file(Sample(numbers: [Sample(serial: serial).number]).matter) {
                    case .filed(let record): (true, record.matter.number)
                    case .replayed(let record): (false, record.matter.number)
                    case .otherContent: throw TestStore.NotFiled()
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count == 20 && outcomes.filter(\.0).count == 1)
        #expect(Set(outcomes.map(\.1)).count == 1)
        #expect(try await files.count("matter") == 1)
    }

    @Test func aTakenNumberGivesWayToTheNext() async throws {
        try await files.file(Sample(serial: 1))
        let second = try await files.file(
            Sample(serial: 2, numbers: [Sample(serial: 1).number, Sample(serial: 2).number]))
        #expect(second.matter.number == Sample(serial: 2).number && second.matter.filing.number == second.matter.number)
        await #expect(throws: LedgerFault.numbersTaken) {
            try await files.file(Sample(serial: 3, numbers: [Sample(serial: 1).number, Sample(serial: 2).number]))
        }
        for (table, rows) in [("matter", 2), ("event", 4), ("matter_key", 2)] {
            #expect(try await files.count(table) == rows)
        }
    }

    @Test func aNumberThatBeginsWithZeroesIsFoundAgain() async throws {
        let number = MatterNumber(year: 2000, serial: 3)
        try await files.file(Sample(numbers: [number]))
        #expect(try await files.matters.record(number)?.matter.number == number)
        #expect(try await files.matters.list(MatterQuery(for: People.wang)).records.map(\.matter.number) == [number])
        #expect(try await files.matters.changes(.beginning).map(\.number) == [number, number])
    }

    @Test func theReceiptLeadsToItsMatterAndToNoOther() async throws {
        let filed = try await files.file(Sample(serial: 5))
        #expect(try await files.matters.numberOfReceipt(Array("receipt 5".utf8)) == filed.matter.number)
        #expect(try await files.matters.numberOfReceipt(Array("receipt 6".utf8)) == nil)
        #expect(try await files.matters.record(Sample(serial: 6).number) == nil)
    }
}
