import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MatterNumberTests {
    private let number = MatterNumber(year: 2026, serial: 483_107_259)

    @Test func aNumberIsTheYearChanceAndACheckDigit() {
        #expect(number.text.hasPrefix("26483107259"))
        #expect(number.text.utf8.count == 12)
        #expect(number.grouped == "2648 3107 259\(number.text.suffix(1))")
        #expect(MatterNumber(year: 2005, serial: 7).text.hasPrefix("05000000007"))
        #expect(MatterNumber(year: 2026, serial: 1_483_107_259) == number, "nine digits of chance, no more")
    }

    @Test func everySingleWrongDigitIsCaught() {
        for serial: UInt64 in [0, 483_107_259, 999_999_999, 5] {
            let digits = MatterNumber(year: 2026, serial: serial).text.utf8.map { Int($0) - 0x30 }
            for position in digits.indices {
                for wrong in 0...9 where wrong != digits[position] {
                    var altered = digits
                    altered[position] = wrong
                    let text = altered.map(String.init).joined()
                    #expect(MatterNumber(text) == nil, "\(text)")
                }
            }
        }
    }

    @Test func aNumberIsReadHoweverItIsDecorated() {
        let plain = number.text
        let full = String(String.UnicodeScalarView(plain.unicodeScalars.map { Unicode.Scalar($0.value + 0xFEE0)! }))
        for typed in [
            plain, number.grouped, number.grouped.replacing(" ", with: "-"), " \(plain)\u{3000}", full,
            number.grouped.replacing(" ", with: "—"), number.grouped.replacing(" ", with: "－"),
        ] {
            #expect(MatterNumber(typed) == number, "\(typed)")
        }
    }

    @Test(arguments: ["", "264831072", "26483107259412", "2648 3107 259X", "２６４８", "二六四八", "2648\n31072594"])
    func anythingElseIsRefused(typed: String) {
        #expect(MatterNumber(typed) == nil)
    }
}
