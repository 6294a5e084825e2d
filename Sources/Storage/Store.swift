public import Matters

/// Where a deployment's data is.
public enum DatabaseLocation: Sendable, Hashable {
    /// One node: a file of its own, which no other process opens.
    case sqlite(path: String)
    /// Several nodes: a libpq connection URI.
    case postgres(url: String)
}

/// An open deployment database and the ports it serves.
public struct Store: Sendable {
    let database: any SQLDatabase
    let engine: any SQLEngine
    let ledger: Ledger
    let commitLog = CommitLog()
    private let follower: Follower

    public let matters: MatterBook
    public let accounts: Accounts
    public let siteCodes: SiteCodes
    public let codeWatch: CodeWatch
    public let shelf: Shelf
    public let audit: Audit
    public let leases: Leases
    public let upkeep: Upkeep

    /// Opens or creates the database and brings its schema up to date.
    /// - Parameters:
    ///   - sealing: 32 secret bytes that wrap the matters' keys; the same on every node.
    ///   - creating: whether there may be no ledger yet; else an empty database is a lost one.
    ///   - node: this node's own name among those that share the database.
    ///   - onTrouble: called with one line for the log when the database is lost, and when it is back.
    ///   - onFatal: called when the disk failed to keep a commit; must end the process.
    /// - Throws: `StorageFault`, also when `sealing` is not what the database was made with; or the engine's error.
    public static func open(
        _ location: DatabaseLocation, creating: Bool = true, sealing: [UInt8], node: String, clock: Clock,
        random: Random, onTrouble: @escaping @Sendable (String) -> Void = { _ in },
        onFatal: @escaping @Sendable (String) -> Void
    ) async throws -> Store {
        let engine: any SQLEngine =
            switch location {
            case .sqlite(let path): try SQLiteEngine(path: path)
            case .postgres(let url): try PostgresEngine(url: url, report: onTrouble)
            }
        do {
            return try await open(
                engine, creating: creating, sealing: sealing, node: node, clock: clock, random: random,
                onFatal: onFatal)
        } catch {
            guard case .sqlite(let path) = location else { throw error }
            throw StorageFault(afterOpening: path, error) ?? error
        }
    }

    static func open(
        _ engine: any SQLEngine, creating: Bool = true, sealing: [UInt8], node: String, clock: Clock,
        random: Random, onFatal: @escaping @Sendable (String) -> Void
    ) async throws -> Store {
        let database = GroupCommit(engine, onFatal: onFatal)
        do {
            try await Migrations.run(on: database, at: clock.now(), creating: creating)
            try await KeyCheck.run(on: database, sealing: sealing, random: random)
            try await Feed.adopt(database)
            let store = Store(
                engine: engine, database: database, vault: Vault(master: sealing, random: random), node: node)
            store.follower.start(at: try await store.ledger.latestChange(), try await store.revisions())
            return store
        } catch {
            try? database.close()
            throw error
        }
    }

    init(engine: any SQLEngine, database: any SQLDatabase, vault: Vault, node: String) {
        self.engine = engine
        self.database = database
        let ledger = Ledger(database: database, vault: vault, hub: ChangeHub())
        self.ledger = ledger
        matters = MatterBook(
            file: { try await ledger.file($0) },
            record: { try await ledger.record($0) },
            numberOfReceipt: { try await ledger.number(ofReceipt: $0) },
            act: { number, decide in try await ledger.act(on: number, decide) },
            list: { try await ledger.list($0) },
            tally: { try await ledger.tally($0) },
            townships: { try await ledger.townships($0, now: $1) },
            load: { try await ledger.load(of: $0) },
            raised: { try await ledger.raised($0, atLeast: $1) },
            rousing: { try await ledger.rousing($0) },
            children: { try await ledger.children(of: $0, $1) },
            similar: { try await ledger.similar(to: $0, $1, since: $2) },
            rating: { try await ledger.rating(of: $0) },
            due: { try await ledger.due($0, after: $1, limit: $2) },
            running: { try await ledger.running(after: $0, limit: $1) },
            changes: { try await ledger.changes(after: $0) },
            latestChange: { try await ledger.latestChange() },
            live: { ledger.hub.listen() })
        let knownCodes = KnownCodes()
        follower = Follower(engine: engine, ledger: ledger, knownCodes: knownCodes)
        accounts = .live(database)
        siteCodes = .live(database, remembering: knownCodes)
        codeWatch = .live(database)
        shelf = .live(database)
        audit = .live(database)
        leases = .live(database, node: node)
        upkeep = .live(database)
    }

    /// Tells on this node what others commit, until cancelled. Without it a node on PostgreSQL has no live pages.
    /// - Parameter onTrouble: called with what keeps it from reading; it goes on by itself.
    public func follow(onTrouble: @Sendable (any Error) -> Void) async throws {
        try await follower.run(onTrouble: onTrouble)
    }

    /// What this node must read again when it changes.
    public func revisions() async throws -> Revisions { try await database.read { try Revisions.read($0) } }

    /// Whether a write would be durable now.
    public func probe() async throws {
        try await database.write { connection in
            // Another value each time: SQLite writes nothing for an update to what is there already.
            try connection.run(
                """
                INSERT INTO revision (topic, value) VALUES ('probe', 0)
                ON CONFLICT (topic) DO UPDATE SET value = revision.value + 1
                """)
        }
    }

    public func close() throws { try database.close() }
}
