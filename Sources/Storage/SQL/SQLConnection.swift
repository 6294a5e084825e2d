/// A value that both engines store the same way.
enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    static func integer(_ value: Int64?) -> Self { value.map { .integer($0) } ?? .null }
    static func text(_ value: String?) -> Self { value.map { .text($0) } ?? .null }
}

/// The names of a result's columns; one for all rows of a statement.
final class ColumnNames: Sendable {
    let names: [String]
    private let index: [String: Int]

    init(_ names: [String]) {
        self.names = names
        index = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    subscript(_ name: String) -> Int? { index[name] }
}

/// One row of a result; columns by name. A column of another type than asked is a defect of the schema, reported as
/// such.
struct SQLRow: Sendable {
    let columns: ColumnNames
    let values: [SQLValue]

    subscript(_ column: String) -> SQLValue? { columns[column].map { values[$0] } }

    func integer(_ column: String) throws(SchemaFault) -> Int64 {
        guard case .integer(let value)? = self[column] else { throw SchemaFault(column: column) }
        return value
    }

    func optionalInteger(_ column: String) -> Int64? {
        if case .integer(let value)? = self[column] { value } else { nil }
    }

    func text(_ column: String) throws(SchemaFault) -> String {
        guard case .text(let value)? = self[column] else { throw SchemaFault(column: column) }
        return value
    }

    func optionalText(_ column: String) -> String? {
        if case .text(let value)? = self[column] { value } else { nil }
    }

    func bytes(_ column: String) throws(SchemaFault) -> [UInt8] {
        guard case .bytes(let value)? = self[column] else { throw SchemaFault(column: column) }
        return value
    }

    func optionalBytes(_ column: String) -> [UInt8]? {
        if case .bytes(let value)? = self[column] { value } else { nil }
    }
}

/// A stored value is not what the schema says: the database was changed from outside.
struct SchemaFault: Error, CustomStringConvertible {
    let column: String
    var description: String {
        "column \(column) does not hold what this version of Mashang stores there; run `mashang verify`"
    }
}

/// A connection inside one transaction. SQL is written once, in the dialect SQLite and PostgreSQL share, with `?` for
/// values.
protocol SQLConnection {
    func run(_ sql: String, _ values: [SQLValue]) throws
    func rows(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow]
    /// Calls `body` once the transaction is durable, in the order of commits; never if it is rolled back.
    func afterCommit(_ body: @escaping @Sendable () -> Void)
}

extension SQLConnection {
    func run(_ sql: String) throws { try run(sql, []) }
    func rows(_ sql: String) throws -> [SQLRow] { try rows(sql, []) }
    func row(_ sql: String, _ values: [SQLValue]) throws -> SQLRow? { try rows(sql, values).first }

    /// `?, ?, ?`
    func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    /// `(?, ?), (?, ?)`
    func marks(of rows: [[SQLValue]]) -> String { rows.map { "(\(marks($0.count)))" }.joined(separator: ", ") }

    /// Many rows in one statement: a matter has a handful, and each statement costs as much as its rows.
    /// - Parameter target: the table and its columns, such as `deadline (matter, rule)`.
    func insert(_ target: String, _ rows: [[SQLValue]]) throws {
        guard !rows.isEmpty else { return }
        try run("INSERT INTO \(target) VALUES \(marks(of: rows))", rows.flatMap(\.self))
    }
}

/// A database as the ledger sees it: one writer, many readers, each call one transaction.
protocol SQLDatabase: Sendable {
    var dialect: SQLDialect { get }
    /// One snapshot: what commits meanwhile is not seen.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value
    /// Durable when it returns: committed and flushed to the disk. `body` may run more than once; only its last run
    /// counts.
    func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value
    func close() throws
}
