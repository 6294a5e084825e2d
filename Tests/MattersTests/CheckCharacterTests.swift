import Matters
import Testing

/// The examples of ISO/IEC 7064 and of the numbers that use it.
@Suite(.timeLimit(.minutes(1)))
struct CheckCharacterTests {
    private func digits(_ text: String) -> [Int] { text.utf8.map { Int($0) - 0x30 } }

    @Test func mod11And10MakesTheStandardsExample() {
        #expect(CheckCharacter.value(for: digits("0794"), size: 10) == 5)
        // 税务识别号 of Germany and the OIB of Croatia use the same system.
        #expect(CheckCharacter.value(for: digits("8609574271"), size: 10) == 9)
        #expect(CheckCharacter.value(for: digits("3339200596"), size: 10) == 1)
    }

    @Test func mod37And36MakesTheGlobalReleaseIdentifiersExample() throws {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let values = try "A12425GABC1234002".map { try #require(alphabet.firstIndex(of: $0)) }
        #expect(alphabet[CheckCharacter.value(for: values, size: 36)] == "M")
    }

    @Test(arguments: [10, 32])
    func everySingleWrongCharacterIsCaught(size: Int) {
        var generator = SplitMix(seed: UInt64(size))
        for _ in 0..<200 {
            let values = (0..<9).map { _ in Int.random(in: 0..<size, using: &generator) }
            let check = CheckCharacter.value(for: values, size: size)
            #expect((0..<size).contains(check))
            for position in values.indices {
                for wrong in 0..<size where wrong != values[position] {
                    var altered = values
                    altered[position] = wrong
                    #expect(CheckCharacter.value(for: altered, size: size) != check)
                }
            }
        }
    }
}
