import Foundation

/// The lines of a file or of standard input, one at a time: memory stays the same however long the list is.
struct LineReader {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// Of the line that was read last, from 1.
    private(set) var number = 0

    private static let pieceBytes = 256 * 1024
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// - Parameter path: `-` is standard input.
    /// - Throws: `FileFault`
    init(_ path: String) throws {
        self.path = path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(path) }
    }

    func close() { Foundation.close(descriptor) }

    /// The next line without its end; `nil` after the last.
    /// - Throws: `FileFault`; `CountryFault` if it is not UTF-8.
    mutating func next() throws -> String? {
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return try text(buffer[start..<end])
            }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return try text(buffer[start...])
            }
            try fill()
        }
    }

    private mutating func fill() throws {
        buffer.removeFirst(start)
        start = 0
        let piece = try [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { space, count in
            let got = read(descriptor, space.baseAddress, space.count)
            guard got >= 0 else { throw FileFault(path) }
            count = got
        }
        isAtEnd = piece.isEmpty
        buffer += piece
    }

    private mutating func text(_ bytes: ArraySlice<UInt8>) throws -> String {
        number += 1
        var bytes = bytes
        if number == 1, bytes.starts(with: Self.byteOrderMark) { bytes = bytes.dropFirst(Self.byteOrderMark.count) }
        if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CountryFault.line(path, number, "is not UTF-8; save the list as UTF-8")
        }
        return text
    }
}

/// One line of a table (RFC 4180), for tables in which no field holds a line end.
enum CSVLine {
    private static let quote = UInt8(ascii: "\"")

    /// - Returns: `nil` if its quotation marks do not pair up.
    static func fields(_ line: String) -> [String]? {
        let bytes = line.utf8
        guard bytes.contains(quote) else {
            return bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { String($0) ?? "" }
        }
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        // Inside a quoted field two marks stand for one.
        var isPair = false
        for byte in bytes {
            switch byte {
            case quote:
                if isPair { fields[fields.count - 1].append(quote) }
                isPair = isQuoted
                isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                fields.append([])
                isPair = false
            default:
                fields[fields.count - 1].append(byte)
                isPair = false
            }
        }
        return isQuoted ? nil : fields.map { String(decoding: $0, as: UTF8.self) }
    }

    static func text(_ fields: [String]) -> String {
        fields.map { field in
            guard field.utf8.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") }) else { return field }
            return "\"" + field.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",")
    }
}
