import Codes
import Matters

/// One A4 poster, arranged: what is where, in millimetres. SVG and PNG are painted from the same value.
///
/// From top to bottom: who and what · the code beside the three steps · code number and address · the place and
/// who is in charge · what we never do · telephone numbers · small print.
struct PosterLayout: Hashable, Sendable {
    /// A4, in millimetres.
    static let width = 210.0
    static let height = 297.0
    /// Left and right margins: no printer clips them.
    private static let margin = 14.0
    private static let measure = width - 2 * margin
    private static let centre = width / 2
    /// The white square for the code with its quiet zone; a version 2 symbol is 82 mm wide in it, larger ones wider.
    private static let codeField = 108.0

    private(set) var elements: [PosterElement] = []

    /// Throws if the address is too long for a QR code.
    init(_ content: PosterContent) throws(QRMatrix.Failure) {
        let code = try QRMatrix(content.url)
        placeHeading(content)
        placeCode(code)
        placeSteps()
        placeAddress(content)
        placeSite(content)
        placePromises(content.promises)
        placeHotlines(content.hotlines.prefix(4))
        placeLine(content.footnote, baseline: 288, sizes: [3.6, 3], ink: .grey)
    }

    private mutating func placeHeading(_ content: PosterContent) {
        elements.append(
            .rectangle(x: Self.margin, y: 10, width: Self.measure, height: 1.6, radius: 0, .fill(.red)))
        placeLine(content.deployment, baseline: 20.5, sizes: [6.4, 5.4, 4.4], ink: .grey)
        placeLine(content.title, baseline: 45.5, sizes: [25, 21, 17, 13], isBold: true, ink: .red)
        let hasEnglish = content.english != nil
        placeLine(content.subtitle, baseline: hasEnglish ? 58.6 : 61.5, sizes: [10.4, 9, 7], isBold: true)
        if let english = content.english {
            placeLine(english, baseline: 66.2, sizes: [4.8, 4.2, 3.6], ink: .grey)
        }
    }

    private mutating func placeCode(_ code: QRMatrix) {
        let border = 1.4
        let (x, y) = (Self.margin + border, 71.0 + border)
        elements.append(
            .rectangle(
                x: x - border / 2, y: y - border / 2, width: Self.codeField + border,
                height: Self.codeField + border,
                radius: 4, .stroke(.red, width: border, fill: .paper)))
        let size = Self.codeField * Double(code.side) / Double(code.side + 2 * QRMatrix.quietZone)
        let quiet = (Self.codeField - size) / 2
        elements.append(.code(code, x: x + quiet, y: y + quiet, size: size))
    }

    private mutating func placeSteps() {
        let pictures = PosterPictures(size: 23, ink: .red, paper: .paper)
        let steps: [(picture: (Double, Double) -> [PosterElement], word: String, lines: [String])] = [
            (pictures.scan, "扫", ["打开微信，", "扫左边的码"]),
            (pictures.speak, "说", ["说说什么事，", "可以不留名"]),
            (pictures.answer, "等回音", ["看谁在办，", "看办到哪步"]),
        ]
        for (index, step) in steps.enumerated() {
            let top = 71.0 + Double(index) * 37.9
            elements.append(
                .rectangle(x: 131, y: top, width: 65, height: 35, radius: 4, .fill(.blush)))
            elements += step.picture(145.5, top + 17.5)
            let text = 160.5
            elements.append(
                .text(
                    .init(text: step.word, x: text, baseline: top + 14, size: 10.5, isBold: true, ink: .red)))
            for (line, words) in step.lines.enumerated() {
                elements.append(
                    .text(.init(text: words, x: text, baseline: top + 22.5 + Double(line) * 7, size: 5.2)))
            }
        }
    }

    private mutating func placeAddress(_ content: PosterContent) {
        elements.append(
            .text(.init(text: "码号 \(content.token.grouped)", x: Self.margin, baseline: 193, size: 6, isBold: true)))
        placeCheck(content.check)
        placeLine(
            "认准网址 \(content.address)", baseline: 202.5, sizes: [7.4, 6.6, 5.8, 5, 4.2, 3.4], isBold: true)
        placeLine(
            "网址不一样、颜色和词跟手机上不一样、要您交钱的，都是假码，请告诉下面的单位", baseline: 209.5,
            sizes: [4.6, 4.4], ink: .red)
    }

    /// 对照词: white on the colour, which is named besides.
    private mutating func placeCheck(_ check: CheckWords) {
        let (x, width) = (104.0, 92.0)
        elements.append(
            .rectangle(x: x, y: 185.6, width: width, height: 10.4, radius: 3, .fill(.check(check.colour))))
        let words = ([check.colour.name] + check.words.map(\.zh)).joined(separator: "　")
        let fitted = PosterText.fit(words, width: width - 6, sizes: [6.6, 6], lines: 1)
        placeCentred(fitted.lines, x: x + width / 2, baseline: 193, size: fitted.size, isBold: true, ink: .paper)
    }

