import ArgumentParser
import Foundation
import Posters
import Testing

@testable import mashang

@Suite("Posters that cannot be drawn", .timeLimit(.minutes(1)))
struct PosterCommandTests {
    @Test(
        "Bad folders and pictures are one line with a code of sysexits, before the deployment is asked",
        arguments: [
            ("--out /dev/null/posters", 73, "/dev/null/posters"), ("--out . --logo /nowhere.png", 66, "/nowhere.png"),
            ("--out . --logo /etc/hostname", 65, "not a PNG"), ("--out . --emblem /etc/hostname", 65, "not a PNG"),
        ] as [(String, Int32, String)])
    func beforehand(options: String, status: Int32, words: String) throws {
        let line = "posters --all --data d \(options)".split(separator: " ").map(String.init)
        let command = try #require(try Mashang.parseAsRoot(line) as? PostersCommand)
        let fault = try #require(throws: (any Error).self) { _ = try command.prepare() }
        #expect(ExitStatus.of(fault) == status)
        #expect("\(fault)".contains(words) && !"\(fault)".contains("\n"))
    }

    @Test("A character without a glyph is named with its code point and the package that has it")
    func glyphs() {
        let fault = PosterFault.missingGlyphs(["\u{2CE93}"], site: "S0001")
        #expect(ExitStatus.of(fault) == 69)
        for part in ["U+2CE93", "S0001", "fonts-noto-cjk", "nothing was written"] {
            #expect(fault.description.contains(part), "\(part)")
        }
    }
}
