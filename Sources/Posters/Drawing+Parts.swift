import Codes
import Matters

/// The parts that every design is made of.
extension Drawing {
    /// One text of a block of texts.
    struct Row {
        let text: String
        /// Descending, in millimetres: the first that fits into one line is taken; else the text takes `lines` lines,
        /// each three quarters as high.
        let sizes: [Double]
        var lines = 1
        var isBold = false
        var ink = PosterElement.Ink.black
    }

    /// From base line to base line, in sizes.
    private static let leading = 1.32
    /// How far above the base line characters reach, in sizes.
    private static let ascent = 0.86

    /// Texts below each other, as one block in the middle of a frame. All shrink together where they are too high.
    mutating func block(_ rows: [Row], in frame: Frame, anchor: PosterElement.Anchor = .middle) {
        let rows = rows.filter { !$0.text.isEmpty }
        let fitted = rows.map { row in
            let line = PosterText.fit(row.text, width: frame.width, sizes: row.sizes, lines: 1)
            guard row.lines > 1, line.lines.joined() != PosterText.clean(row.text) else { return line }
            var fit = PosterText.fit(row.text, width: frame.width, sizes: row.sizes.map { $0 * 0.75 }, lines: row.lines)
            if fit.lines.last?.hasSuffix("…") == false {
                fit.lines = PosterText.balance(fit.lines, of: row.text, width: frame.width / fit.size)
            }
            return fit
        }
        let height = fitted.reduce(0) { $0 + $1.size * Self.leading * Double($1.lines.count) }
        let shrink = min(1, frame.height / max(height, 0.1))
        let x = anchor == .middle ? frame.x + frame.width / 2 : frame.x
        var top = frame.y + (frame.height - height * shrink) / 2
        for (row, fit) in zip(rows, fitted) {
            let size = fit.size * shrink
            for text in fit.lines {
                let baseline = top + size * (Self.leading / 2 + Self.ascent / 2 - 0.06)
                line(
                    text, x: x, baseline: baseline, width: frame.width, sizes: [size], isBold: row.isBold,
                    anchor: anchor, ink: row.ink)
                top += size * Self.leading
            }
        }
    }

    /// The main code in its red frame; `field` is the white square inside.
    mutating func framedCode(_ content: PosterContent, x: Double, y: Double, field: Double, border: Double)
        throws(QRMatrix.Failure)
    {
        panel(
            .init(x: x + border / 2, y: y + border / 2, width: field + border, height: field + border),
            radius: 3 * border, .stroke(.red, width: border, fill: .paper))
        code(try content.code(), emblem: content.emblem, x: x + border, y: y + border, field: field)
    }

    /// 对照词: white on the colour, which is named besides.
    mutating func checkBand(_ content: PosterContent, in frame: Frame, sizes: [Double]) {
        panel(frame, radius: frame.height * 0.28, .fill(.check(content.check.colour)))
        let size = sizes.first ?? 0
        line(
            content.checkText, x: frame.x + frame.width / 2, baseline: frame.y + frame.height / 2 + size * 0.36,
            width: frame.width - frame.height * 0.5, sizes: sizes, isBold: true, ink: .paper)
    }

    /// What we never do, each with a tick, in one line.
    mutating func promises(isBilingual: Bool, x: Double, baseline: Double, width: Double, size most: Double) {
        let promises = PosterContent.promises
        let widths = promises.map { PosterText.width($0.zh) }
        // In sizes: a tick, the gap behind it, and the gap between two promises.
        let (tick, gap, between) = (0.8, 0.34, 1.2)
        let count = Double(promises.count)
        let total = widths.reduce(0, +) + count * (tick + gap) + (count - 1) * between
        let size = min(most, width / total)
        var left = x + (width - total * size) / 2
        let pictures = PosterPictures(size: tick * size, ink: .red, paper: .paper)
        for (promise, width) in zip(promises, widths) {
            elements += pictures.tick(
                x: left + tick * size / 2, y: baseline - 0.36 * size, size: tick * size, ink: .red)
            left += (tick + gap) * size
            line(
                promise.zh, x: left, baseline: baseline, width: width * size + 0.01, sizes: [size], isBold: true,
                anchor: .start)
            if isBilingual {
                line(
                    promise.en, x: left, baseline: baseline + 0.72 * size, width: (width + between * 0.9) * size,
                    sizes: [0.54 * size, 0.48 * size, 0.42 * size], anchor: .start, ink: .grey)
            }
            left += (width + between) * size
        }
    }

    /// Telephone numbers side by side, each above its name.
    mutating func hotlines(
        _ hotlines: some Collection<PosterContent.Hotline>, in frame: Frame, size: Double
    ) {
        let column = frame.width / Double(max(hotlines.count, 1))
        for (index, hotline) in hotlines.enumerated() {
            let centre = frame.x + (Double(index) + 0.5) * column
            line(
                hotline.number, x: centre, baseline: frame.y + size * 0.85, width: column - size * 0.2,
                sizes: [1, 0.8, 0.63, 0.5, 0.4].map { $0 * size }, isBold: true, ink: .red)
            line(
                hotline.name.zh, x: centre, baseline: frame.y + size * 1.52, width: column - size * 0.2,
                sizes: [0.5, 0.43, 0.37, 0.33, 0.28].map { $0 * size })
        }
    }

    /// Who runs it, with the township's logo before the name.
    mutating func heading(_ content: PosterContent, baseline: Double, in frame: Frame, sizes: [Double]) {
        let side = content.logo == nil ? 0 : (sizes.first ?? 0) * 1.4
        let gap = side * 0.3
        let width = frame.width - 2 * (side + gap)
        let middle = frame.x + frame.width / 2
        line(content.deployment, x: middle, baseline: baseline, width: width, sizes: sizes, ink: .grey)
        guard let logo = content.logo, case .text(let name) = elements.last else { return }
        let half = PosterText.width(name.text) * name.size / 2
        image(
            logo,
            in: .init(
                x: middle - half - gap - side, y: baseline - name.size * 0.36 - side / 2, width: side, height: side))
    }

    /// The inspectors' code with its name below; `x` and `y` are the top left of its quiet zone. Level L: it is read
    /// from a hand's breadth, where larger modules count for more than repair.
    mutating func seal(_ text: String, x: Double, y: Double, field: Double) throws(QRMatrix.Failure) {
        code(try QRMatrix(text, level: .l), x: x, y: y, field: field)
        line(
            "检查人员用", x: x + field / 2, baseline: y + field * 1.125, width: field, sizes: [field * 0.13],
            ink: .grey)
    }
}
