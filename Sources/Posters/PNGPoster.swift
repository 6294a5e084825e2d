/// A poster as a picture, for printers and chats that take no SVG.
public enum PNGPoster {
    /// Dots per inch that are worth having: 150 for a screen, 300 for a printer, 600 for a print shop.
    public static let resolutions = 72...600

    /// - Parameter dpi: clamped to `resolutions`.
    /// - Throws: `QRMatrix.Failure` if the address is too long for a QR code; else cairo's own error (out of memory).
    public static func render(_ content: PosterContent, as design: PosterDesign = .a4, dpi: Int = 300) throws -> [UInt8]
    {
        try render(design.drawing(of: content), dpi: dpi)
    }

    public static func render(_ drawing: Drawing, dpi: Int = 300) throws -> [UInt8] {
        let dpi = dpi.clamped(to: resolutions)
        let scale = Double(dpi) / 25.4
        let canvas = try Canvas(
            width: Int((drawing.width * scale).rounded()), height: Int((drawing.height * scale).rounded()),
            scale: scale)
        for element in drawing.elements { try canvas.draw(element) }
        return PNGFile.stamp(try canvas.png(), dpi: dpi)
    }
}

/// One QR code as a picture of one bit a pixel, with its quiet zone.
public enum PNGQR {
    /// Pixels a module that are worth having.
    private static let scales = 1...512

    /// - Parameters:
    ///   - pixelsPerModule: clamped to 1 to 512; every module is exactly so many pixels wide.
    ///   - dpi: how many of them are printed on an inch; clamped to `PNGPoster.resolutions`.
    /// - Throws: zlib's error (out of memory).
    public static func render(_ code: QRMatrix, pixelsPerModule: Int = 8, dpi: Int = 300) throws -> [UInt8] {
        let module = pixelsPerModule.clamped(to: scales)
        let modules = -QRMatrix.quietZone..<code.side + QRMatrix.quietZone
        let width = modules.count * module
        var rows: [[UInt8]] = []
        rows.reserveCapacity(width)
        for row in modules {
            var bits = [UInt8](repeating: 0xFF, count: (width + 7) / 8)
            for (index, column) in modules.enumerated() where code[column, row] {
                for pixel in index * module..<(index + 1) * module { bits[pixel / 8] &= ~(0x80 >> UInt8(pixel % 8)) }
            }
            rows += Array(repeating: bits, count: module)
        }
        return try PNGFile.blackAndWhite(width: width, rows: rows, dpi: dpi.clamped(to: PNGPoster.resolutions))
    }

    /// As large as printed: whole pixels a module, as near to `module` millimetres as they come.
    public static func render(_ code: QRMatrix, module: Double, dpi: Int) throws -> [UInt8] {
        let dpi = dpi.clamped(to: PNGPoster.resolutions)
        let pixels = (module.clamped(to: PosterDesign.modules) * Double(dpi) / 25.4).rounded()
        return try render(code, pixelsPerModule: Int(pixels), dpi: dpi)
    }
}
