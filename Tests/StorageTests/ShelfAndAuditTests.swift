import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct ShelfAndAuditTests {
    private let store: Store
    private let files: TestStore
    private let now = TestStore.start

    init() async throws {
        files = try await TestStore()
        store = files.store
    }

    @Test func theSameFolderTwiceIsOneVersion() async throws {
        #expect(try await store.shelf.newest() == nil)
        #expect(try await store.shelf.add([1, 2], now) == 1)
        #expect(try await store.shelf.add([1, 2], now + .days(1)) == 1)
        #expect(try await store.shelf.add([1, 3], now) == 2)
        #expect(try await store.shelf.add([1, 2], now) == 3, "going back is a new version")
        let newest = try #require(try await store.shelf.newest())
        #expect(newest.version == 3 && newest.bytes == [1, 2])
    }

    @Test func theAuditIsReadFromTheNewestBackwards() async throws {
        let entries = (0..<5).map { number in
            AuditEntry(
                at: now + .minutes(number), actor: number == 0 ? .system : People.chief.actor, action: .codeIssued,
                subject: "260000000\(number)")
        }
        for entry in entries { try await store.audit.record(entry) }
        let first = try await store.audit.page(nil, 3)
        #expect(first.map(\.entry) == entries.reversed().prefix(3).map(\.self))
        let rest = try await store.audit.page(first.last?.position, 3)
        #expect(rest.map(\.entry) == [entries[1], entries[0]])
    }
}
