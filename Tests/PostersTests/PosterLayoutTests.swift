import Codes
import Testing

@testable import Posters

@Suite("A poster's design", .timeLimit(.minutes(2)))
struct PosterLayoutTests {
    /// Of the country’s villages and townships the longest, and what people write besides.
    static let villages = [
        "书台社区", "中国石油集团东方地球物理勘探有限责任公司霸州基地管理处社区",
        "中国石油集团东方地球物理勘探有限责任公司霸州基地管理处社区党群服务中心",
        String(repeating: "宝台镇滨江花园二期建设工地", count: 4).prefixed(40), "第三工地（一标段），",
        "Zhonghe Jiayuan Residential Estate, Phase 2",
    ]
    static let township = "内蒙古赤峰高新技术产业开发区管理委员会红山产业园一站式矛盾纠纷多元化解平台"

    static let contents: [PosterContent] =
        villages.flatMap { [.sample(site: $0, station: township), .full(site: $0, station: township)] } + [
            .full(site: "书台社区"), .sample(host: "MA.SHEQU.YANJIANG.ZIYANG.SICHUAN.GOV.CN", english: true),
        ]
    static let designs: [PosterDesign] = [.a4, .stairwell, .magnet, .board]

    /// Dots per millimetre at 300 dpi: what is measured is what is printed.
    static let printerDots = 300 / 25.4

    @Test("keeps every text in its place and inside the margins, measured with the real fonts", arguments: designs)
    func insideThePage(design: PosterDesign) throws {
        let canvas = try Canvas(width: 1, height: 1, scale: Self.printerDots)
        let margin = design == .magnet ? 2.9 : 8.9
        for content in Self.contents {
            let drawing = try design.drawing(of: content)
            for line in drawing.texts {
                let width = try canvas.width(of: line)
                let left = line.start(width: width)
                #expect(width <= line.room + 0.05, "\(line.text): \(width) of \(line.room) mm")
                #expect(left >= margin && left + width <= drawing.width - margin, "\(line.text)")
                #expect(line.baseline - line.size * 0.9 >= 3 && line.baseline + line.size * 0.2 <= drawing.height - 1)
            }
        }
    }

    @Test("cuts nothing off: every name is there to its last character", arguments: designs)
    func whole(design: PosterDesign) throws {
        for content in Self.contents {
            let texts = try design.drawing(of: content).words
            #expect(texts.allSatisfy { !$0.contains("…") }, "\(texts.filter { $0.contains("…") })")
            let page = texts.joined().filter { $0 != " " }
            #expect(page.contains(content.site.filter { $0 != " " }), "\(content.site)")
            if design != .magnet { #expect(page.contains(content.station), "\(content.station)") }
        }
    }

    @Test("can be read: nothing that matters is smaller than on a newspaper's page", arguments: designs)
    func readable(design: PosterDesign) throws {
        // Millimetres; small print of a newspaper is about 2.5.
        let least: [PosterDesign: Double] = [.a4: 3.0, .board: 2.8, .stairwell: 2.2, .magnet: 2.0]
        for content in Self.contents {
            for line in try design.drawing(of: content).texts {
                #expect(line.size >= least[design] ?? 3, "\(line.text) \(line.size)")
            }
        }
    }

    @Test("lets no text run into another, nor into a code with its quiet zone", arguments: designs)
    func noOverlap(design: PosterDesign) throws {
        let canvas = try Canvas(width: 1, height: 1, scale: Self.printerDots)
        for content in Self.contents {
            let drawing = try design.drawing(of: content)
            let boxes = try drawing.texts.map { line in
                let width = try canvas.width(of: line)
                let left = line.start(width: width)
                return (
                    text: line.text, across: left..<left + max(width, 0.1),
                    down: line.baseline - line.size * 0.86..<line.baseline + line.size * 0.1
                )
            }
            for (index, box) in boxes.enumerated() {
                for other in boxes[(index + 1)...] {
                    #expect(
                        !(box.across.overlaps(other.across) && box.down.overlaps(other.down)),
                        "\(design): \(box.text) | \(other.text)")
                }
                for (_, quiet) in drawing.codes {
                    let (across, down) = (quiet.x..<quiet.x + quiet.width, quiet.y..<quiet.y + quiet.height)
                    #expect(!(box.across.overlaps(across) && box.down.overlaps(down)), "\(design): \(box.text)")
                }
            }
        }
    }

