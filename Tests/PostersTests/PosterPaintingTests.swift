import Codes
import Foundation
import FoundationXML
import Testing

@testable import Posters

@Suite("A painted poster", .serialized, .timeLimit(.minutes(1)))
struct PosterPaintingTests {
    let content = PosterContent.sample()

    @Test(
        "as PNG is read by zbar and ZXing", .enabled(if: Readers.zbar != nil && Readers.zxing != nil),
        arguments: [72, 150, 300])
    func png(dpi: Int) throws {
        let scratch = try Scratch()
        let file = try scratch.write("poster.png", try PNGPoster.render(content, dpi: dpi))
        #expect(try Readers.zbar([file]) == [content.url])
        #expect(try Readers.zxing([file]) == [content.url])
    }

    @Test("as PNG is A4 at its resolution, and says so")
    func resolution() throws {
        let png = try PNGPoster.render(content, dpi: 150)
        func number(at offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(number(at: 16) == 1240 && number(at: 20) == 1754)
        #expect(Array(png[37..<41]) == Array("pHYs".utf8))
        #expect(number(at: 41) == 5906 && number(at: 45) == 5906 && png[49] == 1, "dots in a metre")
        // The checksum of this very chunk, computed with zlib.
        #expect(number(at: 50) == 0x679F_D252)
    }

    @Test(
        "as PDF is A4 or A3, has selectable text with its font inside, and is read by zbar and ZXing",
        .enabled(if: Readers.poppler != nil && Readers.zbar != nil && Readers.zxing != nil),
        arguments: zip(PDFPoster.Paper.allCases, ["595.276 x 841.89", "841.89 x 1190.55"]))
    func pdf(paper: PDFPoster.Paper, size: String) throws {
        let scratch = try Scratch()
        var other = content
        (other.site, other.url) = ("丹山镇大佛村", content.url.replacing("7K3M9", with: "7K3M8"))
        let file = try scratch.write("posters.pdf", try PDFPoster.render([content, other], on: paper))
        func said(_ program: String, _ arguments: [String]) throws -> String {
            try Readers.run("/usr/bin/\(program)", arguments).output
        }
        let facts = try said("pdfinfo", [file.path])
        #expect(facts.contains("Pages:           2") && facts.contains("Page size:       \(size)"), "\(facts)")
        let text = try said("pdftotext", ["-layout", file.path, "-"])
        for words in [content.site, other.site, content.title, content.cell] + content.promises {
            #expect(text.contains(words), "\(words)")
        }
        let fonts = try said("pdffonts", [file.path]).split(separator: "\n").dropFirst(2)
        #expect(!fonts.isEmpty && fonts.allSatisfy { $0.contains(" yes yes yes ") }, "embedded, subset, to Unicode")
        _ = try said("pdftoppm", ["-r", "100", "-png", file.path, scratch.folder.path + "/page"])
        let pages = [1, 2].map { scratch.folder.appending(path: "page-\($0).png") }
        #expect(try Readers.zbar(pages) == [content.url, other.url])
        #expect(try Readers.zxing(pages) == [content.url, other.url])
    }

    @Test("as SVG holds the code as its only path, module by module")
    func onePath() throws {
        let svg = try SVGPoster.render(content)
        let code = try QRMatrix(content.url)
        #expect(svg.components(separatedBy: "<path").count == 2)
        #expect(svg.contains("d=\"\(code.svgPath())\" fill=\"#000\" shape-rendering=\"crispEdges\"/>"))
        #expect(svg.contains("viewBox=\"0 0 210 297\""))
        #expect(svg.contains(">\(content.site)</text>"), "text stays text")
    }

    @Test(
        "as SVG is read after its own path and quiet zone are painted",
        .enabled(if: Readers.zbar != nil && Readers.zxing != nil))
    func svgPath() throws {
        let scratch = try Scratch()
        let svg = try SVGPoster.render(content)
        let path = try #require(svg.firstMatch(of: #/ d="([^"]+)"/#)).1
        let side = try QRMatrix(content.url).side
        let drawn = try QRMatrixTests.coverage(ofPath: String(path), side: side)
        let blank = Array(repeating: false, count: side + 8)
        let quiet = Array(repeating: false, count: 4)
        let dots = Array(repeating: blank, count: 4) + drawn.map { quiet + $0.map { $0 == 1 } + quiet }
        let file = try scratch.write("path.pgm", dots: dots + Array(repeating: blank, count: 4))
        #expect(try Readers.zbar([file]) == [content.url])
        #expect(try Readers.zxing([file]) == [content.url])
    }

    @Test("as SVG is read after librsvg painted it", .enabled(if: Readers.rsvg != nil && Readers.zbar != nil))
    func rasterised() throws {
        let scratch = try Scratch()
        for (name, svg) in [
            ("poster", try SVGPoster.render(content)), ("code", try QRMatrix(content.url).svg()),
        ] {
            let source = try scratch.write("\(name).svg", svg.utf8)
            let picture = scratch.folder.appendingPathComponent("\(name).png")
            let arguments = ["--dpi-x", "150", "--dpi-y", "150", "-o", picture.path, source.path]
            #expect(try Readers.run(Readers.rsvg, arguments).status == 0)
            #expect(try Readers.zbar([picture]) == [content.url])
        }
    }

    @Test(
        "shows a hostile name and does not obey it",
        arguments: [
            #"</text><script>alert(1)</script>"#, #"" onload="alert(1)"#, "\"\u{301} onload='x'",
            "&lt;&amp;]]>", "\u{0}\u{1B}[31m",
        ])
    func hostile(name: String) throws {
        let svg = try SVGPoster.render(.sample(site: name, station: name))
        #expect(
            !svg.contains("<script") && !svg.unicodeScalars.contains("\u{0}")
                && !svg.unicodeScalars.contains("\u{1B}"))
        #expect(svg.components(separatedBy: "<path").count == 2)
        let tags = try SVGPoster.render(.sample()).components(separatedBy: "<text").count
        #expect(svg.components(separatedBy: "<text").count == tags, "one place, one line, whatever it says")
        #expect(!svg.contains("onload=\""))
        #expect(throws: Never.self) { try PNGPoster.render(.sample(site: name), dpi: 72) }
    }

