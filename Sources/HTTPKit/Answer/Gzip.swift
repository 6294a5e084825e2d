import CZlib
import HTTPTypes
public import Hummingbird

/// Compression of answers (RFC 1952). The only place that touches a `z_stream`.
public enum Gzip {
    /// The bytes compressed, or `nil` when zlib is out of memory; then the plain bytes do.
    /// - Parameter level: 1 fastest to 9 smallest.
    public static func compress(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8]? {
        guard bytes.count <= Int(UInt32.max) else { return nil }
        var stream = z_stream()
        guard mashang_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        // `deflateBound` holds for the whole input at once, so that one call finishes.
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        var input = bytes
        return input.withUnsafeMutableBufferPointer { source -> [UInt8]? in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            var isFinished = false
            let output = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                isFinished = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = target.count - Int(stream.avail_out)
            }
            return isFinished ? output : nil
        }
    }

    /// Whether the client takes gzip.
    public static func isAccepted(by request: Request) -> Bool {
        let accepted = WeightedList(request.headers[values: .acceptEncoding])
        return (accepted["gzip"] ?? accepted["*"] ?? 0) > 0
    }
}
