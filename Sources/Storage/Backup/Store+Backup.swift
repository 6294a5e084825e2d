public import Matters

extension Store {
    /// Writes the ledger of this moment into a new SQLite file, while everything else goes on. Not flushed to the disk.
    /// - Parameters:
    ///   - commits: gets everything that commits after that moment, until `leave`.
    ///   - progress: bytes copied, and bytes in all; first before anything is written. What it throws ends the copy.
    /// - Throws: `StorageFault.noFile` if the ledger is not in a file of its own; `CancellationError`.
    public func copy(
        to path: String, following commits: CommitStream? = nil,
        progress: @escaping @Sendable (_ done: Int64, _ total: Int64) throws -> Void
    ) async throws -> CopyExtent {
        guard let sqlite = engine as? SQLiteEngine else { throw StorageFault.noFile }
        let (log, group) = (commitLog, database as? GroupCommit)
        return try await sqlite.copy(
            to: path,
            moment: {
                if let commits, let group { log.add(commits, of: group) }
            }, progress: progress)
    }

    /// Nothing more is put in `commits`.
    public func leave(_ commits: CommitStream) {
        if let group = database as? GroupCommit { commitLog.remove(commits, of: group) }
    }

    /// Looks at a SQLite file that nobody serves from.
    /// - Returns: how far it goes, or what is wrong with it in SQLite's own words.
    public static func inspect(_ path: String) throws -> Result<CopyExtent, UnsoundFile> {
        try SQLiteEngine.inspect(path)
    }

    /// Readies a restored ledger: whoever was signed in when the backup was made signs in again, for since then they
    /// may have signed out, or been disabled; and no node holds a job.
    public func settleAfterRestore(of backup: String, at now: Instant) async throws {
        try await database.write { connection in
            try connection.run("DELETE FROM session")
            try connection.run("DELETE FROM lease")
        }
        try await audit.record(AuditEntry(at: now, actor: .system, action: .backupRestored, subject: backup))
    }
}

/// A database file that SQLite itself finds fault with.
public struct UnsoundFile: Error {
    public let complaints: [String]
}
