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
        "as PDF has the paper's size, selectable text with its font inside, and is read by zbar and ZXing",
        .enabled(if: Readers.poppler != nil && Readers.zbar != nil && Readers.zxing != nil),
        arguments: zip(
            [PosterDesign.a4, .a3, .stairwell, .magnet, .board],
            ["595.276 x 841.89", "841.89 x 1190.55", "419.528 x 595.276", "255.118 x 153.071", "1190.55 x 841.89"]))
    func pdf(design: PosterDesign, size: String) throws {
        let scratch = try Scratch()
        var other = content
        (other.site, other.url) = ("丹山镇大佛村", content.url.replacing("7K3M9", with: "7K3M8"))
        let file = try scratch.write("posters.pdf", try PDFPoster.render([content, other], as: design))
        func said(_ program: String, _ arguments: [String]) throws -> String {
            try Readers.run("/usr/bin/\(program)", arguments).output
        }
        let facts = try said("pdfinfo", [file.path])
        #expect(facts.contains("Pages:           2") && facts.contains("Page size:       \(size)"), "\(facts)")
        let text = try said("pdftotext", ["-layout", file.path, "-"])
        for words in [content.site, other.site, content.title, content.token.grouped] {
            #expect(text.contains(words), "\(words)")
        }
        let fonts = try said("pdffonts", [file.path]).split(separator: "\n").dropFirst(2)
        #expect(!fonts.isEmpty && fonts.allSatisfy { $0.contains(" yes yes yes ") }, "embedded, subset, to Unicode")
        _ = try said("pdftoppm", ["-r", "150", "-png", file.path, scratch.folder.path + "/page"])
        let pages = [1, 2].map { scratch.folder.appending(path: "page-\($0).png") }
        #expect(try Readers.zbar(pages) == [content.url, other.url])
        #expect(try Readers.zxing(pages) == [content.url, other.url])
    }

    @Test(
        "as PNG in every design is read by zbar, with an emblem in its middle too", .enabled(if: Readers.zbar != nil),
        arguments: PosterDesign.allCases)
    func designs(design: PosterDesign) throws {
        let scratch = try Scratch()
        var emblem = content
        emblem.emblem = .dot
        for (name, content) in [("plain", content), ("emblem", emblem)] {
            let file = try scratch.write("\(name).png", try PNGPoster.render(content, as: design, dpi: 150))
            #expect(try Readers.zbar([file]) == [content.url])
        }
    }

    @Test("has a seal beside its code, and zbar reads both", .enabled(if: Readers.zbar != nil))
    func seal() throws {
        let scratch = try Scratch()
        let full = PosterContent.full()
        let seal = try #require(full.seal)
        for design in [PosterDesign.a4, .stairwell, .board] {
            let file = try scratch.write("\(design).png", try PNGPoster.render(full, as: design, dpi: 300))
            #expect(Set(try Readers.zbar([file])) == [full.url, seal], "\(design)")
        }
    }

    @Test(
        "as SVG with a logo and an emblem is painted by librsvg and read",
        .enabled(if: Readers.rsvg != nil && Readers.zbar != nil), arguments: [PosterDesign.a3, .stairwell])
    func pictures(design: PosterDesign) throws {
        let scratch = try Scratch()
        var content = content
        (content.logo, content.emblem) = (.dot, .dot)
        let source = try scratch.write("poster.svg", try SVGPoster.render(content, as: design).utf8)
        let picture = scratch.folder.appendingPathComponent("poster.png")
        let arguments = ["--dpi-x", "150", "--dpi-y", "150", "-o", picture.path, source.path]
        #expect(try Readers.run(Readers.rsvg, arguments).status == 0)
        #expect(try Readers.zbar([picture]) == [content.url])
    }

    @Test(
        "fills an A4 sheet with ten magnets or two stairwell cards, each of which is read",
        .enabled(if: Readers.zbar != nil && Readers.poppler != nil))
    func sheets() throws {
        let scratch = try Scratch()
        let contents = (1...12 as ClosedRange<UInt64>).map { PosterContent.sample(token: .numbered($0)) }
        for (design, paper, count) in [
            (PosterDesign.magnet, PrintSheet.Paper.a4, 10), (.magnet, .a3, 21), (.stairwell, .a4, 2),
            (.stairwell, .a3, 4),
            (.a4, .a3, 2), (.board, .a3, 1),
        ] {
            let pieces = try contents.map { try design.drawing(of: $0) }
            let sheet = try #require(PrintSheet(of: pieces[0], on: paper))
            #expect(sheet.count == count, "\(design) on \(paper)")
            #expect(sheet.arrange(pieces).count == (pieces.count + count - 1) / count)
        }
        #expect(try PrintSheet(of: PosterDesign.board.drawing(of: content), on: .a4) == nil)
        let pieces = try contents.map { try PosterDesign.magnet.drawing(of: $0) }
        let pages = try #require(PrintSheet(of: pieces[0], on: .a4)).arrange(pieces)
        let file = try scratch.write("sheets.pdf", try PDFPoster.render(pages))
        _ = try Readers.run("/usr/bin/pdftoppm", ["-r", "150", "-png", file.path, scratch.folder.path + "/page"])
        let pictures = [1, 2].map { scratch.folder.appending(path: "page-\($0).png") }
        #expect(Set(try Readers.zbar(pictures)) == Set(contents.map(\.url)))
    }

    @Test("as a bare code has one bit a pixel, whole pixels a module, white around it, and its resolution")
    func bareCode() throws {
        let scratch = try Scratch()
        let code = try QRMatrix(content.url)
        let png = try PNGQR.render(code, module: 1, dpi: 600)
        func number(at offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(number(at: 16) == (code.side + 8) * 24 && number(at: 20) == (code.side + 8) * 24)
        #expect(png[24] == 1 && png[25] == 0, "one bit of grey")
        #expect(number(at: 41) == 23_622, "600 dpi in dots a metre")
        let file = try scratch.write("code.png", png)
        if Readers.zbar != nil { #expect(try Readers.zbar([file]) == [content.url]) }
        if Readers.zxing != nil { #expect(try Readers.zxing([file]) == [content.url]) }
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
        let harmless = String(repeating: "x", count: PosterText.clean(name).count)
        let tags = try SVGPoster.render(.sample(site: harmless, station: harmless)).components(separatedBy: "<text")
            .count
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

    @Test("refuses a logo that is no PNG, too large, cut off, or of absurd size, each by name")
    func badLogos() throws {
        let good = try PNGQR.render(QRMatrix("1"), pixelsPerModule: 4)
        #expect(throws: Never.self) { try PosterImage(png: good) }
        #expect(throws: PosterImage.Failure.notPNG) { try PosterImage(png: Array("<svg/>".utf8)) }
        #expect(throws: PosterImage.Failure.notPNG) { try PosterImage(png: []) }
        let large = good + Array(repeating: 0, count: PosterImage.bytes)
        #expect(throws: PosterImage.Failure.tooLarge(bytes: large.count)) { try PosterImage(png: large) }
        // A header that promises 65,535 dots a side is not unpacked.
        var bomb = good
        bomb.replaceSubrange(16..<24, with: [0, 0, 255, 255, 0, 0, 255, 255])
        #expect(throws: PosterImage.Failure.badSize(width: 65_535, height: 65_535)) { try PosterImage(png: bomb) }
        #expect(throws: PosterImage.Failure.self) { try PosterImage(png: Array(good.prefix(60))) }
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
        let words = try PosterDesign.a4.drawing(of: .full()).words.joined()
        #expect(try GlyphCheck.missing(in: words + "堋埝𠮷") == [])
    }
}
