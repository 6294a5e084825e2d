import Foundation

/// The kernel made the file system read-only under us, as ext4 does when it finds an error.
///
/// From then on `fdatasync` may say that all is well and write nothing, so a commit that ended about then is not to be
/// believed; one that ended before is kept, for the flag never goes away by itself.
struct DiskBecameReadOnly: Error, CustomStringConvertible {
    let path: String
    var description: String { "the file system of \(path) became read-only: see the kernel's log" }

    /// - Throws: `DiskBecameReadOnly`.
    static func check(_ path: String) throws(DiskBecameReadOnly) {
        var state = statvfs()
        guard statvfs(path, &state) == 0, UInt(state.f_flag) & UInt(ST_RDONLY) == 0 else {
            throw DiskBecameReadOnly(path: path)
        }
    }
}
