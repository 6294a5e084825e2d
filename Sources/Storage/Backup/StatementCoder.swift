/// Statements as bytes. A statement's text is written once in a stream, later only its number: reports repeat the same
/// dozen.
///
/// A statement is: number of its text (4 bytes; one more than the last known: a new text follows, 4 bytes of length and
/// UTF-8), number of values (2 bytes), values. A value is a mark and what it needs: 0 NULL; 1 integer, 8 bytes; 2 text
/// and 3 bytes, each with 4 bytes of length. Numbers are big-endian.
struct StatementCoder {
    private var known: [String: UInt32] = [:]
    private var texts: [String] = []

    struct Unreadable: Error, CustomStringConvertible {
        let description = "the log of the copy was written by another version of Mashang"
    }

    mutating func encode(_ statement: GroupCommit.Statement, to bytes: inout [UInt8]) {
        if let number = known[statement.sql] {
            Self.put(number, to: &bytes)
        } else {
            let number = UInt32(known.count)
            known[statement.sql] = number
            Self.put(number, to: &bytes)
            Self.put(Array(statement.sql.utf8), to: &bytes)
        }
        Self.put(UInt16(statement.values.count), to: &bytes)
        for value in statement.values {
            switch value {
            case .null: bytes.append(0)
            case .integer(let number):
                bytes.append(1)
                Self.put(UInt64(bitPattern: number), to: &bytes)
            case .text(let text):
                bytes.append(2)
                Self.put(Array(text.utf8), to: &bytes)
            case .bytes(let blob):
                bytes.append(3)
                Self.put(blob, to: &bytes)
            }
        }
    }

    /// - Throws: `Unreadable` for bytes that this coder did not write.
    mutating func decode(_ bytes: [UInt8]) throws -> [GroupCommit.Statement] {
        var rest = bytes[...]
        var statements: [GroupCommit.Statement] = []
        while !rest.isEmpty {
            let number = Int(try Self.number(4, from: &rest))
            if number == texts.count { texts.append(String(decoding: try Self.blob(from: &rest), as: UTF8.self)) }
            guard texts.indices.contains(number) else { throw Unreadable() }
            let values = try (0..<Self.number(2, from: &rest)).map { _ in try Self.value(from: &rest) }
            statements.append(GroupCommit.Statement(sql: texts[number], values: values))
        }
        return statements
    }

    private static func value(from rest: inout ArraySlice<UInt8>) throws -> SQLValue {
        switch try number(1, from: &rest) {
        case 0: .null
        case 1: .integer(Int64(bitPattern: try number(8, from: &rest)))
        case 2: .text(String(decoding: try blob(from: &rest), as: UTF8.self))
        case 3: .bytes(Array(try blob(from: &rest)))
        default: throw Unreadable()
        }
    }

    private static func put(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func put(_ blob: [UInt8], to bytes: inout [UInt8]) {
        put(UInt32(blob.count), to: &bytes)
        bytes += blob
    }

    private static func number(_ count: Int, from rest: inout ArraySlice<UInt8>) throws -> UInt64 {
        guard rest.count >= count else { throw Unreadable() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func blob(from rest: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        let count = Int(try number(4, from: &rest))
        guard rest.count >= count else { throw Unreadable() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

extension GroupCommit.Statement {
    /// About what it takes to keep it, in bytes.
    var bytes: Int {
        values.reduce(16) { sum, value in
            switch value {
            case .null: sum + 1
            case .integer: sum + 9
            case .text(let text): sum + 5 + text.utf8.count
            case .bytes(let blob): sum + 5 + blob.count
            }
        }
    }
}
