import Foundation

/// Room on a file system, looked at before much is written.
enum DiskSpace {
    /// What a large piece of work leaves free, in bytes: the server beside it goes on writing.
    static let reserve: Int64 = 64 * 1024 * 1024

    /// - Throws: `BackupFault.noSpace` unless `bytes` and the reserve fit where `path` is or will be.
    static func require(_ bytes: Int64, beside path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let found = try FileManager.default.attributesOfFileSystem(forPath: folder.isEmpty ? "." : folder)
        let free = (found[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        guard free >= bytes + reserve else {
            throw BackupFault.noSpace(folder: folder, needed: bytes + reserve, free: free)
        }
    }
}
