/// One thing on a page, placed in millimetres from the top left. A painter draws them in order.
enum PosterElement: Hashable, Sendable {
    case rectangle(x: Double, y: Double, width: Double, height: Double, radius: Double, Paint)
    case circle(x: Double, y: Double, radius: Double, Paint)
    case polygon([Point], Paint)
    case polyline([Point], Paint)
    case text(TextLine)
    /// `size` is the printed side of the symbol, without its quiet zone.
    case code(QRMatrix, x: Double, y: Double, size: Double)

    struct Point: Hashable, Sendable {
        let x: Double
        let y: Double

        init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    struct Paint: Hashable, Sendable {
        var fill: Ink?
        var stroke: Ink?
        var width = 0.0

        static func fill(_ ink: Ink) -> Self { Self(fill: ink) }
        static func stroke(_ ink: Ink, width: Double, fill: Ink? = nil) -> Self {
            Self(fill: fill, stroke: ink, width: width)
        }
    }

    struct TextLine: Hashable, Sendable {
        let text: String
        let x: Double
        let baseline: Double
        let size: Double
        var isBold = false
        var anchor = Anchor.start
        var ink = Ink.black
    }

    enum Anchor: String, Sendable {
        case start, middle, end
    }

    /// The poster's few colours; every text on its ground has a contrast of at least 7 : 1.
    enum Ink: Sendable {
        case black, grey, red, blush, paper

        /// Red, green and blue, 0 to 255.
        var rgb: (Int, Int, Int) {
            switch self {
            case .black: (0x11, 0x11, 0x11)
            case .grey: (0x44, 0x44, 0x44)
            case .red: (0xA4, 0x11, 0x1C)
            case .blush: (0xFB, 0xF1, 0xEE)
            case .paper: (0xFF, 0xFF, 0xFF)
            }
        }
    }
}
