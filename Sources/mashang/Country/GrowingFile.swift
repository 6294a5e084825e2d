import Foundation

/// A file that is written from its front to its end, in large pieces.
final class GrowingFile {
    private let path: String
    private let descriptor: Int32
    private var waiting: [UInt8] = []
    /// With what waits to be written.
    private(set) var length: Int64

    private static let pieceBytes = 1 << 20

    /// Opens the file, or makes it, and cuts it to `length` bytes.
    /// - Throws: `FileFault`; `CountryFault.cutOff` if it has fewer.
    init(_ path: String, length: Int64) throws {
        self.path = path
        self.length = length
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(path) }
        guard lseek(descriptor, 0, SEEK_END) >= length else { throw CountryFault.cutOff(path) }
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, off_t(length), SEEK_SET) == length else {
            throw FileFault(path)
        }
    }

    func append(_ bytes: [UInt8]) throws {
        length += Int64(bytes.count)
        waiting += bytes
        if waiting.count >= Self.pieceBytes { try write() }
    }

    /// Returns when the disk has all of it.
    func flush() throws {
        try write()
        guard fsync(descriptor) == 0 else { throw FileFault(path) }
    }

    func close() throws {
        guard Foundation.close(descriptor) == 0 else { throw FileFault(path) }
    }

    private func write() throws {
        var done = 0
        while done < waiting.count {
            let count = waiting.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            }
            guard count > 0 else { throw FileFault(path) }
            done += count
        }
        waiting.removeAll(keepingCapacity: true)
    }
}