    @Test("leaves four modules of white around every code, on the page and inside its frame", arguments: designs)
    func quietZones(design: PosterDesign) throws {
        for content in Self.contents {
            let drawing = try design.drawing(of: content)
            #expect(drawing.codes.count == (content.seal == nil || design == .magnet ? 1 : 2))
            for (_, quiet) in drawing.codes {
                #expect(quiet.x >= 0 && quiet.x + quiet.width <= drawing.width)
                #expect(quiet.y >= 0 && quiet.y + quiet.height <= drawing.height)
                for element in drawing.elements {
                    guard case .rectangle(let x, let y, let width, let height, _, let paint) = element else { continue }
                    let inner = paint.width / 2 - 0.001
                    let isAround =
                        x + inner <= quiet.x && y + inner <= quiet.y && x + width - inner >= quiet.x + quiet.width
                        && y + height - inner >= quiet.y + quiet.height
                    let isApart =
                        x >= quiet.x + quiet.width || x + width <= quiet.x || y >= quiet.y + quiet.height
                        || y + height <= quiet.y
                    #expect(isAround && paint.fill == .paper || isApart, "\(design): \(element)")
                }
            }
        }
    }

    @Test("has its size in millimetres")
    func sizes() throws {
        let sizes = try PosterDesign.allCases.map { design in
            let drawing = try design.drawing(of: .sample())
            return "\(design) \(Int(drawing.width)) × \(Int(drawing.height))"
        }
        #expect(
            sizes == [
                "a4 210 × 297", "a3 297 × 420", "stairwell 148 × 210", "magnet 90 × 54", "board 420 × 297",
                "code 37 × 37",
            ])
    }

    @Test(
        "prints the code of a wall poster at least 80 mm wide",
        arguments: [
            "HTTPS://A.CN/S/00000000000", "HTTPS://MA.YANJIANG.GOV.CN/S/00000000000",
            "HTTPS://MA.SHEQU.YANJIANG.ZIYANG.SICHUAN.GOV.CN/S/00000000000",
            "https://ma.yanjiang.gov.cn/s/00000000000",
        ])
    func codeSize(url: String) throws {
        var content = PosterContent.sample()
        content.url = url
        let codes = try PosterDesign.a4.drawing(of: content).codes
        #expect(codes.count == 1)
        for (code, quiet) in codes {
            #expect(quiet.width * Double(code.side) / Double(code.side + 2 * QRMatrix.quietZone) >= 80)
        }
    }

    @Test("says address, code number, place, station, promises and telephone numbers")
    func everythingIsThere() throws {
        let content = PosterContent.sample()
        let page = try PosterDesign.a4.drawing(of: content).words.joined(separator: "\n")
        for part in [
            "码上访、马上办", "扫一扫，说事情", "书台社区", "四川省资阳市雁江区宝台镇", "512002100201001", content.token.grouped,
            "ma.yanjiang.gov.cn/s/\(content.token.text)", "宝台镇一站式矛盾纠纷多元化解平台", "028-2600 0000", "12345",
            "12348", "110",
            "从不收费", "不要身份证银行卡", "不装应用", "海报 00017 号", "扫", "说", "等回音",
        ] { #expect(page.contains(part), "\(part)") }
    }

    @Test("with a spoken number asks for it and needs the domain alone; the seal is named; English is beside")
    func everythingElseIsThere() throws {
        let content = PosterContent.full()
        for design in [PosterDesign.a4, .stairwell, .board] {
            let page = try design.drawing(of: content).words.joined(separator: "\n")
            for part in [
                "扫不了？打 12345，报这个号", "703 342 631", "认准网址 ma.yanjiang.gov.cn", "检查人员用", "古丽米热·买买提", "138-0000 0000",
                "No app to install",
            ] { #expect(page.contains(part), "\(design): \(part)") }
            #expect(!page.contains("/s/"), "\(design)")
        }
    }

    @Test("of a construction site has the twelve lines of article 34, empty ones ruled for writing")
    func board() throws {
        let content = PosterContent.full()
        let drawing = try PosterDesign.board.drawing(of: content)
        let page = drawing.words.joined(separator: "\n")
        for row in content.notice.rows { #expect(page.contains(row.label) && row.value.map(page.contains) ?? true) }
        let ruled = drawing.elements.count { element in
            if case .polyline(let points, let paint) = element {
                points.count == 2 && paint.stroke == .grey
            } else {
                false
            }
        }
        #expect(content.notice.rows.count == 12 && ruled == 10)
    }

    @Test("makes a symbol of level H where an emblem hides its middle, and hides less than a twentieth of it")
    func emblem() throws {
        var content = PosterContent.sample()
        #expect(try content.code().level == .q)
        content.emblem = .dot
        let code = try content.code()
        #expect(code.level == .h && code.emblemModules * code.emblemModules * 20 <= code.side * code.side)
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

    @Test("leaves no character alone on its last line")
    func balanced() {
        let name = "四川大堰劳动教养管理所虚拟社区党群服务中心"
        #expect(
            PosterText.balance(["四川大堰劳动教养管理所虚拟社区党群服务中", "心"], of: name, width: 20) == [
                "四川大堰劳动教养管理所", "虚拟社区党群服务中心",
            ])
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
