/// The bytes of a file, known to be UTF-8, without the byte order mark that spreadsheets write.
struct FileText {
    let bytes: ArraySlice<UInt8>

    /// What the bytes are instead of UTF-8.
    enum Fault: Error, Equatable {
        /// What a Chinese spreadsheet saves as plain "CSV".
        case gbk
        /// What a spreadsheet saves as "Unicode text".
        case utf16
        /// Neither; the first wrong byte is in `line`.
        case unknown(line: Int)
    }

    init(_ raw: [UInt8]) throws(Fault) {
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) { throw .utf16 }
        let bytes = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? raw.dropFirst(3) : raw[...]
        guard String(validating: bytes, as: UTF8.self) != nil else {
            if Self.isGBK(raw) { throw .gbk }
            throw .unknown(line: Self.lineOfFirstFault(bytes))
        }
        // UTF-16 without a mark is valid UTF-8 full of zeros as long as the text is ASCII.
        if bytes.contains(0) { throw .utf16 }
        self.bytes = bytes
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }
    var isBlank: Bool { bytes.allSatisfy { $0 <= 0x20 } }

    /// Pairs of a lead byte 0x81…0xFE and a trail byte 0x40…0xFE (not 0x7F) between ASCII.
    private static func isGBK(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            guard (0x81...0xFE).contains(bytes[index]), index + 1 < bytes.count,
                (0x40...0xFE).contains(bytes[index + 1]), bytes[index + 1] != 0x7F
            else { return false }
            index += 2
        }
        return true
    }

    private static func lineOfFirstFault(_ bytes: ArraySlice<UInt8>) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let fault = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return (fault ?? 0) + 1
    }
}
