/// The files of one deployment as plain bytes: `rules/`, `calendar/` and one folder for each district.
///
/// Somebody else reads the disk. The database keeps the folder packed, as one value, so that what was imported
/// can be read again exactly as it was.
public struct GridFolder: Sendable, Hashable {
    /// Path inside the folder (`yanjiang/cells.csv`) → content.
    public let files: [String: [UInt8]]

    public init(files: [String: [UInt8]]) { self.files = files }

    /// Folders that hold a district: everything with a `divisions.csv` or a `cells.csv`, in order of name.
    public var districts: [String] {
        let folders = files.keys.compactMap { path -> String? in
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1] == "divisions.csv" || parts[1] == "cells.csv" else { return nil }
            return String(parts[0])
        }
        return Set(folders).sorted()
    }

    /// The same deployment with the rules, the calendar and only one of its districts.
    public func only(district: String) -> GridFolder {
        let others = Set(districts).subtracting([district])
        return GridFolder(files: files.filter { path, _ in !others.contains { path.hasPrefix($0 + "/") } })
    }
}

// The packed form: a mark, then each file in order of path as length, path, length, content.
// The same folder always packs to the same bytes, so that two imports can be compared.
extension GridFolder {
    private static let mark = Array("mashang-grids-1\n".utf8)

    /// Canonical bytes for storage.
    public func pack() -> [UInt8] {
        var bytes = Self.mark
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            for part in [Array(path.utf8), content] {
                withUnsafeBytes(of: UInt64(part.count).bigEndian) { bytes.append(contentsOf: $0) }
                bytes.append(contentsOf: part)
            }
        }
        return bytes
    }

    /// `nil` unless `packed` is what `pack()` makes, to the last byte.
    public init?(packed: [UInt8]) {
        guard packed.starts(with: Self.mark) else { return nil }
        var rest = packed[Self.mark.count...]
        var files: [String: [UInt8]] = [:]
        var previous: String?
        while !rest.isEmpty {
            guard let name = Self.takePart(from: &rest), let content = Self.takePart(from: &rest),
                let path = String(validating: name, as: UTF8.self), previous.map({ $0 < path }) ?? true
            else { return nil }
            files[path] = Array(content)
            previous = path
        }
        self.init(files: files)
    }

    private static func takePart(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 8 else { return nil }
        let length = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        guard length <= UInt64(rest.count) else { return nil }
        defer { rest = rest.dropFirst(Int(length)) }
        return rest.prefix(Int(length))
    }
}
