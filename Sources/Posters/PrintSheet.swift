/// 拼版: pieces side by side on a sheet of paper, with marks where to cut.
public struct PrintSheet: Sendable {
    /// What is printed on (ISO 216).
    public enum Paper: String, Sendable, CaseIterable {
        case a4, a3

        /// Upright, in millimetres.
        var size: (width: Double, height: Double) {
            switch self {
            case .a4: (210, 297)
            case .a3: (297, 420)
            }
        }
    }

    /// Between a piece and its cut marks, and how long the marks are, in millimetres.
    private static let (gap, mark) = (1.0, 4.0)

    private let columns: Int
    private let rows: Int
    /// Of the paper as it lies.
    private let width: Double
    private let height: Double
    /// Of one piece.
    private let piece: (width: Double, height: Double)

    /// As many as fit in their own size, on upright or on turned paper; `nil` if not even one does.
    public init?(of piece: Drawing, on paper: Paper) {
        let upright = paper.size
        let turned = (width: upright.height, height: upright.width)
        let grids = [upright, turned].map { size in
            (columns: Int(size.width / piece.width), rows: Int(size.height / piece.height), size: size)
        }
        let best = grids[1].columns * grids[1].rows > grids[0].columns * grids[0].rows ? grids[1] : grids[0]
        guard best.columns * best.rows > 0 else { return nil }
        (columns, rows) = (best.columns, best.rows)
        (width, height) = best.size
        self.piece = (piece.width, piece.height)
    }

    /// Pieces on one sheet.
    public var count: Int { columns * rows }

    /// `pieces`, all of the size of the first, on as many sheets as they need, row by row.
    public func arrange(_ pieces: [Drawing]) -> [Drawing] {
        stride(from: 0, to: pieces.count, by: count).map { start in
            page(Array(pieces[start..<min(start + count, pieces.count)]))
        }
    }

    private func page(_ pieces: [Drawing]) -> Drawing {
        var page = Drawing(title: pieces[0].title, width: width, height: height)
        let (left, top) = ((width - piece.width * Double(columns)) / 2, (height - piece.height * Double(rows)) / 2)
        for (index, drawing) in pieces.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: columns)
            page.elements.append(
                .piece(
                    drawing, x: left + Double(column) * piece.width, y: top + Double(row) * piece.height, scale: 1))
        }
        for column in 0...columns {
            let x = left + Double(column) * piece.width
            for (from, to) in Self.marks(margin: top, length: height) { page.cut(.init(x, from), .init(x, to)) }
        }
        for row in 0...rows {
            let y = top + Double(row) * piece.height
            for (from, to) in Self.marks(margin: left, length: width) { page.cut(.init(from, y), .init(to, y)) }
        }
        return page
    }

    /// Both ends of one cut: outside the pieces, or, where the pieces fill the paper, at its edge on the cut itself.
    private static func marks(margin: Double, length: Double) -> [(Double, Double)] {
        let end = margin >= gap + mark ? margin - gap : mark
        return [(end - mark, end), (length - end, length - end + mark)]
    }
}

extension Drawing {
    fileprivate mutating func cut(_ from: PosterElement.Point, _ to: PosterElement.Point) {
        elements.append(.polyline([from, to], .stroke(.black, width: 0.15)))
    }
}
