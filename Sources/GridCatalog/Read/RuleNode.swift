import Matters
import Yams

/// A value of a YAML rule file with its line, read by key; like `Row`, it reports before it answers `nil`.
struct RuleNode {
    let origin: Origin
    let findings: Findings
    private let node: Node

    /// The top of a file; `nil`, and a problem, if it is not YAML.
    init?(text: String, file: String, findings: Findings) {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                findings.report(Origin(file: file), nil, .emptyFile, "文件是空的", "the file is empty")
                return nil
            }
            self.init(node: node, file: file, findings: findings)
        } catch let error as YamlError {
            findings.report(
                Origin(file: file, line: error.line), nil, .syntax, "YAML 格式有误，请检查缩进、冒号和引号",
                "not valid YAML; check indentation, colons and quotes")
            return nil
        } catch {
            findings.report(Origin(file: file), nil, .syntax, "YAML 格式有误", "not valid YAML")
            return nil
        }
    }

    private init(node: Node, file: String, findings: Findings) {
        self.node = node
        self.origin = Origin(file: file, line: node.mark?.line)
        self.findings = findings
    }

    func report(_ key: String?, _ kind: Problem.Kind, _ zh: String, _ en: String) {
        findings.report(origin, key, kind, zh, en)
    }

    /// The value of a key; `nil` if there is none.
    subscript(key: String) -> RuleNode? {
        node.mapping?[key].map { RuleNode(node: $0, file: origin.file, findings: findings) }
    }

    /// The keys, in the order of the file.
    var keys: [String] { node.mapping?.keys.compactMap(\.string) ?? [] }

    /// Reports keys that no reader knows, which are mostly slips of the keyboard.
    func allow(keys: Set<String>) {
        for key in self.keys where !keys.contains(key) {
            report(key, .unknownWord, "不认识“\(key)”", "“\(key)” is unknown")
        }
    }

    /// The members of a list that must be there; an empty one is allowed.
    func list(_ key: String) -> [RuleNode] {
        guard let value = self[key] else {
            report(key, .missingValue, "缺少“\(key)”", "“\(key)” is missing")
            return []
        }
        guard let members = value.node.sequence else {
            value.report(key, .malformed, "“\(key)”要写成列表", "“\(key)” must be a list")
            return []
        }
        return members.map { RuleNode(node: $0, file: origin.file, findings: findings) }
    }

    /// The members of a file that is a list, or that has its list under a key.
    func members(orUnder key: String) -> [RuleNode] {
        guard let members = node.sequence else { return list(key) }
        return members.map { RuleNode(node: $0, file: origin.file, findings: findings) }
    }

    /// The text of the node itself, also of a number or a date.
    var scalar: String? { node.scalar?.string }

    func text(_ key: String) -> String? {
        guard let text = self[key]?.scalar, !text.isEmpty else {
            report(key, .missingValue, "缺少“\(key)”", "“\(key)” is missing")
            return nil
        }
        return text
    }

    func texts(_ key: String) -> [String] { list(key).compactMap(\.scalar) }

    func int(_ key: String) -> Int? {
        guard let text = text(key) else { return nil }
        if let number = Int(text) { return number }
        self[key]?.report(key, .malformed, "“\(text)”不是整数", "“\(text)” is not a whole number")
        return nil
    }

    func bool(_ key: String) -> Bool? {
        guard let text = text(key) else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            self[key]?.report(key, .malformed, "要写 true 或 false", "must be true or false")
            return nil
        }
    }

    func date(_ key: String) -> LocalDate? {
        guard let text = text(key) else { return nil }
        if let date = LocalDate(text) { return date }
        self[key]?.report(
            key, .malformed, "“\(text)”不是日期，请写成 2026-07-01 的样子",
            "“\(text)” is not a date; write it like 2026-07-01")
        return nil
    }

    func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ kind: Word.Type = Word.self) -> Word?
    where Word.RawValue == String {
        text(key).flatMap { text in self[key]?.word(text, key) }
    }

    /// `text` as one of a fixed set of words.
    func word<Word: RawRepresentable & CaseIterable>(
        _ text: String, _ key: String, _ kind: Word.Type = Word.self
    ) -> Word? where Word.RawValue == String {
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: " ")
        report(key, .unknownWord, "“\(text)”不认识，可以用：\(words)", "“\(text)” is unknown; use one of: \(words)")
        return nil
    }

    func checked<Value: Explained>(_ text: String, _ key: String, _ kind: Value.Type = Value.self) -> Value? {
        if let value = Value(text) { return value }
        report(key, .malformed, "“\(text)”不对：\(Value.rule.zh)", "“\(text)” is not right: \(Value.rule.en)")
        return nil
    }

    /// `{zh: …, en: …}`
    func bilingual(_ key: String) -> Bilingual? {
        guard let value = self[key] else {
            report(key, .missingValue, "缺少“\(key)”", "“\(key)” is missing")
            return nil
        }
        value.allow(keys: ["zh", "en"])
        let zh = value.text("zh")
        let en = value.text("en")
        guard let zh, let en else { return nil }
        return Bilingual(zh: zh, en: en)
    }
}

extension YamlError {
    /// The line it complains about, if it names one.
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: nil
        }
    }
}
