import GRDB
import Matters

/// Why the store could not be opened.
public enum StorageFault: Error, CustomStringConvertible {
    case notDurable(Int)
    /// The file was written by a newer Mashang.
    case newerSchema(found: Int, known: Int)
    /// A migration that ran here is not the one this program carries.
    case changedMigration(String)
    /// There is nothing in it, where there should be a deployment's ledger.
    case empty(path: String?)
    /// The keys do not open what is stored.
    case wrongKey
    /// What stands in the file is not a database, or a damaged one.
    case notADatabase(path: String, cause: String)
    /// Another program holds the file.
    case locked(path: String)
    case cannotOpen(path: String, cause: String)
    /// There is no room for what SQLite keeps beside the file, or to write its log back.
    case diskFull(path: String)
    /// The database URL is not one.
    case badURL(String)
    /// Nobody answers there, or not as a server that takes writes.
    case unreachable(at: String, String)
    /// The server does not let this user in.
    case refused(by: String, String)
    /// The server would not keep what it is given.
    case unfit(at: String, String)
    /// The ledger is in PostgreSQL, not in a file of its own.
    case noFile

    init(_ error: DatabaseError, opening path: String) {
        let cause = error.message ?? "\(error.extendedResultCode)"
        self =
            switch error.extendedResultCode {
            case .SQLITE_FULL, .SQLITE_IOERR_SHMSIZE: .diskFull(path: path)
            default: Self(error.resultCode, cause, path)
            }
    }

    /// What the first reads and writes found out about the file; `nil` if it is not about the file.
    init?(afterOpening path: String, _ error: any Error) {
        switch error {
        case StorageFault.empty: self = .empty(path: path)
        case LedgerFault.unavailable: self = .locked(path: path)
        case LedgerFault.diskFull: self = .diskFull(path: path)
        case LedgerFault.unreadable: self = .notADatabase(path: path, cause: "a page cannot be read")
        case let fault as SQLiteFault: self = .notADatabase(path: path, cause: fault.message)
        case let fault as SchemaFault: self = .notADatabase(path: path, cause: "\(fault)")
        default: return nil
        }
    }

    private init(_ code: ResultCode, _ cause: String, _ path: String) {
        self =
            switch code {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notADatabase(path: path, cause: cause)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(path: path)
            default: .cannotOpen(path: path, cause: cause)
            }
    }

    public var description: String {
        switch self {
        case .notDurable(let level):
            "SQLite does not promise durable commits (PRAGMA synchronous reads \(level), needed 2). Not started."
        case .newerSchema(let found, let known):
            "The database has schema \(found); this program knows up to \(known). "
                + "Install the newer Mashang, or restore a backup made before the upgrade."
        case .changedMigration(let name):
            "Migration \(name) in the database differs from this program's. "
                + "Do not edit the database by hand; restore a backup."
        case .empty(let path):
            "\(path ?? "The database") holds no ledger: it, or its log, is lost, or it is another one. "
                + "Restore a backup: mashang restore. Only for a deployment that was never used: mashang init"
        case .wrongKey:
            "The keys in keys/ do not belong to this database. Put back the keys it was made with."
        case .notADatabase(let path, let cause):
            "\(path) is damaged, or no database of Mashang (\(cause)). Nothing was changed. "
                + "Restore a backup: mashang restore"
        case .locked(let path):
            "\(path) is held by another program. End that first: nothing but Mashang may open the database."
        case .noFile:
            "This ledger is in PostgreSQL: back it up with pg_dump (docs/operating.md, Backup)."
        case .cannotOpen(let path, let cause):
            "\(path) cannot be opened (\(cause)). Look at the disk, the folder's owner and its permissions."
        case .diskFull(let path):
            "\(path): the disk is full. Make room and start again; nothing that was acknowledged is lost."
        case .badURL(let why):
            "The database URL cannot be read: \(why). Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, "
                + "with @ : / ? # % in a password as %40 %3A %2F %3F %23 %25."
        case .unreachable(let place, let why): "PostgreSQL at \(place) cannot be used: \(why)"
        case .refused(let place, let why): "PostgreSQL at \(place) refuses us: \(why)"
        case .unfit(let place, let why): "PostgreSQL at \(place) is not fit for the ledger: \(why)"
        }
    }
}
