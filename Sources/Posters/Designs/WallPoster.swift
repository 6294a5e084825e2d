/// The poster for a notice board, on A4.
///
/// From top to bottom: who and what · the code beside the three steps · the official address · colour and words · the
/// place and who is in charge · what we never do · whom to call, and the inspectors' seal · small print.
struct WallPoster {
    /// A4, in millimetres (ISO 216).
    static let width = 210.0
    static let height = 297.0
    /// Left and right margins: no printer clips them.
    private static let margin = 14.0
    private static let measure = width - 2 * margin
    /// The white square for the code with its quiet zone; a version 2 symbol is 82 mm wide in it, larger ones wider.
    private static let codeField = 106.0
    private static let sealField = 26.0

    private(set) var drawing: Drawing
    private let content: PosterContent

    init(_ content: PosterContent) throws(QRMatrix.Failure) {
        self.content = content
        drawing = Drawing(title: "\(content.title) · \(content.site)", width: Self.width, height: Self.height)
        placeHeading()
        try drawing.framedCode(content, x: Self.margin, y: 65, field: Self.codeField, border: 1.4)
        placeSteps()
        placeAddress()
        placeSite()
        drawing.promises(
            isBilingual: content.isBilingual, x: Self.margin, baseline: content.isBilingual ? 254.6 : 256.4,
            width: Self.measure, size: 7.4)
        try placeFoot()
    }

    private mutating func placeHeading() {
        drawing.panel(.init(x: Self.margin, y: 10, width: Self.measure, height: 1.6), radius: 0, .fill(.red))
        drawing.heading(
            content, baseline: 19.6, in: .init(x: Self.margin, y: 14, width: Self.measure, height: 8),
            sizes: [6, 5.4, 4.4, 3.6])
        line(content.title, baseline: 42.4, sizes: [23.5, 20, 17, 13], isBold: true, ink: .red)
        line(content.subtitle, baseline: content.isBilingual ? 54.4 : 57.2, sizes: [10, 9, 7], isBold: true)
        if content.isBilingual { line(PosterContent.english, baseline: 61.4, sizes: [4.6, 4.2], ink: .grey) }
    }

    private mutating func placeSteps() {
        let (left, text, right) = (131.0, 160.0, Self.width - Self.margin)
        for (index, step) in PosterStep.all.enumerated() {
            let top = 65 + Double(index) * 37.1
            drawing.panel(.init(x: left, y: top, width: right - left, height: 34.6), radius: 4, .fill(.blush))
            drawing.elements += PosterPictures(size: 23, ink: .red, paper: .paper).picture(
                of: step, x: 145.5, y: top + 17.3)
            let rise = content.isBilingual ? 2.4 : 0
            drawing.line(
                step.word, x: text, baseline: top + 13.8 - rise, width: right - text, sizes: [11], isBold: true,
                anchor: .start, ink: .red)
            for (number, words) in step.lines.enumerated() {
                drawing.line(
                    words, x: text, baseline: top + 22.6 - rise + Double(number) * 7, width: right - text,
                    sizes: [5.6], anchor: .start)
            }
            guard content.isBilingual else { continue }
            drawing.line(
                step.english, x: text, baseline: top + 32.6, width: right - text - 1, sizes: [3.6, 3.2],
                anchor: .start, ink: .grey)
        }
    }

    private mutating func placeAddress() {
        line("认准网址 \(content.printedAddress)", baseline: 185.2, sizes: PosterContent.sizes(from: 10), isBold: true)
        drawing.checkBand(
            content, in: .init(x: Self.margin, y: 189, width: Self.measure, height: 11.4), sizes: [8, 7.2, 6.6])
        line("网址、颜色或词跟手机上不一样的，要您交钱的，都是假码", baseline: 207, sizes: [5.2, 4.8], ink: .red)
    }

    private mutating func placeSite() {
        let (top, height, inset) = (210.6, 36.4, 5.0)
        drawing.panel(.init(x: Self.margin, y: top, width: Self.measure, height: height), radius: 4, .fill(.blush))
        drawing.block(
            [
                .init(text: content.site, sizes: [11, 10, 9], lines: 2, isBold: true),
                .init(text: content.division, sizes: [5, 4.6, 4.2, 3.8, 3.4], ink: .grey),
                .init(text: content.stationText, sizes: [5.6, 5.2, 4.8, 4.4], lines: 2),
                .init(text: content.workerText ?? "", sizes: [6.2, 5.6, 5], lines: 2, isBold: true),
            ],
            in: .init(x: Self.margin + inset, y: top + 1, width: Self.measure - 2 * inset, height: height - 2))
    }

    private mutating func placeFoot() throws(QRMatrix.Failure) {
        var right = Self.width - Self.margin
        if let seal = content.seal {
            right -= Self.sealField
            try drawing.seal(seal, x: right, y: 261.6, field: Self.sealField)
            right -= 3
        }
        let help = content.helpWords
        let label = content.seal == nil ? 76.0 : 66
        drawing.line(
            help.first, x: Self.margin, baseline: 268.4, width: label, sizes: [5.8, 5.4, 5, 4.6], anchor: .start)
        drawing.line(
            help.second, x: Self.margin, baseline: 278.8, width: label, sizes: [11, 9.8, 8.8], isBold: true,
            anchor: .start, ink: .red)
        if content.isBilingual {
            drawing.line(
                content.helpEnglish, x: Self.margin, baseline: 284.2, width: label + 12, sizes: [3.8, 3.4, 3],
                anchor: .start, ink: .grey)
        }
        let left = Self.margin + label + 2
        drawing.hotlines(
            content.printedHotlines.prefix(3),
            in: .init(x: left, y: 264.4, width: right - left, height: 14), size: 9)
        drawing.line(
            content.serial, x: Self.margin, baseline: 290.4, width: right - Self.margin,
            sizes: [3.6, 3.3, 3], anchor: .start, ink: .grey)
    }

    /// One line across the page, as large as it may be.
    private mutating func line(
        _ text: String, baseline: Double, sizes: [Double], isBold: Bool = false, ink: PosterElement.Ink = .black
    ) {
        drawing.line(
            text, x: Self.width / 2, baseline: baseline, width: Self.measure, sizes: sizes, isBold: isBold, ink: ink)
    }
}
