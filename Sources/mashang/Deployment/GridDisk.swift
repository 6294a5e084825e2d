import Foundation
import GridCatalog

/// Reads a grid folder from the disk: `Grids/`, or one district of it (then `rules/` and `calendar/` beside it come
/// along).
enum GridDisk {
    /// Largest file that is read, in bytes: a county's shapes are a few megabytes.
    static let fileBytes = 64 * 1024 * 1024
    private static let shared = ["rules", "calendar"]
    private static let endings = ["csv", "yaml", "geojson"]

    /// - Throws: `GridDiskFault` if the folder is not there or a file is too large.
    static func read(_ path: String) throws -> GridFolder {
        let folder = URL(filePath: path).standardizedFileURL
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path(percentEncoded: false), isDirectory: &isFolder),
            isFolder.boolValue
        else { throw GridDiskFault(path: path, what: "there is no such folder") }
        var files: [String: [UInt8]] = [:]
        let holdsRules = FileManager.default.fileExists(
            atPath: folder.appending(path: "rules").path(percentEncoded: false))
        if holdsRules {
            for name in try names(in: folder) { try add(folder.appending(path: name), as: name, to: &files) }
        } else {
            try add(folder, as: folder.lastPathComponent, to: &files)
            for name in shared {
                try add(folder.deletingLastPathComponent().appending(path: name), as: name, to: &files)
            }
        }
        return GridFolder(files: files)
    }

    private static func add(_ folder: URL, as prefix: String, to files: inout [String: [UInt8]]) throws {
        for name in try names(in: folder) where endings.contains((name as NSString).pathExtension.lowercased()) {
            let file = folder.appending(path: name)
            let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
            guard size <= fileBytes else {
                throw GridDiskFault(path: "\(prefix)/\(name)", what: "larger than \(fileBytes / 1024 / 1024) MiB")
            }
            files["\(prefix)/\(name)"] = [UInt8](try Data(contentsOf: file))
        }
    }

    private static func names(in folder: URL) throws -> [String] {
        let path = folder.path(percentEncoded: false)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return []
        }
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    }
}

struct GridDiskFault: Error, CustomStringConvertible {
    let path: String
    let what: String
    var description: String { "\(path): \(what)" }
}
