/// The tags of a page as a browser would see them, byte by byte: `<a href="…" class="…">` is `a[href,class]`.
enum TagScan {
    static func tags(_ html: String) -> [String] {
        let bytes = Array(html.utf8)
        var tags: [String] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count, starts(bytes[index + 1]) else {
                index += 1
                continue
            }
            var names: [String] = []
            index += 1
            let name = word(bytes, &index)
            while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
                if isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "/") {
                    index += 1
                } else {
                    names.append(word(bytes, &index))
                    skipValue(bytes, &index)
                }
            }
            tags.append(names.isEmpty ? name : "\(name)[\(names.joined(separator: ","))]")
        }
        return tags
    }

    private static func starts(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "!")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func word(_ bytes: [UInt8], _ index: inout Int) -> String {
        let start = index
        if index < bytes.count, bytes[index] == UInt8(ascii: "/") || bytes[index] == UInt8(ascii: "=") { index += 1 }
        while index < bytes.count, !isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">"),
            bytes[index] != UInt8(ascii: "="), bytes[index] != UInt8(ascii: "/")
        {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func skipValue(_ bytes: [UInt8], _ index: inout Int) {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { return }
        index += 1
        guard index < bytes.count else { return }
        let quote = bytes[index]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            while index < bytes.count, !isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">") { index += 1 }
            return
        }
        index += 1
        while index < bytes.count, bytes[index] != quote { index += 1 }
        index += 1
    }
}
