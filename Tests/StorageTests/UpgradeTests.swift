import Foundation
import Matters
import Testing

@testable import Storage

/// A database that an earlier release left behind, kept as that release wrote it: brought up to date, and everything in
/// it as before. `Fixtures/` has one for each release.
@Suite(.timeLimit(.minutes(1)), .enabled(if: !TestEngine.isPostgres, "no release has run on PostgreSQL yet"))
struct UpgradeTests {
    private let folder: URL
    private let path: String

    init() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/0.1.0.sqlite")
        folder = FileManager.default.temporaryDirectory.appending(path: "mashang-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "mashang.sqlite").path
        try FileManager.default.copyItem(at: fixture, to: URL(filePath: path))
    }

    private func opened<Value>(_ body: (Store) async throws -> Value) async throws -> Value {
        let store = try await TestStore.open(.sqlite(path: path))
        let value = try await body(store)
        try store.close()
        return value
    }

    @Test func itsMattersAreAsTheyWere() async throws {
        try await opened { store in
            let contested = try #require(try await store.matters.record(Sample(serial: 1).number))
            #expect(contested.matter.state == .reopened && contested.matter.version == 6)
            #expect(contested.text == "楼上漏水三个月，找物业没人管")
            #expect(try await store.matters.record(Sample(serial: 2).number)?.matter.state == .triage)
            #expect(try await store.matters.record(Sample(serial: 4).number)?.matter.state == .closed)
            #expect(try await store.matters.latestChange() == ChangeCursor(transaction: 0, position: 16))
        }
    }

    @Test func itsListsHoldTheSameMattersForTheSamePeople() async throws {
        try await opened { store in
            let chief = try await store.matters.list(MatterQuery(for: People.chief)).records.map(\.matter.number)
            #expect(Set(chief) == Set([1, 2, 3, 4].map { Sample(serial: $0).number }))
            #expect(chief.last == Sample(serial: 4).number, "what is closed comes last")
            // He had been named by the reporter.
            #expect(try await store.matters.list(MatterQuery(for: People.cheng)).records.isEmpty)
            let townships = try await store.matters.townships(MatterQuery(for: People.supervisor), TestStore.start)
            #expect(townships.map(\.township.text) == ["512002001"] && townships.map(\.open) == [3])
        }
    }

    @Test func itsPeopleAndCodesAreKept() async throws {
        try await opened { store async throws in
            #expect(try await store.accounts.all().map(\.staff.id.text) == ["county1", "g0001", "g0002", "s-lianhua"])
            #expect(try await store.accounts.passwordHash(People.chief.id) == "scrypt$not-a-real-hash")
            #expect(try await store.siteCodes.code("YJ7K2M")?.revokedAt == nil)
            #expect(try await store.siteCodes.code("YJ9P4Q")?.revokedAt != nil)
            let codes = try await store.siteCodes.all()
            #expect(Set(codes.map(\.serial)) == Set(1...codes.count), "numbered in the order of their issue")
            #expect(Set(codes.map { [$0.site.text, "\($0.version)"] }).count == codes.count)
            #expect(try await store.shelf.newest()?.bytes == Array("a folder of 2026".utf8))
            #expect(try await store.audit.page(nil, 10).map(\.entry.action) == [.gridImported])
        }
    }

    @Test func itIsCleanToTheLastRow() async throws {
        try await opened { store in
            let sites = Set(try await store.siteCodes.all().map(\.site))
            let report = try await store.verify(
                Recomputation(
                    folder: { _ in (.few, sites) }, bodyHash: CheckedLedger.recomputation.bodyHash,
                    receiptHash: CheckedLedger.recomputation.receiptHash),
                found: { Issue.record("\($0.line)") })
            #expect(report.matters == 4 && report.events == 16)
        }
    }

    @Test func workGoesOnWhereItStopped() async throws {
        let number = Sample(serial: 1).number
        let after = try await opened { store in
            try await store.matters.act(number) { matter in
                let command = try Command(.takeOver, version: matter.version, note: "接手")
                return try matter.handle(command, by: People.supervisor, at: TestStore.start + .days(4), on: .few)
            }
        }
        #expect(after.matter.version == 7)
        try await opened { store in
            #expect(try await store.matters.record(number) == after)
            guard case .replayed(let record) = try await store.matters.file(Sample().matter) else {
                Issue.record("its draft was filed a second time")
                return
            }
            #expect(record == after)
        }
    }

    @Test func theKeysItWasMadeWithAreStillNeeded() async throws {
        await #expect {
            try await TestStore.open(.sqlite(path: path), sealing: [UInt8](repeating: 8, count: 32))
        } throws: { if case StorageFault.wrongKey = $0 { true } else { false } }
        try await opened { _ in }
    }
}
