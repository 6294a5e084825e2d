import Codes
import Crypto
import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SpokenCodeTests {
    private let key = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
    private let other = SymmetricKey(data: [UInt8](repeating: 8, count: 32))

    @Test func everySerialHasANumberOfItsOwnAndComesBack() {
        let serials = Array(1...3_000) + [99_999_998, 99_999_999]
        let codes = serials.map { SpokenCode(serial: $0, key: key) }
        #expect(Set(codes).count == serials.count)
        #expect(codes.map { $0.serial(key: key) } == serials)
        #expect(codes.allSatisfy { SpokenCode($0.text) == $0 && $0.text.count == 9 })
    }

    @Test func neighboursOnAWallAreNotNeighboursInNumber() {
        let numbers = (1...500).map { Int(SpokenCode(serial: $0, key: key).text.dropLast()) ?? 0 }
        let steps = zip(numbers, numbers.dropFirst()).map { abs($0 - $1) }
        #expect(steps.count { $0 < 10_000 } < 3, "a number says nothing about the next poster's")
        #expect(SpokenCode(serial: 1, key: key) != SpokenCode(serial: 1, key: other))
    }

    @Test func everyWrongDigitIsNoticed() {
        for serial in 1...300 {
            let digits = SpokenCode(serial: serial, key: key).text.map { Int(String($0)) ?? 0 }
            for place in digits.indices {
                for wrong in 0...9 where wrong != digits[place] {
                    var typed = digits
                    typed[place] = wrong
                    #expect(SpokenCode(typed.map(String.init).joined()) == nil)
                }
            }
        }
    }

    @Test func nearlyEverySwapOfNeighboursIsNoticed() {
        var (swaps, missed) = (0, 0)
        for serial in 1...2_000 {
            let digits = Array(SpokenCode(serial: serial, key: key).text)
            for place in 0..<8 where digits[place] != digits[place + 1] {
                var typed = digits
                typed.swapAt(place, place + 1)
                swaps += 1
                missed += SpokenCode(String(typed)) == nil ? 0 : 1
            }
        }
        #expect(swaps > 10_000 && missed * 30 < swaps, "\(missed) of \(swaps)")
    }

    @Test func itIsReadAsPeopleTypeIt() throws {
        let code = SpokenCode(serial: 4_711, key: key)
        let chinese = String(code.text.map { Array("〇幺二三四五六七八九")[Int(String($0)) ?? 0] })
        let wide = String(String.UnicodeScalarView(code.text.unicodeScalars.map { Unicode.Scalar($0.value + 0xFEE0)! }))
        for typed in [
            code.grouped, " \(code.grouped) ", chinese, wide, code.text.map(String.init).joined(separator: "-"),
        ] {
            #expect(SpokenCode(typed) == code, "\(typed)")
        }
        for typed in ["", "12345678", "1234567890", "abc", "12 34 五"] { #expect(SpokenCode(typed) == nil) }
    }
}
