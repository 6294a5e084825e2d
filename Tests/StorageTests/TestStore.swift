import Foundation
import Matters
import Synchronization
import Testing

@testable import Storage

/// The engine that this run tests: `MASHANG_TEST_ENGINE=postgres` asks for the other one. Every rule of the ledger is
/// tested on both.
enum TestEngine {
    static let isPostgres = ProcessInfo.processInfo.environment["MASHANG_TEST_ENGINE"] == "postgres"
}

/// A real database of its own, gone when nobody needs it: a SQLite file in a folder, or a database on a PostgreSQL
/// server of this test run.
final class TestStore: Sendable {
    static let start = ChinaTime.parse(rfc3339: "2026-11-22T10:00:00+08:00")!
    static let master = [UInt8](repeating: 7, count: 32)

    let folder: URL
    let location: DatabaseLocation
    private let server: PostgresServer?
    private let name: String
    let store: Store
    /// Several nodes hear of every change from the feed, their own too.
    private let following: Task<Void, any Error>?

    var path: String { folder.appending(path: "mashang.sqlite").path }
    var database: any SQLDatabase { store.database }
    var matters: MatterBook { store.matters }

    /// - Parameter prepare: fills the database before it is opened for the first time.
    init(prepare: (any SQLDatabase) async throws -> Void = { _ in }) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "mashang-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let server = TestEngine.isPostgres ? try PostgresServer.shared.get() : nil
        if let server {
            let name = try server.database()
            location = .postgres(url: server.url(name))
            (self.server, self.name) = (server, name)
        } else {
            location = .sqlite(path: folder.appending(path: "mashang.sqlite").path)
            (self.server, name) = (nil, "")
        }
        let database = GroupCommit(try Self.engine(location)) { Issue.record("fatal: \($0)") }
        try await prepare(database)
        try database.close()
        let store = try await Self.open(location)
        self.store = store
        following = TestEngine.isPostgres ? Task { try await store.follow { _ in } } : nil
    }

    deinit {
        following?.cancel()
        try? store.close()
        server?.drop(name)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func engine(_ location: DatabaseLocation) throws -> any SQLEngine {
        switch location {
        case .sqlite(let path): try SQLiteEngine(path: path)
        case .postgres(let url): try PostgresEngine(url: url, report: { _ in })
        }
    }

    static func open(
        _ location: DatabaseLocation, sealing: [UInt8] = master, node: String = "node-1", seed: UInt64 = 1
    ) async throws -> Store {
        try await Store.open(
            location, sealing: sealing, node: node, clock: Clock { Self.start }, random: .seeded(seed),
            onTrouble: { _ in }, onFatal: { Issue.record("fatal: \($0)") })
    }

    /// What an engine says of its tables.
    func schema() async throws -> [[SQLValue]] {
        let sql =
            TestEngine.isPostgres
            ? """
            SELECT table_name, column_name, data_type, column_default FROM information_schema.columns
            WHERE table_schema = 'public' ORDER BY table_name, column_name
            """ : "SELECT type, name, sql FROM sqlite_master ORDER BY name"
        return try await rows(sql).map(\.values)
    }

    /// Opens the same database once more, as a start of the program does.
    func reopened(sealing: [UInt8] = master) async throws -> Store {
        try store.close()
        return try await Self.open(location, sealing: sealing, seed: 2)
    }

    /// Every file the engine keeps: the newest words are in its log first.
    func disk() throws -> [URL] {
        let folder = server?.folder.appending(path: "data") ?? folder
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { server == nil || $0.hasPrefix("pg_wal/") || $0.hasPrefix("base/") }
            .map { folder.appending(path: $0) }
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

    /// What a person does, as a surface does it; `fill` says what the command carries besides words.
    @discardableResult
    func act(
        _ kind: CommandKind, by staff: Staff?, on number: MatterNumber, to: Holder? = nil,
        at now: Instant = start + .hours(1), _ fill: @escaping @Sendable (inout RawCommand) -> Void = { _ in }
    ) async throws -> MatterRecord {
        try await matters.act(number) { matter in
            var raw = RawCommand()
            (raw.version, raw.note, raw.reason, raw.evidence) = (matter.version, "已经上门看过", "还在漏", "照片两张")
            raw.to = to?.text ?? ""
            fill(&raw)
            let command = try Command(kind, raw)
            guard let staff else { return try matter.handleResident(command, at: now, on: .few) }
            return try matter.handle(command, by: staff, at: now, on: .few)
        }
    }

    /// What the system does at that moment, once.
    @discardableResult
    func tick(_ number: MatterNumber, at now: Instant) async throws -> MatterRecord {
        try await matters.act(number) { matter in
            [matter.tick(at: now, rules: .few) { _ in nil }].compactMap(\.self)
        }
    }

    struct NotFiled: Error {}
}

extension SQLRow {
    /// Every column and its value.
    var text: String { zip(columns.names, values).map { "\($0)=\($1)" }.sorted().joined(separator: " ") }
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
