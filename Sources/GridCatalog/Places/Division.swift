public import Matters

/// 行政区划: a county, a township or a village, with its name.
public struct Division: Sendable, Hashable {
    public let code: DivisionCode
    public let name: String
}

/// `divisions.csv`
enum DivisionFile {
    static let form = TableForm(columns: ["code", "name", "level", "parent"])

    static func read(_ source: Source) -> [DivisionCode: Division] {
        let rows = source.rows("divisions.csv", form)
        var divisions: [DivisionCode: Division] = [:]
        var parents: [(row: Row, code: DivisionCode, parent: DivisionCode?)] = []
        for row in rows {
            let code = row.checked("code", DivisionCode.self)
            let name = row.text("name")
            let level = row.word("level", DivisionCode.Level.self)
            let parent = row.optional("parent", DivisionCode.self)
            guard let code, let name, let level else { continue }
            guard level == code.level else {
                row.report(
                    "level", .malformed, "编码 \(code) 的位数是 \(code.level.rawValue)，不是 \(level.rawValue)",
                    "\(code) has the length of a \(code.level.rawValue), not of a \(level.rawValue)")
                continue
            }
            if divisions.updateValue(Division(code: code, name: name), forKey: code) != nil {
                row.report("code", .duplicate, "区划 \(code) 重复了", "division \(code) is there twice")
            }
            parents.append((row, code, parent))
        }
        for (row, code, parent) in parents {
            if parent != code.parent {
                let right = code.parent?.text ?? ""
                row.report(
                    "parent", .wrongParent, "\(code) 的上级应当是“\(right)”",
                    "the parent of \(code) must be “\(right)”")
            } else if let parent, divisions[parent] == nil {
                row.report("parent", .unknownReference, "没有区划 \(parent)", "there is no division \(parent)")
            }
        }
        return divisions
    }
}
