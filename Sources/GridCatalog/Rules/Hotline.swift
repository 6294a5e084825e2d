public import Matters

/// A public telephone line and when to call it.
public struct Hotline: Sendable, Hashable {
    /// Digits only.
    public let number: String
    public let name: Bilingual
    public let when: Bilingual
    /// Shown on every page and poster, not only where it fits the matter.
    public let isEverywhere: Bool
    /// Where the number was read, with its mark of trust.
    public let source: String
    public let checkedOn: LocalDate
}

/// `rules/hotlines.csv`
enum HotlineFile {
    static let form = TableForm(
        columns: ["number", "name_zh", "name_en", "when_zh", "when_en", "everywhere", "source", "checked_on"])

    private enum YesNo: String, CaseIterable { case yes, no }

    static func read(_ source: Source) -> [Hotline] {
        var seen: Set<String> = []
        return source.rows("rules/hotlines.csv", form).compactMap { row in
            let number = number(of: row)
            let name = row.bilingual("name")
            let when = row.bilingual("when")
            let everywhere = row.word("everywhere", YesNo.self)
            let origin = row.text("source")
            let checkedOn = row.date("checked_on")
            guard let number, let name, let when, let everywhere, let origin, let checkedOn else {
                return nil
            }
            if !seen.insert(number).inserted {
                row.report("number", .duplicate, "热线 \(number) 重复了", "hotline \(number) is there twice")
            }
            return Hotline(
                number: number, name: name, when: when, isEverywhere: everywhere == .yes, source: origin,
                checkedOn: checkedOn)
        }
    }

    private static func number(of row: Row) -> String? {
        guard let number = row.text("number") else { return nil }
        if number.isHotlineNumber { return number }
        row.report("number", .malformed, "“\(number)”：热线只写数字", "“\(number)”: a hotline has digits only")
        return nil
    }
}

extension String {
    /// Whether it can be dialled as it stands.
    var isHotlineNumber: Bool {
        Bounds.phoneDigits.contains(utf8.count)
            && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
