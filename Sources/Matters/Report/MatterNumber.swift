/// 一案一码: the number a matter keeps for life. Twelve digits, read aloud as three groups of four.
///
/// Two digits of the year, nine at random, one check digit (ISO/IEC 7064 MOD 11,10). It is not a secret and
/// not a counter: how many matters a district has cannot be read from it.
public struct MatterNumber: CheckedText {
    public let text: String

    /// Twelve digits with a right check digit, typed with or without spaces, dashes and full-width digits.
    public init?(_ text: String) {
        var digits: [Int] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(Int(scalar.value) - 0x30)
            case "\u{FF10}"..."\u{FF19}": digits.append(Int(scalar.value) - 0xFF10)
            case " ", "\u{3000}", "-", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FF0D}": continue
            default: return nil
            }
            if digits.count > 12 { return nil }
        }
        guard digits.count == 12, CheckCharacter.value(for: digits.dropLast(), size: 10) == digits[11] else {
            return nil
        }
        self.text = digits.map(String.init).joined()
    }

    /// The number that `serial` (taken modulo 10⁹, from randomness) makes in `year`.
    public init(year: Int, serial: UInt64) {
        let body = (year %% 100).padded(2) + Int(serial % 1_000_000_000).padded(9)
        let check = CheckCharacter.value(for: body.utf8.map { Int($0) - 0x30 }, size: 10)
        text = body + String(check)
    }

    /// `2648 3107 2594`
    public var grouped: String {
        let digits = Array(text)
        return [digits[0..<4], digits[4..<8], digits[8..<12]].map { String($0) }.joined(separator: " ")
    }
}
