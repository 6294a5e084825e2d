import Matters

/// What a reader of one kind of file needs: the bytes by path, the district's folder, and where to report.
struct Source {
    let folder: GridFolder
    let district: String
    let findings: Findings

    /// Files a district can do without.
    private static let optional: Set = ["staff.csv", "bodies.csv", "shapes.geojson"]

    /// Paths of a shared folder, in order.
    func paths(under prefix: String, ending suffix: String) -> [String] {
        folder.files.keys.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.sorted()
    }

    /// `rules/…` and `calendar/…` as they stand; a plain name is of the district.
    func path(_ name: String) -> String { name.contains("/") ? name : "\(district)/\(name)" }

    /// Whether a file is there that nobody misses.
    func has(_ name: String) -> Bool { folder.files[path(name)] != nil }

    /// The bytes of a file; a missing one is reported.
    func bytes(_ name: String) -> [UInt8]? {
        if let bytes = folder.files[path(name)] { return bytes }
        let isOptional = Self.optional.contains(name)
        findings.report(
            Problem(
                Origin(file: path(name)), .missingFile, zh: isOptional ? "没有这个文件，相关内容从略" : "缺少这个文件",
                en: isOptional ? "the file is missing; what it would say is left out" : "the file is missing",
                isWarning: isOptional))
        return nil
    }

    func rows(_ name: String, _ form: TableForm) -> [Row] {
        guard let bytes = bytes(name) else { return [] }
        return form.rows(of: bytes, file: path(name), findings: findings)
    }

    /// The top of a YAML file.
    func yaml(_ name: String) -> RuleNode? {
        guard let bytes = bytes(name), let text = FileText.read(bytes, file: name, findings: findings) else {
            return nil
        }
        return RuleNode(text: text.string, file: name, findings: findings)
    }
}
