public import Crypto
public import Matters

/// 念码: nine digits on a poster for whoever cannot scan: typed on the front page, or read aloud on the telephone.
///
/// Eight digits stand for the code's serial under a key of the deployment, so that nobody can count from one poster to
/// the next; the ninth checks them (ISO/IEC 7064 MOD 11,10).
public struct SpokenCode: CheckedText {
    /// Nine digits.
    public let text: String

    /// Serials that have a number of their own: 0 to 10⁸ − 1.
    private static let half = 10_000
    private static let rounds = 6

    /// - Precondition: `serial` is less than 10⁸: a code for every fourteenth Chinese.
    public init(serial: Int, key: SymmetricKey) {
        precondition((0..<Self.half * Self.half).contains(serial), "serial \(serial) has no spoken code")
        var (left, right) = (serial / Self.half, serial % Self.half)
        for round in 0..<Self.rounds {
            (left, right) = (right, (left + Self.mix(right, round, key)) % Self.half)
        }
        let body = Self.digits(left) + Self.digits(right)
        text = (body + [CheckCharacter.value(for: body, size: 10)]).map(String.init).joined()
    }

    /// Nine digits with a right check digit, in Arabic, full-width or Chinese numerals (幺 is one), with or without
    /// spaces and dashes.
    public init?(_ text: String) {
        var digits: [Int] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(Int(scalar.value) - 0x30)
            case "\u{FF10}"..."\u{FF19}": digits.append(Int(scalar.value) - 0xFF10)
            case " ", "\u{A0}", "\u{3000}", "-", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FF0D}": continue
            default:
                guard let digit = Self.numerals[scalar] else { return nil }
                digits.append(digit)
            }
            if digits.count > 9 { return nil }
        }
        guard digits.count == 9, CheckCharacter.value(for: digits.dropLast(), size: 10) == digits[8] else { return nil }
        self.text = digits.map(String.init).joined()
    }

    /// The serial it stands for under this key; every well-formed number stands for one.
    public func serial(key: SymmetricKey) -> Int {
        let body = text.utf8.dropLast().reduce(0) { $0 * 10 + Int($1) - 0x30 }
        var (left, right) = (body / Self.half, body % Self.half)
        for round in (0..<Self.rounds).reversed() {
            (left, right) = ((right - Self.mix(left, round, key) + Self.half) % Self.half, left)
        }
        return left * Self.half + right
    }

    /// `123 456 782`
    public var grouped: String { CheckedCode.grouped(text, [3, 3, 3]).replacing("-", with: " ") }

    private static func mix(_ value: Int, _ round: Int, _ key: SymmetricKey) -> Int {
        let hash = KeyedHash.compute("spoken-code", [UInt8(round), UInt8(value >> 8), UInt8(value & 0xFF)], key: key)
        return hash.prefix(6).reduce(0) { $0 << 8 | Int($1) } % half
    }

    private static func digits(_ value: Int) -> [Int] {
        [value / 1_000, value / 100 % 10, value / 10 % 10, value % 10]
    }

    private static let numerals: [Unicode.Scalar: Int] = [
        "〇": 0, "零": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]
}
