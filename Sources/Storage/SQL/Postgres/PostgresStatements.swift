/// A statement the server keeps prepared, with the types of its values.
final class PostgresStatement {
    let name: String
    /// In PostgreSQL's spelling: `$1`.
    let sql: String
    /// Object ids of the values' types; 0 lets the server infer (a NULL fits every column).
    let types: [UInt32]
    /// The columns of its result, once it has run.
    var columns: PostgresColumns?

    init(name: String, sql: String, types: [UInt32]) {
        self.name = name
        self.sql = sql
        self.types = types
    }
}

/// The statements one connection has prepared; the one unused for longest makes room.
struct PostgresStatements {
    private struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }
    private struct Entry {
        let statement: PostgresStatement
        var usedAt: Int
    }

    /// Statements kept per connection. The program has fewer texts; lists of varying length make the rest.
    static let limit = 256

    private var entries: [Key: Entry] = [:]
    private var uses = 0
    private var named = 0

    var count: Int { entries.count }

    /// - Returns: the statement; whether the server must be told to prepare it; which one it should forget.
    mutating func statement(for sql: String, _ values: [SQLValue]) -> (PostgresStatement, isNew: Bool, evicted: String?)
    {
        let key = Key(sql: sql, types: values.map(\.postgresType))
        uses += 1
        if let statement = entries[key]?.statement {
            entries[key]?.usedAt = uses
            return (statement, false, nil)
        }
        var evicted: String?
        if entries.count >= Self.limit, let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt }) {
            entries[oldest.key] = nil
            evicted = oldest.value.statement.name
        }
        named += 1
        let statement = PostgresStatement(name: "s\(named)", sql: Self.numbered(sql), types: key.types)
        entries[key] = Entry(statement: statement, usedAt: uses)
        return (statement, true, evicted)
    }

    /// The server does not have it, or has it for tables of another shape.
    mutating func forget(_ statement: PostgresStatement) {
        entries = entries.filter { $0.value.statement !== statement }
    }

    /// `?` becomes `$1`, `$2`, …; quoted text and names stay as they are.
    static func numbered(_ sql: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(sql.utf8.count + 32)
        var count = 0
        var quote: UInt8?
        for byte in sql.utf8 {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == UInt8(ascii: "?") {
                count += 1
                text.append(contentsOf: "$\(count)".utf8)
                continue
            }
            text.append(byte)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension SQLValue {
    /// The object id of the type it is sent as (`pg_type.dat`).
    var postgresType: UInt32 {
        switch self {
        case .null: 0
        case .integer: PostgresType.int8
        case .text: PostgresType.text
        case .bytes: PostgresType.bytea
        }
    }
}

/// Object ids of built-in types (`pg_type.dat`); they never change.
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let varchar: UInt32 = 1043
    static let numeric: UInt32 = 1700
    static let void: UInt32 = 2278
    static let xid8: UInt32 = 5069
}

/// The columns of a statement's result.
struct PostgresColumns {
    let names: ColumnNames
    let types: [UInt32]
}
