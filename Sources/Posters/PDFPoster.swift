/// Posters for a print shop: vectors, and text that can be selected, with its font inside.
public enum PDFPoster {
    /// What it is printed on. The poster is drawn for A4 and grows with the paper.
    public enum Paper: String, Sendable, CaseIterable {
        case a4, a3

        /// Width and height in millimetres (ISO 216).
        var size: (width: Double, height: Double) {
            switch self {
            case .a4: (PosterLayout.width, PosterLayout.height)
            case .a3: (297, 420)
            }
        }
    }

    /// One file with a page for each poster, in their order.
    /// - Throws: `QRMatrix.Failure` if an address is too long for a QR code; else cairo's own error (out of memory).
    public static func render(_ contents: [PosterContent], on paper: Paper = .a4) throws -> [UInt8] {
        let (width, height) = paper.size
        let first = contents.first.map { "\($0.title) · \($0.site)" } ?? ""
        let canvas = try Canvas(
            pdf: PosterText.clean(first), width: width, height: height, scale: width / PosterLayout.width)
        for content in contents {
            for element in try PosterLayout(content).elements { try canvas.draw(element) }
            canvas.endPage()
        }
        return try canvas.pdf()
    }
}
