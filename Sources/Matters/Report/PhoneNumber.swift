/// A telephone number as people write it, reduced to digits and an optional leading `+`.
public struct PhoneNumber: CheckedText {
    public let text: String

    public init?(_ text: String) { try? self.init(typed: text) }

    /// Full-width digits, spaces, dashes and brackets are understood.
    /// - Throws: `TextFault`.
    public init(typed: String) throws(TextFault) {
        guard typed.count <= Bounds.phoneCharacters else { throw .tooLong(limit: Bounds.phoneCharacters) }
        var digits = ""
        for scalar in typed.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "\u{FF10}"..."\u{FF19}":
                guard let digit = Unicode.Scalar(scalar.value - 0xFF10 + 0x30) else { throw .notANumber }
                digits.unicodeScalars.append(digit)
            case "+", "\u{FF0B}":
                guard digits.isEmpty else { throw .notANumber }
                digits = "+"
            case " ", "\u{3000}", "-", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FF0D}", "(", ")", "\u{FF08}",
                "\u{FF09}":
                continue
            default: throw .notANumber
            }
        }
        guard !digits.isEmpty else { throw .empty }
        let count = digits.utf8.count - (digits.hasPrefix("+") ? 1 : 0)
        guard Bounds.phoneDigits.contains(count) else { throw .notANumber }
        text = digits
    }
}
