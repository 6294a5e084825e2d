/// PNG files that a print shop can use (PNG 1.2).
enum PNGFile {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// The signature and the header chunk, which come first in every file.
    private static let headerBytes = 8 + 25

    /// Adds the `pHYs` chunk (§4.2.4.2), without which a print shop must guess how large the picture is.
    static func stamp(_ png: [UInt8], dpi: Int) -> [UInt8] {
        guard png.count > headerBytes else { return png }
        return png[..<headerBytes] + resolution(dpi: dpi) + png[headerBytes...]
    }

    /// A picture in black and white, one bit a dot.
    /// - Parameter rows: packed from the left, the first dot in the highest bit, 1 is white.
    static func blackAndWhite(width: Int, rows: [[UInt8]], dpi: Int) throws(Canvas.Failure) -> [UInt8] {
        let header = bigEndian(UInt32(width)) + bigEndian(UInt32(rows.count)) + [1, 0, 0, 0, 0]
        // Each row begins with its filter: none.
        let dots = try Zlib.compress(rows.flatMap { [0] + $0 })
        return signature + chunk("IHDR", header) + resolution(dpi: dpi) + chunk("IDAT", dots) + chunk("IEND", [])
    }

    /// Width and height in dots, if `file` begins as a PNG file does.
    static func size(of file: [UInt8]) -> (width: Int, height: Int)? {
        guard file.count > headerBytes, file.starts(with: signature), file[12..<16].elementsEqual("IHDR".utf8) else {
            return nil
        }
        func number(at offset: Int) -> Int { file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (number(at: 16), number(at: 20))
    }

    private static func resolution(dpi: Int) -> [UInt8] {
        let perMetre = UInt32((Double(dpi) / 0.0254).rounded())
        return chunk("pHYs", bigEndian(perMetre) + bigEndian(perMetre) + [1])
    }

    private static func chunk(_ name: StaticString, _ data: [UInt8]) -> [UInt8] {
        let content = Array(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)) + data
        return bigEndian(UInt32(data.count)) + content + bigEndian(Zlib.checksum(content))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
