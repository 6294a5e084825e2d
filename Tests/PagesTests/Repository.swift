import Foundation

/// The files of this repository, found from this source file wherever the package is checked out.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let templates = root.appending(path: "Sources/Pages/Templates")
    static let locales = root.appending(path: "Sources/Pages/Locale")
    static let sources = root.appending(path: "Sources/Pages")
    static let assets = root.appending(path: "Static/assets")
    static let golden = root.appending(path: "Tests/PagesTests/Golden")

    static func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { !$0.hasPrefix(".") }.sorted()
    }

    static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

    /// Every Swift file of the ring, as one text.
    static func swiftText() throws -> String {
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        let swift = (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        return try swift.map(text).joined(separator: "\n")
    }
}
