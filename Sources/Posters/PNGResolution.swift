/// The `pHYs` chunk of a PNG file (PNG 1.2 §4.2.4.2), without which a print shop must guess that the picture is A4.
enum PNGResolution {
    /// The signature and the header chunk, which come first in every PNG file.
    private static let header = 8 + 25

    static func stamp(_ png: [UInt8], dpi: Int) -> [UInt8] {
        guard png.count > header else { return png }
        let perMetre = UInt32((Double(dpi) / 0.0254).rounded())
        let content = Array("pHYs".utf8) + bigEndian(perMetre) + bigEndian(perMetre) + [1]
        let chunk = bigEndian(9) + content + bigEndian(crc(content))
        return png[..<header] + chunk + png[header...]
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// CRC-32 as ISO 3309 and PNG have it.
    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
