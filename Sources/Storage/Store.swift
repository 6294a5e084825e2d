public import Matters

/// An open deployment database and the ports it serves.
public struct Store: Sendable {
    private let database: any SQLDatabase
    public let matters: MatterBook
    public let accounts: Accounts
    public let siteCodes: SiteCodes
    public let shelf: Shelf
    public let audit: Audit

    /// Opens or creates the SQLite file and brings its schema up to date.
    /// - Parameters:
    ///   - sealing: 32 secret bytes that wrap the matters' keys.
    ///   - onFatal: called when the disk failed to keep a commit; must end the process.
    /// - Throws: `StorageFault`, also when `sealing` does not open what is stored; or the engine's error.
    public static func open(
        sqlite path: String, sealing: [UInt8], clock: Clock, random: Random,
        onFatal: @escaping @Sendable (String) -> Void
    ) async throws -> Store {
        let database = try SQLiteDatabase(path: path, onFatal: onFatal)
        let vault = Vault(master: sealing, random: random)
        try await Migrations.run(on: database, at: clock.now())
        // Filing under wrong keys would work, and make a ledger that no one key opens.
        try await database.read { try TrailReader(connection: $0, vault: vault).checkMaster() }
        return Store(database: database, vault: vault)
    }

    init(database: any SQLDatabase, vault: Vault) {
        self.database = database
        let ledger = Ledger(database: database, vault: vault, hub: ChangeHub())
        matters = MatterBook(
            file: { try await ledger.file($0) },
            record: { try await ledger.record($0) },
            numberOfReceipt: { try await ledger.number(ofReceipt: $0) },
            act: { number, decide in try await ledger.act(on: number, decide) },
            list: { try await ledger.list($0) },
            tally: { try await ledger.tally($0) },
            townships: { try await ledger.townships($0, now: $1) },
            load: { try await ledger.load(of: $0) },
            changes: { try await ledger.changes(after: $0) },
            latestChange: { try await ledger.latestChange() },
            live: { ledger.hub.listen() })
        accounts = .live(database)
        siteCodes = .live(database)
        shelf = .live(database)
        audit = .live(database)
    }

    /// Whether a write would be durable now.
    public func probe() async throws {
        try await database.write { connection in
            try connection.run("UPDATE schema_migration SET at = at WHERE version = 0")
        }
    }

    public func close() throws { try database.close() }
}
