/// The poster as a picture, for printers and chats that take no SVG.
public enum PNGPoster {
    /// Dots per inch that are worth having: 150 for a screen, 300 for a printer.
    public static let resolutions = 72...600

    /// - Parameter dpi: clamped to `resolutions`.
    /// - Throws: `QRMatrix.Failure` if the address is too long for a QR code; else cairo's own error (out of memory).
    public static func render(_ content: PosterContent, dpi: Int = 300) throws -> [UInt8] {
        let layout = try PosterLayout(content)
        let dpi = min(max(dpi, resolutions.lowerBound), resolutions.upperBound)
        let scale = Double(dpi) / 25.4
        let canvas = try Canvas(
            width: Int((PosterLayout.width * scale).rounded()),
            height: Int((PosterLayout.height * scale).rounded()),
            scale: scale)
        for element in layout.elements { try canvas.draw(element) }
        return PNGResolution.stamp(try canvas.png(), dpi: dpi)
    }
}

/// One QR code as a picture, with its quiet zone.
public enum PNGQR {
    /// - Parameter pixelsPerModule: 1 to 64, clamped; every module is exactly so many pixels wide.
    /// - Throws: cairo's own error (out of memory).
    public static func render(_ code: QRMatrix, pixelsPerModule: Int = 8) throws -> [UInt8] {
        let module = min(max(pixelsPerModule, 1), 64)
        let side = (code.side + 2 * QRMatrix.quietZone) * module
        let canvas = try Canvas(width: side, height: side)
        let quiet = Double(QRMatrix.quietZone * module)
        canvas.draw(code, x: quiet, y: quiet, pixelsPerModule: Double(module))
        return try canvas.png()
    }
}
