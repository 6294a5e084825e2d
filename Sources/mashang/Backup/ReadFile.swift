import Foundation

/// A file that is read from its beginning on.
struct ReadFile {
    let path: String
    /// In bytes, when it was opened.
    let size: Int64
    private let handle: FileHandle

    /// - Throws: `FileFault`, here and below.
    init(_ path: String) throws {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        self.handle = handle
        size = try Self.reading(path) {
            let end = Int64(try handle.seekToEnd())
            try handle.seek(toOffset: 0)
            return end
        }
    }

    /// The next `count` bytes; fewer at the end.
    func piece(_ count: Int) throws -> Data {
        var bytes = Data()
        while bytes.count < count {
            let more = try Self.reading(path) { try handle.read(upToCount: count - bytes.count) ?? Data() }
            if more.isEmpty { break }
            if bytes.isEmpty { bytes = more } else { bytes += more }
        }
        return bytes
    }

    private static func reading<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw FileFault(path, error) }
    }
}
