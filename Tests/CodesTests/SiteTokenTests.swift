import Testing

@testable import Codes

@Suite("A site token", .timeLimit(.minutes(1)))
struct SiteTokenTests {
    static let tokens: [SiteToken] = {
        var random = SeededBytes(seed: 20_260_101)
        return (0..<300).map { _ in SiteToken(random: random.next(SiteToken.randomBytes)) }
    }()

    @Test("has ten characters of the first fifty bits and a check character")
    func shape() {
        let zeros = SiteToken(random: [0, 0, 0, 0, 0, 0, 0b0011_1111])
        let ones = SiteToken(random: Array(repeating: 0xFF, count: 7))
        #expect(zeros.text.hasPrefix("0000000000"))
        #expect(ones.text.hasPrefix("ZZZZZZZZZZ"))
        #expect(Self.tokens.allSatisfy { $0.text.utf8.count == 11 })
        #expect(Set(Self.tokens).count == Self.tokens.count)
    }

    @Test("is read back from every way people write it")
    func decorated() {
        for token in Self.tokens {
            let text = token.text
            let fullWidth = String(
                String.UnicodeScalarView(text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) })
            )
            let written = [
                text, text.lowercased(), token.grouped, " \(token.grouped.lowercased())\n", fullWidth,
                text.map(String.init).joined(separator: "　"), text.map(String.init).joined(separator: "——"),
                text.map(String.init).joined(separator: "－"),
                text.replacing("0", with: "O").replacing("1", with: "l"),
                text.replacing("0", with: "ｏ").replacing("1", with: "Ｉ"),
            ]
            for form in written { #expect(SiteToken(form) == token, "\(form)") }
        }
    }

    @Test("with one wrong character is never taken for another token")
    func everySubstitution() {
        for token in Self.tokens.prefix(100) {
            let characters = Array(token.text.utf8)
            for place in characters.indices {
                for wrong in Crockford32.alphabet where wrong != characters[place] {
                    var altered = characters
                    altered[place] = wrong
                    #expect(SiteToken(String(decoding: altered, as: UTF8.self)) == nil)
                }
            }
        }
    }

    @Test("with two neighbours swapped slips through in fewer than four of a hundred cases")
    func swaps() {
        var swaps = 0
        var missed = 0
        for token in Self.tokens {
            let characters = Array(token.text.utf8)
            for place in characters.indices.dropLast() where characters[place] != characters[place + 1] {
                var altered = characters
                altered.swapAt(place, place + 1)
                swaps += 1
                if SiteToken(String(decoding: altered, as: UTF8.self)) != nil { missed += 1 }
            }
        }
        #expect(swaps > 2_500)
        #expect(missed * 100 < swaps * 4, "\(missed) of \(swaps)")
    }

    @Test(
        "refuses what is no token",
        arguments: [
            "", "0", "UUUUUUUUUUU", "雁江区宝台镇", "0000-000-000!", String(repeating: "-", count: 500), "⁰⁰⁰⁰",
        ])
    func refused(_ text: String) {
        #expect(SiteToken(text) == nil)
    }

    @Test("is one character too long or too short only by mistake")
    func length() {
        for token in Self.tokens.prefix(50) {
            #expect(SiteToken(String(token.text.dropLast())) == nil)
            #expect(SiteToken(token.text + "0") == nil)
        }
    }
}
