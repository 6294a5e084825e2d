import Matters

/// The one shape of every printed code: Crockford characters, then their ISO/IEC 7064 MOD 33,32 check character.
enum CheckedCode {
    /// The first `count` × 5 bits of `bytes` as `count` characters and the check character.
    static func text(_ count: Int, of bytes: [UInt8]) -> String {
        let values = Crockford32.values(count, of: bytes)
        return Crockford32.text(values + [CheckCharacter.value(for: values, size: 32)])
    }

    /// The canonical text of what a person typed; `nil` if the length or the check character is wrong.
    static func canonical(_ text: String, count: Int) -> String? {
        guard let values = Crockford32.values(reading: text), values.count == count + 1,
            CheckCharacter.value(for: values.dropLast(), size: 32) == values.last
        else { return nil }
        return Crockford32.text(values)
    }

    /// `text` cut into `groups`, joined by dashes.
    static func grouped(_ text: String, _ groups: [Int]) -> String {
        var rest = text[...]
        return groups.map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.joined(separator: "-")
    }
}
