/// Posters for a print shop: vectors, and text that can be selected, with its font inside.
public enum PDFPoster {
    /// One file with a page for each poster, in their order.
    /// - Throws: `QRMatrix.Failure` if an address is too long for a QR code; else cairo's own error (out of memory).
    public static func render(_ contents: [PosterContent], as design: PosterDesign = .a4) throws -> [UInt8] {
        try render(contents.map { try design.drawing(of: $0) })
    }

    /// One file with a page for each drawing, all of the first one's size.
    public static func render(_ pages: [Drawing]) throws -> [UInt8] {
        guard let first = pages.first else { return [] }
        let canvas = try Canvas(pdf: first.title, width: first.width, height: first.height)
        for page in pages {
            for element in page.elements { try canvas.draw(element) }
            canvas.endPage()
        }
        return try canvas.pdf()
    }
}
