/// A township's logo, or the emblem in the middle of its codes: a PNG picture, checked.
public struct PosterImage: Hashable, Sendable {
    /// Why a file is no logo.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        case tooLarge(bytes: Int)
        case notPNG
        /// In dots.
        case badSize(width: Int, height: Int)
        /// cairo's own words.
        case damaged(String)

        public var description: String {
            switch self {
            case .tooLarge(let bytes):
                "the picture has \(bytes) bytes; at most \(PosterImage.bytes) are taken: save it smaller"
            case .notPNG: "the picture is not a PNG file: save it as PNG"
            case .badSize(let width, let height):
                "the picture has \(width) × \(height) dots; "
                    + "\(PosterImage.side.lowerBound) to \(PosterImage.side.upperBound) a side are taken"
            case .damaged(let reason): "the picture is damaged (\(reason)): save it again"
            }
        }
    }

    /// Largest file that is taken.
    public static let bytes = 1 << 20
    /// Dots on a side: fewer are coarse in print, more are a photograph of a wall.
    public static let side = 16...4_096

    let width: Int
    let height: Int
    let png: [UInt8]

    /// Checks the header before anything is decoded, so that a small file cannot unpack into all the memory.
    public init(png: [UInt8]) throws(Failure) {
        guard png.count <= Self.bytes else { throw .tooLarge(bytes: png.count) }
        guard let (width, height) = PNGFile.size(of: png) else { throw .notPNG }
        guard Self.side.contains(width), Self.side.contains(height) else {
            throw .badSize(width: width, height: height)
        }
        do throws(Canvas.Failure) { try Canvas.check(png: png) } catch { throw .damaged(error.description) }
        self.png = png
        self.width = width
        self.height = height
    }
}
