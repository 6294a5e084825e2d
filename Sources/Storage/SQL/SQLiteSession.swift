import GRDB
import GRDBSQLite

/// The prepared statements of one SQLite connection, and the one place that hands pointers to SQLite.
///
/// Used on its connection's queue only. Statements are kept: the ledger has a few dozen, and preparing one costs as
/// much as running it.
final class SQLiteSession: @unchecked Sendable {
    private let handle: OpaquePointer
    private var statements: [String: Prepared] = [:]

    /// Most statements kept; lists with many circles make variants.
    private static let kept = 256
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private struct Prepared {
        let statement: OpaquePointer
        let columns: ColumnNames
    }

    init(_ handle: OpaquePointer) { self.handle = handle }

    func run(_ sql: String, _ values: [SQLValue]) throws {
        let prepared = try prepare(sql, values)
        defer { sqlite3_reset(prepared.statement) }
        while true {
            switch sqlite3_step(prepared.statement) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return
            default: throw fault(sql)
            }
        }
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        let prepared = try prepare(sql, values)
        defer { sqlite3_reset(prepared.statement) }
        var rows: [SQLRow] = []
        let count = Int32(prepared.columns.names.count)
        while true {
            switch sqlite3_step(prepared.statement) {
            case SQLITE_ROW:
                let values = (0..<count).map { value(prepared.statement, $0) }
                rows.append(SQLRow(columns: prepared.columns, values: values))
            case SQLITE_DONE: return rows
            default: throw fault(sql)
            }
        }
    }

    /// Ends every statement; the connection can be closed then.
    func finish() {
        statements.values.forEach { sqlite3_finalize($0.statement) }
        statements = [:]
    }

    private func prepare(_ sql: String, _ values: [SQLValue]) throws -> Prepared {
        let prepared: Prepared
        if let known = statements[sql] {
            prepared = known
        } else {
            if statements.count >= Self.kept { finish() }
            var statement: OpaquePointer?
            let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
            guard code == SQLITE_OK, let statement else { throw fault(sql) }
            let names = (0..<sqlite3_column_count(statement)).map { index in
                sqlite3_column_name(statement, index).map { String(cString: $0) } ?? ""
            }
            prepared = Prepared(statement: statement, columns: ColumnNames(names))
            statements[sql] = prepared
        }
        for (index, value) in values.enumerated() {
            guard bind(value, to: prepared.statement, at: Int32(index + 1)) == SQLITE_OK else { throw fault(sql) }
        }
        return prepared
    }

    private func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .text(let text):
            sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), Self.transient)
        case .bytes(let bytes):
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), Self.transient)
        }
    }

    private func value(_ statement: OpaquePointer, _ index: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, index))
        // No column holds one: whoever asks for an integer is told that it is none.
        case SQLITE_FLOAT: .text("\(sqlite3_column_double(statement, index))")
        case SQLITE_TEXT:
            .text(
                String(
                    decoding: UnsafeRawBufferPointer(
                        start: sqlite3_column_text(statement, index),
                        count: Int(sqlite3_column_bytes(statement, index))), as: UTF8.self))
        case SQLITE_BLOB:
            .bytes(
                [UInt8](
                    UnsafeRawBufferPointer(
                        start: sqlite3_column_blob(statement, index),
                        count: Int(sqlite3_column_bytes(statement, index)))))
        default: .null
        }
    }

    private func fault(_ sql: String) -> SQLiteFault {
        SQLiteFault(
            code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)), sql: sql)
    }
}

/// What SQLite answered instead of doing what was asked. Never holds a value that was bound.
struct SQLiteFault: Error, CustomStringConvertible {
    /// SQLite's extended result code.
    let code: Int32
    let message: String
    let sql: String

    var primaryCode: ResultCode { ResultCode(rawValue: code).primaryResultCode }
    /// What is in the file is not what was written there.
    var isDamage: Bool { [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(primaryCode) }

    var description: String { "SQLite error \(code) (\(message)) in: \(sql)" }
}
