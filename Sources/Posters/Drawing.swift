/// One page, or a piece of one, arranged: what is where, in millimetres from its top left. Every painter paints the
/// same value, so that SVG, PNG and PDF show the same.
public struct Drawing: Hashable, Sendable {
    /// A rectangle, in millimetres.
    struct Frame: Hashable, Sendable {
        let x: Double
        let y: Double
        let width: Double
        let height: Double
    }

    /// What the file is called where a reader shows it.
    let title: String
    public let width: Double
    public let height: Double
    var elements: [PosterElement] = []

    init(title: String, width: Double, height: Double) {
        self.title = PosterText.clean(title)
        self.width = width
        self.height = height
    }

    /// The same, grown or shrunk to another width.
    func grown(toWidth width: Double) -> Drawing {
        let scale = width / self.width
        var grown = Drawing(title: title, width: width, height: (height * scale).rounded())
        grown.elements = [.piece(self, x: 0, y: 0, scale: scale)]
        return grown
    }

    /// Every text that is set anywhere on it.
    public var words: [String] {
        elements.flatMap { element -> [String] in
            switch element {
            case .text(let line): [line.text]
            case .piece(let piece, _, _, _): piece.words
            default: []
            }
        }
    }
}

// MARK: - Setting

extension Drawing {
    /// One line, as large as fits: the first of `sizes` (descending, millimetres) that `width` has room for.
    mutating func line(
        _ text: String, x: Double, baseline: Double, width: Double, sizes: [Double], isBold: Bool = false,
        anchor: PosterElement.Anchor = .middle, ink: PosterElement.Ink = .black
    ) {
        let fitted = PosterText.fit(text, width: width, sizes: sizes, lines: 1)
        for line in fitted.lines {
            elements.append(
                .text(
                    .init(
                        text: line, x: x, baseline: baseline, size: fitted.size, isBold: isBold, anchor: anchor,
                        ink: ink, room: width)))
        }
    }

    mutating func panel(_ frame: Frame, radius: Double, _ paint: PosterElement.Paint) {
        elements.append(
            .rectangle(x: frame.x, y: frame.y, width: frame.width, height: frame.height, radius: radius, paint))
    }

    /// A code with its quiet zone in a white square, and with the emblem in its middle if there is one.
    mutating func code(_ code: QRMatrix, emblem: PosterImage? = nil, x: Double, y: Double, field: Double) {
        let module = field / Double(code.side + 2 * QRMatrix.quietZone)
        let quiet = module * Double(QRMatrix.quietZone)
        elements.append(.code(code, x: x + quiet, y: y + quiet, size: module * Double(code.side)))
        guard let emblem else { return }
        let hidden = module * Double(code.emblemModules)
        let (left, top) = (x + (field - hidden) / 2, y + (field - hidden) / 2)
        panel(.init(x: left, y: top, width: hidden, height: hidden), radius: module / 2, .fill(.paper))
        image(
            emblem,
            in: .init(x: left + module / 2, y: top + module / 2, width: hidden - module, height: hidden - module))
    }

    /// As large as fits, in the middle of the frame.
    mutating func image(_ image: PosterImage, in frame: Frame) {
        let scale = min(frame.width / Double(image.width), frame.height / Double(image.height))
        let (width, height) = (Double(image.width) * scale, Double(image.height) * scale)
        elements.append(
            .image(
                image, x: frame.x + (frame.width - width) / 2, y: frame.y + (frame.height - height) / 2, width: width,
                height: height))
    }
}
