import Foundation
import Matters
import Synchronization
import Testing

@testable import Storage

/// A real SQLite file in a folder of its own, gone when nobody needs it.
final class TestStore: Sendable {
    static let start = ChinaTime.parse(rfc3339: "2026-11-22T10:00:00+08:00")!
    static let master = [UInt8](repeating: 7, count: 32)

    let folder: URL
    let database: SQLiteDatabase
    let store: Store

    var path: String { folder.appending(path: "mashang.sqlite").path }
    var matters: MatterBook { store.matters }

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "mashang-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "mashang.sqlite").path
        database = try SQLiteDatabase(path: path) { Issue.record("fatal: \($0)") }
        try await Migrations.run(on: database, at: Self.start)
        store = Store(database: database, vault: Vault(master: Self.master, random: .seeded()))
    }

    deinit {
        try? database.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Opens the same file once more, as a start of the program does.
    func reopened(sealing: [UInt8] = master) async throws -> Store {
        try database.close()
        return try await Store.open(
            sqlite: path, sealing: sealing, clock: Clock { Self.start }, random: .seeded(2),
            onFatal: { Issue.record("fatal: \($0)") })
    }

    func rows(_ sql: String, _ values: [SQLValue] = []) async throws -> [SQLRow] {
        try await database.read { try $0.rows(sql, values) }
    }

    func count(_ table: String) async throws -> Int {
        try await rows("SELECT COUNT(*) AS count FROM \(table)").first.map { Int(try $0.integer("count")) } ?? -1
    }

    /// Changes the file behind the ledger's back.
    func tamper(_ sql: String, _ values: [SQLValue] = []) async throws {
        try await database.write { try $0.run(sql, values) }
    }

    @discardableResult
    func file(_ sample: Sample) async throws -> MatterRecord {
        switch try await matters.file(sample.matter) {
        case .filed(let record): return record
        case .replayed, .otherContent: throw NotFiled()
        }
    }

    /// What a person does, as a surface does it.
    @discardableResult
    func act(
        _ kind: CommandKind, by staff: Staff?, on number: MatterNumber, to: Holder? = nil,
        at now: Instant = start + .hours(1)
    ) async throws -> MatterRecord {
        try await matters.act(number) { matter in
            let command = try Command(kind, version: matter.version, note: "已经上门看过", reason: "还在漏", to: to)
            guard let staff else { return try matter.handleResident(command, at: now, rules: .few) }
            return try matter.handle(command, by: staff, at: now, rules: .few)
        }
    }

    struct NotFiled: Error {}
}

extension Random {
    /// The same bytes in every run (SplitMix64).
    static func seeded(_ seed: UInt64 = 1) -> Random {
        let state = Box(seed)
        return Random { count in (0..<count).map { _ in state.next() } }
    }

    private final class Box: Sendable {
        private let state: Mutex<UInt64>
        init(_ seed: UInt64) { state = Mutex(seed) }

        func next() -> UInt8 {
            state.withLock { state in
                state &+= 0x9E37_79B9_7F4A_7C15
                var word = state
                word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
                word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: word >> 32)
            }
        }
    }
}
