import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct ActingTests {
    private let files: TestStore
    private let number: MatterNumber

    init() async throws {
        files = try await TestStore()
        number = try await files.file(Sample()).matter.number
    }

    /// Every row that belongs to the matters, as text.
    private func everything() async throws -> [String] {
        var all: [String] = []
        for table in ["event", "sealed_words", "matter_key", "matter", "deadline", "matter_scope", "matter_exclusion"] {
            let rows = try await files.rows("SELECT * FROM \(table)")
            all += rows.map { row in row.text }.sorted()
        }
        return all
    }

    @Test func theProjectionsFollowTheTrail() async throws {
        try await files.file(Sample(serial: 2, holder: .station(People.lotus)))
        try await files.act(.accept, by: People.wang, on: number)
        try await files.act(.assign, by: People.chief, on: number, to: .worker(People.cheng.id))
        try await files.act(.takeOver, by: People.supervisor, on: Sample(serial: 2).number)
        for serial: UInt64 in [1, 2] {
            let matter = try #require(try await files.matters.record(Sample(serial: serial).number)).matter
            let key: [SQLValue] = [matter.number.value]
            let row = try #require(try await files.rows("SELECT * FROM matter WHERE number = ?", key).first)
            #expect(try row.text("state") == matter.state.rawValue && row.text("holder") == matter.holder.text)
            #expect(try row.integer("version") == Int64(matter.version) && row.text("township") == "512002001")
            #expect(try row.integer("next_due") == matter.nextDeadline?.due.milliseconds)
            #expect(row.optionalInteger("next_tick") == matter.nextTick?.milliseconds)
            let scopes = try await files.rows("SELECT * FROM matter_scope WHERE matter = ?", key)
            #expect(try Set(scopes.map { try $0.text("scope") }) == Set(matter.scopes.map(\.text)))
            #expect(
                try scopes.allSatisfy {
                    try $0.text("state") == matter.state.rawValue && $0.integer("next_due") == row.integer("next_due")
                })
            let deadlines = try await files.rows("SELECT * FROM deadline WHERE matter = ? ORDER BY rule", key)
            let expected = matter.deadlines.sorted { $0.rule < $1.rule }
            #expect(try deadlines.map { try $0.text("rule") } == expected.map(\.rule))
            #expect(try deadlines.map { try $0.integer("due") } == expected.map(\.due.milliseconds))
            #expect(deadlines.map { $0.optionalInteger("stopped") } == expected.map { $0.stopped?.milliseconds })
        }
    }

    @Test func aRefusalChangesNothing() async throws {
        let before = try await everything()
        await #expect(throws: CommandFault.notVisible) { try await files.act(.note, by: People.cheng, on: number) }
        await #expect(throws: CommandFault.wrongOwner) {
            try await files.act(.assign, by: People.chief, on: number, to: .station(StationID("st-512002002")!))
        }
        #expect(try await everything() == before)
    }

    @Test func whoDecidesThatNothingHappensWritesNothing() async throws {
        let before = try await everything()
        let record = try await files.matters.act(number) { _ in [] }
        #expect(record.matter.version == 2)
        #expect(try await everything() == before)
    }

    @Test func aTrailWithAGapIsNeverWritten() async throws {
        let before = try await everything()
        await #expect(throws: BrokenTrail.self) {
            try await files.matters.act(number) { matter in
                [matter.version + 1, matter.version + 3].map { version in
                    Event(
                        version: version, at: TestStore.start, actor: .system, kind: .noted,
                        facts: Event.Facts(state: matter.state), words: [.note: "有人打过电话"])
                }
            }
        }
        #expect(try await everything() == before)
    }

    @Test func aMatterThatIsNotThereCannotBeActedOn() async throws {
        await #expect(throws: LedgerFault.unknownMatter) {
            try await files.act(.accept, by: People.wang, on: Sample(serial: 404).number)
        }
    }

    @Test func twentyNotesAtOnceAreTwentyVersionsWithoutAGap() async throws {
        let (files, number) = (files, number)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await files.act(.note, by: People.wang, on: number) } }
            try await group.waitForAll()
        }
        let record = try #require(try await files.matters.record(number))
        #expect(record.events.map(\.version) == Array(1...22))
    }

    @Test func ofTwoWhoSawTheSameVersionOneIsStale() async throws {
        let (files, number) = (files, number)
        let command = try Command(.note, version: 2, note: "已经上门看过")
        let done = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let record = try? await files.matters.act(number) {
                        try $0.handle(command, by: People.wang, at: TestStore.start, on: .few)
                    }
                    return record != nil
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(done.filter(\.self).count == 1)
    }

    @Test func whatTheHandlerSaidIsTheOutcome() async throws {
        try await files.act(.accept, by: People.wang, on: number)
        let record = try await files.act(.resolve, by: People.wang, on: number)
        #expect(record.outcome == "已经上门看过" && record.matter.state == .resolved)
        let closed = try await files.act(.confirm, by: nil, on: number)
        #expect(closed.matter.state == .closed && closed.events.last?.actor == .resident)
    }
}
