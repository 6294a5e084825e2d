internal import CZlib

/// Compression as PNG files have it (RFC 1950), and their checksum. The only place of the ring that touches zlib.
enum Zlib {
    /// - Throws: `Canvas.Failure` if memory runs out.
    static func compress(_ bytes: [UInt8]) throws(Canvas.Failure) -> [UInt8] {
        let bound = compressBound(UInt(bytes.count))
        var status = Z_OK
        let packed = [UInt8](unsafeUninitializedCapacity: Int(bound)) { target, count in
            var size = bound
            status = compress2(target.baseAddress, &size, bytes, UInt(bytes.count), Z_DEFAULT_COMPRESSION)
            count = status == Z_OK ? Int(size) : 0
        }
        guard status == Z_OK else { throw Canvas.Failure(description: "out of memory") }
        return packed
    }

    /// CRC-32 as ISO 3309 and PNG have it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32(0, bytes, UInt32(bytes.count))) }
}
