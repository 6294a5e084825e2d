import Codes
import Testing

@testable import Posters

@Suite("A poster's layout", .timeLimit(.minutes(1)))
struct PosterLayoutTests {
    static let contents: [PosterContent] = [
        .sample(), .sample(english: "Scan to report a dispute or a problem. Free of charge."),
        .sample(site: String(repeating: "宝台镇滨江花园二期建设工地", count: 4).prefixed(40)),
        .sample(site: String(repeating: "W", count: 40), station: String(repeating: "站", count: 80)),
        .sample(
            site: "Zhonghe Jiayuan Residential Estate, Phase 2",
            host: "MA.SHEQU.YANJIANG.ZIYANG.SICHUAN.GOV.CN"),
        .sample(site: String(repeating: "👨‍👩‍👧‍👦", count: 40)), .sample(site: ""),
        .sample(site: "第三工地（一标段），", host: String(repeating: "A.", count: 120) + "CN"),
    ]

    /// Dots per millimetre at 300 dpi: what is measured is what is printed.
    static let printerDots = 300 / 25.4

    @Test("keeps every line inside the margins, measured with the real fonts", arguments: contents)
    func insideThePage(content: PosterContent) throws {
        let canvas = try Canvas(width: 1, height: 1, scale: Self.printerDots)
        for line in try PosterLayout(content).texts {
            let width = try canvas.width(of: line)
            let left = line.anchor == .middle ? line.x - width / 2 : line.x
            #expect(left >= 13.9 && left + width <= PosterLayout.width - 13.9, "\(line.text)")
            #expect(
                line.baseline - line.size > 5 && line.baseline + line.size * 0.2 < PosterLayout.height - 5)
            #expect(line.size >= 3, "readable")
        }
    }

    @Test("lets no line run into another", arguments: contents)
    func noOverlap(content: PosterContent) throws {
        let canvas = try Canvas(width: 1, height: 1, scale: Self.printerDots)
        let boxes = try PosterLayout(content).texts.map { line in
            let width = try canvas.width(of: line)
            let left = line.anchor == .middle ? line.x - width / 2 : line.x
            return (
                line, left..<left + max(width, 0.1),
                line.baseline - line.size * 0.86..<line.baseline + line.size * 0.1
            )
        }
        for (index, box) in boxes.enumerated() {
            for other in boxes[(index + 1)...] {
                #expect(
                    !(box.1.overlaps(other.1) && box.2.overlaps(other.2)), "\(box.0.text) | \(other.0.text)")
            }
        }
    }

    @Test("breaks a name of forty characters into two whole lines")
    func longName() throws {
        let name = String(repeating: "宝台镇滨江花园二期建设工地", count: 4).prefixed(40)
        let texts = try PosterLayout(.sample(site: name)).texts.map(\.text)
        let parts = texts.filter { name.contains($0) }
        #expect(parts.count == 2)
        #expect(parts.joined() == name)
    }

    @Test(
        "prints the code at least 80 mm wide with four modules of white around it",
        arguments: [
            "HTTPS://A.CN/S/00000000000", "HTTPS://MA.YANJIANG.GOV.CN/S/00000000000",
            "HTTPS://MA.SHEQU.YANJIANG.ZIYANG.SICHUAN.GOV.CN/S/00000000000",
            "https://ma.yanjiang.gov.cn/s/00000000000",
        ])
    func codeSize(url: String) throws {
        var content = PosterContent.sample()
        content.url = url
        var frames: [(x: Double, y: Double, side: Double)] = []
        var found = false
        for element in try PosterLayout(content).elements {
            if case .rectangle(let x, let y, let width, _, _, let paint) = element, paint.stroke == .red {
                frames.append((x, y, width))
            }
            guard case .code(let code, let x, let y, let size) = element, let frame = frames.last else {
                continue
            }
            found = true
            let quiet = size / Double(code.side) * 4
            #expect(size >= 80)
            #expect(x - quiet >= frame.x + 0.69 && y - quiet >= frame.y + 0.69)
            #expect(x + size + quiet <= frame.x + frame.side - 0.69)
        }
        #expect(found)
    }

    @Test("says address, code number, place, station, promises and telephone numbers")
    func everythingIsThere() throws {
        let content = PosterContent.sample()
        let page = try PosterLayout(content).texts.map(\.text).joined(separator: "\n")
        for part in [
            "码上访、马上办", "扫一扫，说事情", "书台社区", "四川省资阳市雁江区宝台镇", "512002100201001", content.token.grouped,
            "ma.yanjiang.gov.cn/s/\(content.token.text)", "宝台镇一站式矛盾纠纷多元化解平台", "028-2600 0000", "12345",
            "12348", "110",
            "从不收费", "不要身份证和银行卡", "不装应用", "海报 00017 号", "扫", "说", "等回音",
        ] { #expect(page.contains(part), "\(part)") }
    }

    @Test("prints http:// where there is no TLS, so that the address can be typed")
    func plainAddress() {
        var content = PosterContent.sample()
        content.url = "HTTP://192.168.1.20:8080/S/\(content.token.text)"
        #expect(content.address == "http://192.168.1.20:8080/s/\(content.token.text)")
    }
}

@Suite("A poster's text", .timeLimit(.minutes(1)))
struct PosterTextTests {
    @Test("never starts a line with a closing mark or ends it with an opening one")
    func marks() {
        let text = "宝台镇（书台社区），滨江花园。二期“建设”工地"
        for width in 3...12 {
            let lines = PosterText.wrap(text, width: Double(width))
            #expect(lines.joined() == text)
            #expect(lines.allSatisfy { line in line.first.map { !"），。”".contains($0) } ?? false }, "\(lines)")
            #expect(lines.allSatisfy { line in line.last.map { !"（“".contains($0) } ?? false }, "\(lines)")
        }
    }

    @Test("breaks English at spaces")
    func words() {
        let lines = PosterText.wrap("Scan to report a dispute", width: 9)
        #expect(lines.joined(separator: " ") == "Scan to report a dispute")
        #expect(lines.count > 1)
    }

    @Test("too long for its place ends in an ellipsis")
    func ellipsis() {
        let fitted = PosterText.fit(String(repeating: "站", count: 80), width: 40, sizes: [5, 4], lines: 2)
        #expect(fitted.size == 4)
        #expect(fitted.lines == [String(repeating: "站", count: 10), String(repeating: "站", count: 9) + "…"])
    }

    @Test("loses what would forge or break it")
    func cleaned() {
        #expect(PosterText.clean("书台\n社区\u{0}\u{202E}") == "书台 社区\u{FFFD}\u{FFFD}")
    }
}

extension String {
    fileprivate func prefixed(_ count: Int) -> String { String(prefix(count)) }
}
