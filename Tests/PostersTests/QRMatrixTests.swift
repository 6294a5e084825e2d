import Codes
import Foundation
import Testing

@testable import Posters

@Suite("A QR code", .timeLimit(.minutes(1)))
struct QRMatrixTests {
    static let url = "HTTPS://MA.YANJIANG.GOV.CN/S/\(SiteToken.numbered(1).text)"

    @Test("is smaller in upper case: version 3 instead of 4 at level Q")
    func alphanumeric() throws {
        #expect(try QRMatrix(Self.url).version == 3)
        #expect(try QRMatrix(Self.url.lowercased()).version == 4)
    }

    @Test(
        "takes the lowest version that fits",
        arguments: [
            // ISO/IEC 18004 table 7, alphanumeric, level Q: 16, 29, 47, 67 and, for version 40, 2,420 characters.
            (16, 1), (17, 2), (29, 2), (30, 3), (47, 3), (48, 4), (67, 4), (68, 5), (2_420, 40),
        ])
    func capacity(characters: Int, version: Int) throws {
        let code = try QRMatrix(String(repeating: "A", count: characters))
        #expect(code.version == version)
        #expect(code.side == 17 + 4 * version)
        #expect(code.level == .q)
    }

    @Test("has its three finder patterns, and nothing dark outside")
    func finders() throws {
        let code = try QRMatrix(Self.url)
        for (column, row) in [(0, 0), (code.side - 7, 0), (0, code.side - 7)] {
            for offset in 0..<7 {
                #expect(code[column + offset, row] && code[column, row + offset])
            }
            #expect(!code[column + 1, row + 1] && code[column + 3, row + 3])
        }
        #expect(!code[-1, 0] && !code[0, code.side] && !code[code.side, 0])
    }

    @Test("that cannot be is an error with a reason")
    func impossible() {
        #expect(throws: QRMatrix.Failure.empty) { try QRMatrix("") }
        #expect(throws: QRMatrix.Failure.tooLong(bytes: 2_421)) {
            try QRMatrix(String(repeating: "A", count: 2_421))
        }
        #expect(throws: QRMatrix.Failure.tooLong(bytes: 90_000)) {
            try QRMatrix(String(repeating: "码", count: 30_000))
        }
    }

    @Test(
        "drawn as one path covers each dark module once and no light one", arguments: QRMatrix.Level.allCases)
    func path(level: QRMatrix.Level) throws {
        let code = try QRMatrix(Self.url, level: level)
        let drawn = try Self.coverage(ofPath: code.svgPath(), side: code.side)
        for row in 0..<code.side {
            for column in 0..<code.side { #expect(drawn[row][column] == (code[column, row] ? 1 : 0)) }
        }
        let runs = (0..<code.side).reduce(0) { count, row in
            count + (0..<code.side).count { code[$0, row] && !code[$0 - 1, row] }
        }
        #expect(code.blocks.count < runs, "vertical runs are merged too")
    }

    /// How often each module is covered by the path's rectangles: `Mx yhWvHh-Wz`.
    static func coverage(ofPath path: String, side: Int) throws -> [[Int]] {
        var drawn = Array(repeating: Array(repeating: 0, count: side), count: side)
        for rectangle in path.split(separator: "z") {
            let match = try #require(rectangle.wholeMatch(of: /M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)/))
            let numbers = try [match.1, match.2, match.3, match.4].map { try #require(Int($0)) }
            for row in numbers[1]..<numbers[1] + numbers[3] {
                for column in numbers[0]..<numbers[0] + numbers[2] { drawn[row][column] += 1 }
            }
        }
        return drawn
    }
}

@Suite("A QR code is read by others", .serialized, .timeLimit(.minutes(1)))
struct QRReadingTests {
    @Test(
        "five hundred tokens come back exactly from zbar and ZXing",
        .enabled(if: Readers.zbar != nil && Readers.zxing != nil))
    func manyTokens() throws {
        let scratch = try Scratch()
        let urls = (1...500 as ClosedRange<UInt64>).map {
            "HTTPS://MA.YANJIANG.GOV.CN/S/\(SiteToken.numbered($0).text)"
        }
        let files = try urls.enumerated().map { index, url in
            try scratch.write("\(index).png", try PNGQR.render(try QRMatrix(url), pixelsPerModule: 4))
        }
        #expect(try Readers.zbar(files) == urls)
        #expect(try Readers.zxing(files) == urls)
    }

    @Test("Chinese text is encoded as UTF-8", .enabled(if: Readers.zbar != nil))
    func chinese() throws {
        let scratch = try Scratch()
        let text = "雁江区宝台镇书台社区滨江花园二期，网格 001"
        let file = try scratch.write("chinese.png", try PNGQR.render(try QRMatrix(text)))
        #expect(try Readers.zbar([file]) == [text])
    }

    @Test("a phone can scan the terminal", .enabled(if: Readers.zbar != nil && Readers.zxing != nil))
    func terminal() throws {
        let scratch = try Scratch()
        let drawing = try QRMatrix(QRMatrixTests.url).terminal()
        let lines = drawing.split(separator: "\n").map(String.init)
        let start = "\u{1B}[38;5;16;48;5;231m"
        #expect(
            lines.allSatisfy { $0.hasPrefix(start) && $0.hasSuffix("\u{1B}[0m") }, "black on white is forced")
        let dots = lines.flatMap { line in
            let blocks = line.dropFirst(start.count).dropLast(4)
            return [blocks.map { "▀█".contains($0) }, blocks.map { "▄█".contains($0) }]
        }
        let quiet = dots.prefix(4) + dots.suffix(4) + dots.map { Array($0.prefix(4) + $0.suffix(4)) }
        #expect(quiet.allSatisfy { !$0.contains(true) })
        let file = try scratch.write("terminal.pgm", dots: dots)
        #expect(try Readers.zbar([file]) == [QRMatrixTests.url])
        #expect(try Readers.zxing([file]) == [QRMatrixTests.url])
    }
}
