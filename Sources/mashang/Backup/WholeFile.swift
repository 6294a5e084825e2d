import Foundation

/// A file that has its name only once it is whole and on the disk: written beside as `NAME.partial`, flushed, renamed,
/// and the folder flushed. 0600.
final class WholeFile {
    private let path: String
    private let handle: FileHandle
    private var isWhole = false

    private var beside: String { path + ".partial" }

    /// - Throws: `BackupFault.exists` if a file has the name and `replacing` is not said.
    init(_ path: String, replacing: Bool) throws {
        let path = URL(filePath: path).path(percentEncoded: false)
        self.path = path
        guard replacing || !FileManager.default.fileExists(atPath: path) else { throw BackupFault.exists(path) }
        let descriptor = open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(path) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { if !isWhole { unlink(beside) } }

    func write(_ bytes: Data) throws {
        do { try handle.write(contentsOf: bytes) } catch { throw FileFault(path, error) }
    }

    func finish() throws {
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw FileFault(path, error)
        }
        try PrivateFile.rename(beside, to: path)
        isWhole = true
    }
}

extension FileFault {
    /// What Foundation made of the operating system's refusal.
    init(_ path: String, _ error: any Error) {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        self.init(path, code: underlying.domain == NSPOSIXErrorDomain ? Int32(underlying.code) : EIO)
    }
}
