import Foundation

/// Small files that only their owner may read: written whole or not at all, and kept by the disk when the call returns.
enum PrivateFile {
    /// The content; `nil` if there is no such file.
    /// - Throws: `FileFault`
    static func read(_ path: String) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw FileFault(path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Foundation.read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw FileFault(path) }
            if count == 0 { return content }
            content += piece.prefix(count)
        }
    }

    /// Written beside, flushed, then renamed: a crash leaves the old file or the new one.
    /// - Throws: `FileFault`; then the old file is as it was.
    static func write(_ bytes: [UInt8], to target: String) throws {
        let beside = target + ".new"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(target) }
        do {
            defer { close(descriptor) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw FileFault(target) }
                rest = rest.dropFirst(count)
            }
            guard fsync(descriptor) == 0 else { throw FileFault(target) }
        }
        try rename(beside, to: target)
    }

    /// Puts a file or a whole folder in its place, at once.
    static func rename(_ beside: String, to target: String) throws {
        guard Foundation.rename(beside, target) == 0 else { throw FileFault(target) }
        try flushNames((target as NSString).deletingLastPathComponent)
    }

    /// Makes the folder and those above it; an existing one stays as it is.
    static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) == 0 { return try flushNames((path as NSString).deletingLastPathComponent) }
        switch errno {
        case EEXIST:
            var status = stat()
            guard stat(path, &status) == 0 else { throw FileFault(path) }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw FileFault(path, code: ENOTDIR) }
        case ENOENT:
            let above = (path as NSString).deletingLastPathComponent
            var status = stat()
            // Some places, as /proc, are there and take no folder.
            guard stat(above, &status) != 0 else { throw FileFault(path, code: ENOENT) }
            try makeFolder(above)
            try makeFolder(path)
        default: throw FileFault(path)
        }
    }

    /// Makes the disk keep what another part of the program wrote.
    static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFault(path) }
    }

    /// A name is kept by flushing its folder: keys that are gone after a power cut would take every sealed word with
    /// them.
    static func flushNames(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFault(folder) }
    }
}

/// The operating system refused a file.
struct FileFault: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    /// - Parameter code: what the call that just failed left in `errno`, unless given.
    init(_ path: String, code: Int32 = errno) {
        self.path = path
        self.code = code
    }

    var description: String { "\(path): \(String(cString: strerror(code))). \(advice)" }

    private var advice: String {
        switch code {
        case EACCES, EPERM: "Run this as the user who owns the folder."
        case ENOSPC, EDQUOT: "Make room and try again; nothing was overwritten."
        case EROFS: "Mount the disk for writing, or name another folder."
        case EIO: "The disk failed: see the kernel's log."
        default: "Nothing was overwritten."
        }
    }
}
