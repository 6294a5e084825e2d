import Foundation

/// The repository as it lies on the disk, found from where this file was compiled.
enum Tree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct File: Sendable, CustomStringConvertible {
        /// From the root: `Sources/Matters/Life/Matter.swift`.
        let path: String
        let text: String

        var name: String { String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]) }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// Its lines, counted from 1.
        var numbered: [(number: Int, line: Substring)] { lines.enumerated().map { ($0.offset + 1, $0.element) } }
        var description: String { path }
    }

    /// Every file below these folders (or the file itself) with one of these endings or names, sorted; hidden ones
    /// left out.
    static func files(_ folders: String..., ending endings: String...) -> [File] {
        folders.flatMap { folder in
            paths(below: folder).filter { path in
                endings.contains { path.hasSuffix(".\($0)") || path.hasSuffix("/\($0)") || path == $0 }
            }.compactMap(file)
        }
    }

    static func file(_ path: String) -> File? {
        guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
        return File(path: path, text: text)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path(percentEncoded: false))
    }

    static func names(in folder: String) -> [String] {
        let path = root.appending(path: folder).path(percentEncoded: false)
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    private static func paths(below folder: String) -> [String] {
        let path = root.appending(path: folder).path(percentEncoded: false)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
        guard isFolder.boolValue else { return [folder] }
        let below = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return below.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }.sorted().map {
            "\(folder)/\($0)"
        }
    }

    /// All Swift that is ours.
    static let swift = files("Sources", "Static", "Tests", "Package.swift", ending: "swift")
    static let sources = files("Sources", "Static", ending: "swift")
    static let templates = files("Sources/Pages/Templates", ending: "mustache")
    static let prose = files("README.md", "CHANGELOG.md", "docs", "Grids", ending: "md")
}

extension [String] {
    /// One below the other, for a message.
    var lined: String { joined(separator: "\n") }
}

extension StringProtocol {
    /// The line without its comment. `//` after a colon is an address, not a comment.
    var code: Substring {
        var start = startIndex
        while let slashes = self[start...].firstRange(of: "//") {
            guard slashes.lowerBound > startIndex, self[index(before: slashes.lowerBound)] == ":" else {
                return Substring(self[..<slashes.lowerBound])
            }
            start = slashes.upperBound
        }
        return Substring(self)
    }

    /// Whether `word` stands here, and is not the end of a longer name or a member of something.
    func uses(_ word: String) -> Bool {
        ranges(of: word).contains { range in
            guard range.lowerBound > startIndex else { return true }
            let before = self[index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber && before != "_" && before != "."
        }
    }
}
