import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PlainTextTests {
    private func read(_ raw: String, limit: Int = 8_000, multiline: Bool = true) throws(TextFault) -> String {
        try PlainText(raw, limit: limit, multiline: multiline).text
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func decomposedLettersBecomeOne() throws {
        #expect(bytes(try read("Lu\u{308} Bu\u{300}")) == bytes("L\u{FC} B\u{F9}"))
        // Half a Hangul syllable each.
        #expect(bytes(try read("\u{1112}\u{1161}\u{11AB}")) == bytes("\u{D55C}"))
    }

    @Test func rareNamesStayByteForByte() throws {
        // One ideograph of each extension, A to H, and two that people bear.
        for name in [
            "\u{3400}", "𠮷", "𪚥", "\u{2A700}", "\u{2B740}", "\u{2B820}", "\u{2CEB0}", "\u{30000}", "\u{31350}", "䶮",
            "㛃",
        ] {
            #expect(bytes(try read(name + "先生", multiline: false)) == bytes(name + "先生"))
        }
    }

    @Test func emojiFamiliesStayWhole() throws {
        let families = "👨‍👩‍👧‍👦👨🏻‍👩🏿‍👧🏽‍👦🏼🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}❤️"
        #expect(bytes(try read(families)) == bytes(families))
    }

    @Test func everyLineEndBecomesALineFeed() throws {
        #expect(try read("一\r\n二\r三\n四") == "一\n二\n三\n四")
        #expect(try read("一\r\n\r\n二") == "一\n\n二")
        #expect(try read("一\r\r二") == "一\n\n二")
        #expect(try read("一\t二") == "一 二")
    }

    @Test func blanksAroundTheTextAreDropped() throws {
        #expect(try read(" \u{3000}\n 漏水 \n\u{3000}") == "漏水")
        #expect(throws: TextFault.empty) { try read(" \u{3000}\n\t\r\n ") }
        #expect(throws: TextFault.empty) { try read("") }
        #expect(throws: TextFault.empty, "nothing that can be seen") { try read("\u{200B}\u{2060} \u{3164}\n\u{200D}") }
    }

    @Test func controlCharactersAreRefused() {
        for value in Array(0..<0x20) + Array(0x7F..<0xA0) where ![0x09, 0x0A, 0x0D].contains(value) {
            #expect(throws: TextFault.unreadable, "U+\(String(value, radix: 16))") {
                try read("楼上\(Unicode.Scalar(UInt8(value)))漏水")
            }
        }
    }

    @Test(arguments: [
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0xFFF9, 0xFDD0, 0xFFFE, 0xFFFF,
        0x1FFFE, 0x10FFFF,
    ])
    func whatTurnsTextRoundOrIsNoCharacterIsRefused(value: Int) throws {
        let scalar = try #require(Unicode.Scalar(UInt32(value)))
        #expect(throws: TextFault.unreadable) { try read("付款\(scalar)給我") }
    }

    @Test func marksStackedWithoutEndAreRefused() throws {
        let stacked = String(repeating: "\u{30D}\u{320}", count: 40)
        #expect(throws: TextFault.unreadable) { try read("漏\(stacked)水") }
        // Vietnamese needs two marks on one letter.
        #expect(try read("Nguye\u{302}\u{303}n") == "Nguyễn")
    }

    @Test func eightThousandCharactersFitAndOneMoreDoesNot() throws {
        #expect(try read(String(repeating: "诉", count: 8_000)).count == 8_000)
        #expect(throws: TextFault.tooLong(limit: 8_000)) { try read(String(repeating: "诉", count: 8_001)) }
        // Characters as a reader counts them, not bytes.
        #expect(try read(String(repeating: "👨‍👩‍👧‍👦", count: 8_000)).count == 8_000)
        // What is dropped is not counted.
        #expect(try read(String(repeating: "诉", count: 8_000) + "\r\n").count == 8_000)
    }

    @Test func aNameIsOneLine() {
        for end in ["\n", "\r\n", "\u{2028}", "\u{2029}"] {
            #expect(throws: TextFault.unreadable) { try read("张秀英\(end)李四", multiline: false) }
        }
    }

    @Test func readingTwiceChangesNothing() throws {
        for raw in ["Lu\u{308}\r\n\u{3000}漏水\t三个月 ", "𠮷野家\r\r👨‍👩‍👧‍👦", "e\u{301}\u{327}"] {
            let once = try read(raw)
            #expect(bytes(try read(once)) == bytes(once))
        }
    }
}
