import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct ShelfAndCodesTests {
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

    @Test func aCodeIsRevokedOnce() async throws {
        let site = SiteID("S0001")!
        try await store.siteCodes.issue([
            SiteCode(token: "7KQ4M2XH", site: site, issuedAt: now),
            SiteCode(token: "9B3N5RTW", site: site, issuedAt: now),
        ])
        #expect(try await store.siteCodes.code("7KQ4M2XH")?.isRevoked == false)
        #expect(try await store.siteCodes.revoke("7KQ4M2XH", now + .days(1)))
        #expect(try await !store.siteCodes.revoke("7KQ4M2XH", now + .days(2)))
        #expect(try await !store.siteCodes.revoke("NOSUCHCODE", now))
        #expect(try await store.siteCodes.code("7KQ4M2XH")?.revokedAt == now + .days(1))
        #expect(try await store.siteCodes.all().map(\.isRevoked) == [true, false])
        #expect(try await store.siteCodes.code("NOSUCHCODE") == nil)
    }

    @Test func aTokenIsNeverGivenAwayTwiceAndABatchIsAllOrNothing() async throws {
        let code = SiteCode(token: "7KQ4M2XH", site: SiteID("S0001")!, issuedAt: now)
        try await store.siteCodes.issue([code])
        _ = try await store.siteCodes.revoke(code.token, now)
        await #expect(throws: (any Error).self) {
            try await store.siteCodes.issue([
                SiteCode(token: "9B3N5RTW", site: SiteID("S0002")!, issuedAt: now),
                SiteCode(token: code.token, site: SiteID("S0002")!, issuedAt: now),
            ])
        }
        #expect(try await store.siteCodes.all().map(\.token) == ["7KQ4M2XH"])
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
