/// Douglas Crockford's base 32: ten digits and twenty-two letters, without I, L, O and U.
///
/// Writing is strict (upper case); reading forgives what people type, say and paste.
public enum Crockford32 {
    /// `0`–`9`, then `A`–`Z` without I, L, O and U.
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// Longest text worth reading, in Unicode scalars: a decorated receipt code is far below it.
    static let longestText = 64

    /// The characters for `values`, each in `0..<32`.
    static func text(_ values: [Int]) -> String {
        String(decoding: values.map { alphabet[$0] }, as: UTF8.self)
    }

    /// The first `count` groups of five bits of `bytes`, most significant bit first.
    static func values(_ count: Int, of bytes: [UInt8]) -> [Int] {
        (0..<count).map { group in
            var value = 0
            for bit in group * 5..<group * 5 + 5 {
                let isSet = bytes[bit / 8] & (0x80 >> UInt8(bit % 8)) != 0
                value = value * 2 + (isSet ? 1 : 0)
            }
            return value
        }
    }

    /// The values of a text as typed: either case, full-width forms, O for 0, I and L for 1; spaces and dashes
    /// of every kind are dropped. `nil` if anything else is in it, `U` included.
    static func values(reading text: String) -> [Int]? {
        guard text.unicodeScalars.count <= longestText else { return nil }
        var values: [Int] = []
        for scalar in text.unicodeScalars where !isDecoration(scalar) {
            guard let value = value(of: scalar) else { return nil }
            values.append(value)
        }
        return values
    }

    private static func value(of scalar: Unicode.Scalar) -> Int? {
        let isFullWidth = (0xFF01...0xFF5E).contains(scalar.value)
        guard let narrow = UInt8(exactly: isFullWidth ? scalar.value - 0xFEE0 : scalar.value) else {
            return nil
        }
        let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(narrow)
        return switch isLower ? narrow - 32 : narrow {
        case UInt8(ascii: "O"): 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
        case let upper: alphabet.firstIndex(of: upper)
        }
    }

    private static func isDecoration(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // White space: ASCII, no-break, typographic, ideographic; and the invisible ones that pasting brings.
        case 0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x2000...0x200D, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF: true
        // Dashes: ASCII, hyphen to horizontal bar, minus, box line, the kana mark, small and full-width.
        case 0x2D, 0xAD, 0x2010...0x2015, 0x2212, 0x2500, 0x30FC, 0xFE58, 0xFE63, 0xFF0D: true
        default: false
        }
    }
}