    private mutating func placeSite(_ content: PosterContent) {
        let (top, height, inset) = (212.8, 38.6, 6.0)
        elements.append(
            .rectangle(x: Self.margin, y: top, width: Self.measure, height: height, radius: 4, .fill(.blush)))
        let width = Self.measure - 2 * inset
        let short = PosterText.fit(content.site, width: width, sizes: [11, 10, 9], lines: 1)
        let isShort = short.lines.joined() == PosterText.clean(content.site)
        let name = isShort ? short : PosterText.fit(content.site, width: width, sizes: [7.8, 7, 6], lines: 2)
        let leading = name.size * 1.25
        let division = PosterText.fit(
            "\(content.division)　网格 \(content.cell)", width: width, sizes: [5.2, 4.6, 4], lines: 1)
        let phone = content.stationPhone.map { "　电话 \($0)" } ?? ""
        let charge = PosterText.fit(
            "负责：\(content.station)\(phone)", width: width, sizes: [5.8, 5.2, 4.6, 4], lines: 1)
        // The lines stand as one block in the middle of the panel.
        let block = name.size * 0.88 + leading * Double(name.lines.count - 1) + 8 + 8.4
        var baseline = top + (height - block) / 2 + name.size * 0.84
        for line in name.lines {
            placeCentred(line, baseline: baseline, size: name.size, isBold: true)
            baseline += leading
        }
        baseline += 8 - leading
        for line in division.lines { placeCentred(line, baseline: baseline, size: division.size, ink: .grey) }
        baseline += 8.4
        for line in charge.lines { placeCentred(line, baseline: baseline, size: charge.size, isBold: true) }
    }

    private mutating func placePromises(_ promises: [String]) {
        let (tick, gap, between) = (5.6, 2.4, 9.0)
        let extra = Double(promises.count) * (tick + gap) + Double(max(promises.count - 1, 0)) * between
        let texts = promises.map(PosterText.clean)
        let widths = texts.map(PosterText.width)
        let size = min(7, (Self.measure - extra) / max(widths.reduce(0, +), 1))
        var x = Self.centre - (extra + widths.reduce(0, +) * size) / 2
        let pictures = PosterPictures(size: tick, ink: .red, paper: .paper)
        for (text, width) in zip(texts, widths) {
            elements += pictures.tick(x: x + tick / 2, y: 259, size: tick, ink: .red)
            x += tick + gap
            elements.append(.text(.init(text: text, x: x, baseline: 261.4, size: size, isBold: true)))
            x += width * size + between
        }
    }

    private mutating func placeHotlines(_ hotlines: ArraySlice<PosterContent.Hotline>) {
        guard !hotlines.isEmpty else { return }
        let label = 44.0
        for (line, words) in ["不会扫码？", "打电话也一样"].enumerated() {
            elements.append(
                .text(.init(text: words, x: Self.margin, baseline: 272.6 + Double(line) * 6.8, size: 5.4)))
        }
        let column = (Self.measure - label) / Double(hotlines.count)
        for (index, hotline) in hotlines.enumerated() {
            let centre = Self.margin + label + (Double(index) + 0.5) * column
            let number = PosterText.fit(
                hotline.number, width: column - 3, sizes: [8.6, 7, 5.6, 4.4, 3.4], lines: 1)
            let name = PosterText.fit(hotline.name, width: column - 3, sizes: [4.4, 3.8, 3.2], lines: 1)
            placeCentred(number.lines, x: centre, baseline: 273.6, size: number.size, isBold: true, ink: .red)
            placeCentred(name.lines, x: centre, baseline: 279.6, size: name.size)
        }
    }

    /// One line across the page, as large as it may be.
    private mutating func placeLine(
        _ text: String, baseline: Double, sizes: [Double], isBold: Bool = false,
        ink: PosterElement.Ink = .black
    ) {
        let fitted = PosterText.fit(text, width: Self.measure, sizes: sizes, lines: 1)
        placeCentred(fitted.lines, baseline: baseline, size: fitted.size, isBold: isBold, ink: ink)
    }

    private mutating func placeCentred(
        _ lines: [String], x: Double = Self.centre, baseline: Double, size: Double, isBold: Bool = false,
        ink: PosterElement.Ink = .black
    ) {
        for line in lines {
            elements.append(
                .text(
                    .init(
                        text: line, x: x, baseline: baseline, size: size, isBold: isBold, anchor: .middle,
                        ink: ink)))
        }
    }

    private mutating func placeCentred(
        _ line: String, baseline: Double, size: Double, isBold: Bool = false, ink: PosterElement.Ink = .black
    ) {
        placeCentred([line], baseline: baseline, size: size, isBold: isBold, ink: ink)
    }
}

extension PosterColour {
    fileprivate var name: String {
        switch self {
        case .red: "红色"
        case .blue: "蓝色"
        case .green: "绿色"
        case .purple: "紫色"
        case .brown: "棕色"
        case .teal: "青色"
        case .grey: "灰色"
        case .black: "黑色"
        }
    }
}
