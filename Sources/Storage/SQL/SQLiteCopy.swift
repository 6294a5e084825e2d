import GRDB
import Synchronization

/// Copies of the file: SQLite's backup API, from one reader inside one read transaction, so that the copy is the ledger
/// of one moment. The writer waits only until the reader has that moment, less than a millisecond.
extension SQLiteEngine {
    /// Pages copied in one step, after which progress is shown and a cancelled task is noticed: 1 MiB.
    private static let pagesInStep: CInt = 256

    /// Writes everything committed now into a new file at `path`. Not flushed to the disk: whoever keeps it does that.
    /// - Parameters:
    ///   - moment: called on the writer's thread between two commits; the copy has the earlier one and not the later.
    ///   - progress: bytes copied and bytes in all; called on the reader's thread, first before anything is written.
    ///     What it throws ends the copy.
    /// - Throws: `CancellationError`, or the engine's error; the file at `path` is then half.
    func copy(
        to path: String, moment: @escaping @Sendable () -> Void,
        progress: @escaping @Sendable (_ done: Int64, _ total: Int64) throws -> Void
    ) async throws -> CopyExtent {
        let isCancelled = Atomic(false)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                pool.asyncWriteWithoutTransaction { [self] _ in
                    moment()
                    pool.spawnConcurrentRead { source in
                        let copied = Result {
                            let source = try source.get()
                            let connection = ReadingConnection(session: try self.session(of: source))
                            return try Self.copy(source, connection, to: path) { done, total in
                                if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
                                try progress(done, total)
                            }
                        }
                        continuation.resume(with: copied)
                    }
                }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }

    private static func copy(
        _ source: Database, _ connection: any SQLConnection, to path: String,
        progress: @escaping (Int64, Int64) throws -> Void
    ) throws -> CopyExtent {
        let extent = try CopyExtent(connection)
        let page = try Int64.fetchOne(source, sql: "PRAGMA page_size") ?? 0
        let pages = try Int64.fetchOne(source, sql: "PRAGMA page_count") ?? 0
        try progress(0, page * pages)
        let target = try DatabaseQueue(path: path)
        try target.writeWithoutTransaction { copy in
            // A half copy is thrown away, so it needs no journal and no flush of its own.
            try copy.execute(sql: "PRAGMA journal_mode = OFF")
            try copy.execute(sql: "PRAGMA synchronous = OFF")
            try source.backup(to: copy, pagesPerStep: pagesInStep) { step in
                try progress(Int64(step.completedPageCount) * page, Int64(step.totalPageCount) * page)
            }
        }
        try target.close()
        return extent
    }

    /// Looks at a file that nobody serves from: what SQLite itself finds wrong with its pages, indexes and references,
    /// at most a hundred complaints; or how far it goes.
    static func inspect(_ path: String) throws -> Result<CopyExtent, UnsoundFile> {
        do {
            let queue = try DatabaseQueue(path: path)
            let found = try queue.read { database -> Result<CopyExtent, UnsoundFile> in
                let pages = try String.fetchAll(database, sql: "PRAGMA integrity_check(100)").filter { $0 != "ok" }
                let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(100).map { row in
                    "a row of \(row["table"] as String? ?? "?") refers to one of \(row["parent"] as String? ?? "?") "
                        + "that is not there"
                }
                guard pages.isEmpty, orphans.isEmpty, let handle = database.sqliteConnection else {
                    return .failure(UnsoundFile(complaints: pages + orphans))
                }
                let session = SQLiteSession(handle)
                defer { session.finish() }
                return .success(try CopyExtent(ReadingConnection(session: session)))
            }
            try queue.close()
            return found
        } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
            return .failure(UnsoundFile(complaints: ["\(error)"]))
        }
    }
}
