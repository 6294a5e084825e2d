/// The card for the wall of a stairwell, on A5: the code in its middle, and whom to call.
struct StairwellCard {
    /// A5, in millimetres (ISO 216).
    static let width = 148.0
    static let height = 210.0
    private static let margin = 9.0
    private static let measure = width - 2 * margin
    private static let codeField = 78.0
    private static let sealField = 24.0

    private(set) var drawing: Drawing
    private let content: PosterContent

    init(_ content: PosterContent) throws(QRMatrix.Failure) {
        self.content = content
        drawing = Drawing(title: "\(content.title) · \(content.site)", width: Self.width, height: Self.height)
        drawing.panel(.init(x: Self.margin, y: 8, width: Self.measure, height: 1.2), radius: 0, .fill(.red))
        drawing.heading(
            content, baseline: 15.4, in: .init(x: Self.margin, y: 11, width: Self.measure, height: 6),
            sizes: [4.8, 4.2, 3.6, 3])
        line(content.title, baseline: 30.8, sizes: [16.4, 14, 12, 9], isBold: true, ink: .red)
        line(content.subtitle, baseline: content.isBilingual ? 39.8 : 41.4, sizes: [7.8, 7, 6], isBold: true)
        if content.isBilingual { line(PosterContent.english, baseline: 44.2, sizes: [3.4, 3], ink: .grey) }
        try drawing.framedCode(content, x: Self.margin, y: 46.4, field: Self.codeField, border: 1.2)
        placeSteps()
        line("认准网址 \(content.printedAddress)", baseline: 136.2, sizes: PosterContent.sizes(from: 7.4), isBold: true)
        drawing.checkBand(
            content, in: .init(x: Self.margin, y: 139.8, width: Self.measure, height: 8.6), sizes: [5.8, 5.2, 4.7])
        placeSite()
        try placeFoot()
    }

    private mutating func placeSteps() {
        let (left, height, gap) = (92.0, 25.2, 2.4)
        let width = Self.width - Self.margin - left
        for (index, step) in PosterStep.all.enumerated() {
            let top = 46.4 + Double(index) * (height + gap)
            drawing.panel(.init(x: left, y: top, width: width, height: height), radius: 3, .fill(.blush))
            let rise = content.isBilingual ? 1.6 : 0
            let isLong = step.word.count > 1
            let picture = left + (isLong ? 11 : 14)
            drawing.elements += PosterPictures(size: 13.4, ink: .red, paper: .paper).picture(
                of: step, x: picture, y: top + 9.2 - rise / 2)
            drawing.line(
                step.word, x: picture + 9.6, baseline: top + 11.8 - rise / 2, width: width - 21, sizes: [7.4],
                isBold: true, anchor: .start, ink: .red)
            drawing.line(
                step.lines.joined(), x: left + width / 2, baseline: top + 21.6 - rise, width: width - 1.6,
                sizes: [4, 3.8])
            guard content.isBilingual else { continue }
            drawing.line(
                step.english, x: left + width / 2, baseline: top + 23.8, width: width - 2, sizes: [2.8], ink: .grey)
        }
    }

    private mutating func placeSite() {
        let (top, height) = (151.2, 25.4)
        drawing.panel(.init(x: Self.margin, y: top, width: Self.measure, height: height), radius: 3, .fill(.blush))
        drawing.block(
            [
                .init(text: content.site, sizes: [8, 7.2, 6.6], lines: 2, isBold: true),
                .init(text: content.workerText ?? "", sizes: [5.4, 4.8, 4.4], lines: 2, isBold: true),
                .init(text: content.stationText, sizes: [4.2, 3.8], lines: 2),
            ],
            in: .init(x: Self.margin + 3, y: top + 0.6, width: Self.measure - 6, height: height - 1.2))
    }

    private mutating func placeFoot() throws(QRMatrix.Failure) {
        var right = Self.width - Self.margin
        if let seal = content.seal {
            right -= Self.sealField
            try drawing.seal(seal, x: right, y: 178.2, field: Self.sealField)
            right -= 2
        }
        drawing.promises(
            isBilingual: content.isBilingual, x: Self.margin, baseline: content.isBilingual ? 182.8 : 184.4,
            width: right - Self.margin, size: 5.2)
        let help = content.helpWords
        let label = (right - Self.margin) * 0.46
        drawing.line(
            help.first, x: Self.margin, baseline: 192.6, width: label, sizes: [4.2, 3.8, 3.5, 3.2], anchor: .start)
        drawing.line(
            help.second, x: Self.margin, baseline: 200.4, width: label, sizes: [7, 6.4, 5.8], isBold: true,
            anchor: .start, ink: .red)
        let left = Self.margin + label + 2
        drawing.hotlines(
            content.printedHotlines.prefix(3),
            in: .init(x: left, y: 190, width: right - left, height: 10), size: 6.2)
        drawing.line(
            content.serial, x: Self.margin, baseline: 205.6, width: right - Self.margin, sizes: [2.6, 2.4, 2.2],
            anchor: .start, ink: .grey)
    }

    private mutating func line(
        _ text: String, baseline: Double, sizes: [Double], isBold: Bool = false, ink: PosterElement.Ink = .black
    ) {
        drawing.line(
            text, x: Self.width / 2, baseline: baseline, width: Self.measure, sizes: sizes, isBold: isBold, ink: ink)
    }
}
