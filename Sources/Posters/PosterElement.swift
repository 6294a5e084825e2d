import Matters

/// One thing on a page, placed in millimetres from the top left. A painter draws them in order.
indirect enum PosterElement: Hashable, Sendable {
    case rectangle(x: Double, y: Double, width: Double, height: Double, radius: Double, Paint)
    case circle(x: Double, y: Double, radius: Double, Paint)
    case polygon([Point], Paint)
    case polyline([Point], Paint)
    case text(TextLine)
    /// `size` is the printed side of the symbol, without its quiet zone.
    case code(QRMatrix, x: Double, y: Double, size: Double)
    case image(PosterImage, x: Double, y: Double, width: Double, height: Double)
    /// Another drawing, so many times as large.
    case piece(Drawing, x: Double, y: Double, scale: Double)

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
        /// The width that it may take, in millimetres.
        var room: Double

        /// Where it begins if it is so wide.
        func start(width: Double) -> Double {
            switch anchor {
            case .start: x
            case .middle: x - width / 2
            case .end: x - width
            }
        }
    }

    enum Anchor: String, Sendable {
        case start, middle, end
    }

    /// The poster's few colours; every text on its ground has a contrast of at least 7 : 1.
    enum Ink: Hashable, Sendable {
        case black, grey, red, blush, paper
        case check(PosterColour)

        /// Red, green and blue, 0 to 255.
        var rgb: (Int, Int, Int) {
            switch self {
            case .black: (0x11, 0x11, 0x11)
            case .grey: (0x44, 0x44, 0x44)
            case .red: (0xA4, 0x11, 0x1C)
            case .blush: (0xFB, 0xF1, 0xEE)
            case .paper: (0xFF, 0xFF, 0xFF)
            case .check(.red): (0x9B, 0x1C, 0x1C)
            case .check(.blue): (0x1E, 0x3A, 0x8A)
            case .check(.green): (0x14, 0x53, 0x2D)
            case .check(.purple): (0x58, 0x1C, 0x87)
            case .check(.brown): (0x5C, 0x2E, 0x0E)
            case .check(.teal): (0x0B, 0x4F, 0x5C)
            case .check(.grey): (0x4B, 0x55, 0x63)
            case .check(.black): (0x11, 0x11, 0x11)
            }
        }
    }
}
