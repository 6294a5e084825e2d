/// 维权信息告示牌 for a construction site, on A3 across: on the left what the law wants told, on the right the code.
struct SiteBoard {
    /// A3, in millimetres (ISO 216); print shops grow it to the board.
    static let width = 420.0
    static let height = 297.0
    private static let margin = 14.0
    /// Where the table ends, and where the column of the code begins.
    private static let tableRight = 268.0
    private static let left = 280.0
    private static let measure = width - margin - left
    private static let codeField = 108.0
    private static let sealField = 32.0

    private(set) var drawing: Drawing
    private let content: PosterContent

    init(_ content: PosterContent) throws(QRMatrix.Failure) {
        self.content = content
        drawing = Drawing(title: "维权信息告示牌 · \(content.site)", width: Self.width, height: Self.height)
        drawing.panel(
            .init(x: Self.margin, y: 12, width: Self.width - 2 * Self.margin, height: 2), radius: 0, .fill(.red))
        placeHeading()
        placeTable()
        try placeCode()
        try placeFoot()
    }

    private mutating func placeHeading() {
        let (centre, width) = ((Self.margin + Self.tableRight) / 2, Self.tableRight - Self.margin)
        drawing.line("维权信息告示牌", x: centre, baseline: 43, width: width, sizes: [29], isBold: true, ink: .red)
        drawing.block(
            [.init(text: content.site, sizes: [12, 10, 8.6], lines: 2, isBold: true)],
            in: .init(x: Self.margin, y: 47.5, width: width, height: 16))
        drawing.line(
            "依据《保障农民工工资支付条例》第三十四条　\(content.division)", x: centre, baseline: 70, width: width,
            sizes: [5.4, 4.8, 4.2], ink: .grey)
    }

    /// What nobody told us stays a line to write on.
    private mutating func placeTable() {
        let (top, height, label, inset) = (75.0, 15.2, 80.0, 4.0)
        for (index, row) in content.notice.rows.enumerated() {
            let y = top + Double(index) * height
            if index.isMultiple(of: 2) {
                drawing.panel(
                    .init(x: Self.margin, y: y, width: Self.tableRight - Self.margin, height: height), radius: 2,
                    .fill(.blush))
            }
            drawing.line(
                row.label, x: Self.margin + inset, baseline: y + 9.9, width: label - inset, sizes: [7, 6.4],
                anchor: .start)
            let x = Self.margin + label
            let width = Self.tableRight - x - inset
            if let value = row.value {
                drawing.block(
                    [.init(text: value, sizes: [8.4, 7.6, 6.8], lines: 2, isBold: true)],
                    in: .init(x: x, y: y + 0.8, width: width, height: height - 1.6), anchor: .start)
            } else {
                drawing.elements.append(
                    .polyline([.init(x, y + 11.6), .init(x + width, y + 11.6)], .stroke(.grey, width: 0.35)))
            }
        }
    }

    private mutating func placeCode() throws(QRMatrix.Failure) {
        line(content.title, baseline: 35, sizes: [17.4, 14, 11], isBold: true, ink: .red)
        line("欠薪、工伤、不安全，扫一扫就能说", baseline: 47.4, sizes: [7.6], isBold: true)
        let border = 1.6
        let side = Self.codeField + 2 * border
        try drawing.framedCode(
            content, x: Self.left + (Self.measure - side) / 2, y: 52.5, field: Self.codeField, border: border)
        let column = Self.measure / 3
        for (index, step) in PosterStep.all.enumerated() {
            let x = Self.left + Double(index) * column
            drawing.elements += PosterPictures(size: 15, ink: .red, paper: .paper).picture(
                of: step, x: x + 10, y: 175)
            drawing.line(
                step.word, x: x + 19.4, baseline: 177.6, width: column - 19.4, sizes: [7.2], isBold: true,
                anchor: .start, ink: .red)
        }
        line("认准网址 \(content.printedAddress)", baseline: 196.4, sizes: PosterContent.sizes(from: 9), isBold: true)
        drawing.checkBand(
            content, in: .init(x: Self.left, y: 201, width: Self.measure, height: 12.4), sizes: [8, 7.2, 6.6])
        line("网址、颜色或词跟手机上不一样的，是假码", baseline: 220, sizes: [5.6], ink: .red)
    }

    private mutating func placeFoot() throws(QRMatrix.Failure) {
        let (top, height) = (224.0, 44.0)
        var right = Self.width - Self.margin
        if let seal = content.seal {
            right -= Self.sealField
            try drawing.seal(seal, x: right, y: top + 2, field: Self.sealField)
            right -= 3
        }
        drawing.panel(
            .init(x: Self.left, y: top, width: right - Self.left, height: height), radius: 4, .fill(.blush))
        drawing.block(
            [
                .init(text: content.helpWords.first, sizes: [7, 6.2, 5.6], isBold: true),
                .init(text: content.helpWords.second, sizes: [12, 10.6, 9.4, 8], isBold: true, ink: .red),
                .init(text: content.station, sizes: [6, 5.4, 4.8], lines: 2),
                .init(text: content.stationPhone.map { "电话 \($0)" } ?? "", sizes: [6, 5.4]),
                .init(text: content.workerText ?? "", sizes: [6, 5.4, 4.8], lines: 2),
            ],
            in: .init(x: Self.left + 3, y: top + 1, width: right - Self.left - 6, height: height - 2))
        drawing.promises(
            isBilingual: content.isBilingual, x: Self.margin, baseline: 271, width: Self.tableRight - Self.margin,
            size: 9.4)
        drawing.heading(
            content, baseline: 286,
            in: .init(x: Self.margin, y: 280, width: Self.tableRight - Self.margin, height: 8),
            sizes: [6, 5.2, 4.4, 3.8])
        drawing.line(
            content.serial, x: Self.width - Self.margin, baseline: 286, width: Self.measure,
            sizes: [4, 3.6, 3.2, 2.8], anchor: .end, ink: .grey)
    }

    private mutating func line(
        _ text: String, baseline: Double, sizes: [Double], isBold: Bool = false, ink: PosterElement.Ink = .black
    ) {
        drawing.line(
            text, x: Self.left + Self.measure / 2, baseline: baseline, width: Self.measure, sizes: sizes,
            isBold: isBold, ink: ink)
    }
}
