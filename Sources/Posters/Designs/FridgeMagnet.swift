import Codes

/// A magnet for the refrigerator, as large as a business card: the code, the place, whom to call.
struct FridgeMagnet {
    static let width = 90.0
    static let height = 54.0
    private static let margin = 4.0
    private static let codeField = 43.6
    /// The column beside the code.
    private static let left = 52.6
    private static let measure = width - margin - left

    private(set) var drawing: Drawing
    private let content: PosterContent

    init(_ content: PosterContent) throws(QRMatrix.Failure) {
        self.content = content
        drawing = Drawing(title: "\(content.title) · \(content.site)", width: Self.width, height: Self.height)
        try drawing.framedCode(content, x: Self.margin, y: Self.margin, field: Self.codeField, border: 0.7)
        line(content.title, baseline: 8.2, sizes: [4.6, 4, 3.4], isBold: true, ink: .red)
        drawing.block(
            [
                .init(text: content.site, sizes: [4.4, 4, 3.6, 3.2, 3], lines: 3, isBold: true),
                .init(text: content.worker.map { "网格员 \($0)" } ?? "", sizes: [3.4, 3, 2.7]),
                .init(text: content.workerPhone ?? content.stationPhone ?? "", sizes: [4, 3.6, 3.2], isBold: true),
            ],
            in: .init(x: Self.left, y: 9.6, width: Self.measure, height: 17))
        drawing.checkBand(
            content, in: .init(x: Self.left, y: 27.2, width: Self.measure, height: 4.6), sizes: [2.7, 2.5, 2.2])
        drawing.block(
            [.init(text: content.domain, sizes: [3.6, 3.2, 2.8], lines: 2, isBold: true)],
            in: .init(x: Self.left, y: 32.2, width: Self.measure, height: 5.8))
        let help = content.helpWords
        line(help.first, baseline: 40.8, sizes: [2.9, 2.7, 2.5])
        line(help.second, baseline: 46.6, sizes: [5.8, 5.2, 4.6], isBold: true, ink: .red)
        line("不收费　不装应用", baseline: 50.6, sizes: [2.5])
        drawing.line(
            content.token.grouped, x: Self.margin + 23, baseline: 52.4, width: 46, sizes: [2.2], ink: .grey)
    }

    private mutating func line(
        _ text: String, baseline: Double, sizes: [Double], isBold: Bool = false, ink: PosterElement.Ink = .black
    ) {
        drawing.line(
            text, x: Self.left + Self.measure / 2, baseline: baseline, width: Self.measure, sizes: sizes,
            isBold: isBold, ink: ink)
    }
}
