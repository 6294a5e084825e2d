/// The style sheets and scripts of the pages, compiled into the program.
///
/// They are versioned by their content, so a browser may keep them for ever: `/static/base.css?v=HASH`.
public enum Static {
    /// One file that is sent as it is.
    public struct File: Sendable {
        /// `resident.css`
        public let name: String
        public let contentType: String
        public let bytes: [UInt8]
        /// 64 bits of FNV-1a in hexadecimal: it tells versions apart, it does not prove anything.
        public let hash: String

        init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
            self.name = name
            self.contentType = contentType
            self.bytes = bytes
            hash = Self.hash(of: bytes)
        }

        private static func hash(of bytes: [UInt8]) -> String {
            let value = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
    }

    public static let files: [File] = [
        File("base.css", css, PackageResources.base_css),
        File("resident.css", css, PackageResources.resident_css),
        File("desk.css", css, PackageResources.desk_css),
        File("inbox.js", script, PackageResources.inbox_js),
        File("draft.js", script, PackageResources.draft_js),
        File("once.js", script, PackageResources.once_js),
        File("place.js", script, PackageResources.place_js),
    ]

    private static let css = "text/css; charset=utf-8"
    private static let script = "text/javascript; charset=utf-8"
    private static let byName = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0) })

    public static func file(named name: String) -> File? { byName[name] }

    /// Where a page finds a file; without a version if there is no such file, so that the mistake shows as a 404.
    public static func url(for name: String) -> String {
        guard let file = byName[name] else { return "/static/\(name)" }
        return "/static/\(name)?v=\(file.hash)"
    }
}