    @Test(
        "as SVG is well-formed XML even with hostile names",
        arguments: ["书台社区", "<&\"'>\u{0}\u{B}\u{FFFE}", "\"\u{301}><x", "𠮷🏗️"])
    func wellFormed(name: String) throws {
        let parser = XMLParser(data: Data(try SVGPoster.render(.sample(site: name)).utf8))
        #expect(parser.parse(), "\(parser.parserError.debugDescription)")
    }

    @Test("with an address that no code can hold is an error")
    func tooLong() {
        var long = content
        long.url = String(repeating: "A", count: 3_000)
        #expect(throws: QRMatrix.Failure.tooLong(bytes: 3_000)) { try SVGPoster.render(long) }
        #expect(throws: QRMatrix.Failure.tooLong(bytes: 3_000)) { try PNGPoster.render(long) }
    }
}

@Suite("Missing characters", .timeLimit(.minutes(1)))
struct GlyphCheckTests {
    @Test("are named before anything is printed, each once")
    func missing() throws {
        #expect(
            try GlyphCheck.missing(in: "\u{10FFFD} \u{10FFFC}\u{10FFFD}") == ["\u{10FFFD}", "\u{10FFFC}"])
        #expect(try GlyphCheck.missing(in: "  \n") == [])
    }

    @Test(
        "are none in the poster's own words and in a rare place name, once a Chinese font is installed",
        .enabled(if: (try? GlyphCheck.missing(in: "码").isEmpty) == true))
    func complete() throws {
        let words = try PosterLayout(.sample(english: "Free of charge.")).texts.map(\.text).joined()
        #expect(try GlyphCheck.missing(in: words + "堋埝𠮷") == [])
    }
}
