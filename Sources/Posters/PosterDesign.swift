import Codes

/// What is printed: each is arranged for where it hangs and for how far away it is read.
public enum PosterDesign: String, Sendable, CaseIterable {
    /// A notice board, read from three metres.
    case a4
    /// The same, grown.
    case a3
    /// A5, for the wall of a stairwell: the code and whom to call.
    case stairwell
    /// 90 × 54 mm, the size of a business card: a refrigerator.
    case magnet
    /// 维权信息告示牌, A3 across: the gate of a construction site.
    case board
    /// The main code alone with its quiet zone, for whoever arranges the rest.
    case code

    /// Printed width of one module of a bare code, in millimetres: below, a phone sees no modules; above, no wall is
    /// wide enough.
    public static let modules = 0.25...20.0

    /// - Parameter module: of a bare code, in millimetres; clamped to `modules`.
    /// - Throws: `QRMatrix.Failure` if the address, or the seal, is too long for a code.
    public func drawing(of content: PosterContent, module: Double = 1) throws(QRMatrix.Failure) -> Drawing {
        switch self {
        case .a4: try WallPoster(content).drawing
        case .a3: try WallPoster(content).drawing.grown(toWidth: 297)
        case .stairwell: try StairwellCard(content).drawing
        case .magnet: try FridgeMagnet(content).drawing
        case .board: try SiteBoard(content).drawing
        case .code: try Self.bareCode(content, module: module.clamped(to: Self.modules))
        }
    }

    private static func bareCode(_ content: PosterContent, module: Double) throws(QRMatrix.Failure) -> Drawing {
        let code = try content.code()
        let side = Double(code.side + 2 * QRMatrix.quietZone) * module
        var drawing = Drawing(title: "\(content.token.grouped) · \(content.site)", width: side, height: side)
        drawing.code(code, emblem: content.emblem, x: 0, y: 0, field: side)
        return drawing
    }
}

extension Comparable {
    func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
