import Crypto
import Matters
import Testing

@testable import Codes

@Suite("Check words on posters")
struct CheckWordsTests {
    private let key = SymmetricKey(data: Array(repeating: 1, count: 32))

    private func token(_ number: Int) -> SiteToken {
        SiteToken(random: (0..<8).map { UInt8(truncatingIfNeeded: (number &* 0x9E37_79B9) >> ($0 * 4)) })
    }

    @Test("A poster keeps its words; another key gives others, so nobody can work them out")
    func keyed() {
        let other = SymmetricKey(data: Array(repeating: 2, count: 32))
        let same = (0..<200).filter { CheckWords(of: token($0), key: key) == CheckWords(of: token($0), key: other) }
        #expect(same.isEmpty)
        #expect(CheckWords(of: token(7), key: key) == CheckWords(of: token(7), key: key))
        // As they hang on walls: changed, every poster would be called a forgery.
        let known = CheckWords(of: SiteToken(random: Array(repeating: 0, count: 7)), key: key)
        #expect("\(known.colour) \(known.words.map(\.zh))" == #"teal ["电扇", "苹果", "蜜蜂"]"#)
    }

    @Test("Three different words, and all of the list and every colour come up")
    func spread() {
        let all = (0..<3_000).map { CheckWords(of: token($0), key: key) }
        #expect(all.allSatisfy { Set($0.words).count == 3 })
        #expect(Set(all.flatMap(\.words)).count == CheckWords.list.count)
        #expect(Set(all.map(\.colour)) == Set(PosterColour.allCases))
    }

    @Test("The words are two characters, each once in either language")
    func list() {
        #expect(CheckWords.list.count == 64 && CheckWords.list.allSatisfy { $0.0.count == 2 })
        #expect(Set(CheckWords.list.map(\.0)).count == 64 && Set(CheckWords.list.map(\.1)).count == 64)
    }
}
