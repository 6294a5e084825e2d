import Matters

/// A kind of text that can say in plain words how it is written.
protocol Explained: CheckedText {
    static var rule: Bilingual { get }
}

extension DivisionCode: Explained {
    static let rule = Bilingual(
        zh: "行政区划代码是 6 位（县区）、9 位（乡镇街道）或 12 位（村社区）数字",
        en: "a division code has 6 (county), 9 (township) or 12 (village) digits")
}

extension CellCode: Explained {
    static let rule = Bilingual(
        zh: "网格编码是 12 位村码加 3 位序号（专属网格 9xx）",
        en: "a cell code is the 12-digit village code and 3 digits (9xx for a special cell)")
}

extension CategoryCode: Explained {
    static let rule = Bilingual(zh: "类别编码如 D02 或 D0206", en: "a category code is like D02 or D0206")
}

extension ID: Explained {
    static var rule: Bilingual {
        Bilingual(
            zh: "编号用 1 到 40 个英文字母、数字或 - _ .", en: "an identifier is 1 to 40 ASCII letters, digits or - _ .")
    }
}

extension PhoneNumber: Explained {
    static let rule = Bilingual(
        zh: "电话用数字，可以带 + 和 -", en: "a telephone number has digits, and may have + and -")
}

// Typed values of a row. Each reads one column, and reports what is wrong with it before it answers `nil`.
extension Row {
    /// Longest name, address or sentence that a poster or a page has room for, in characters.
    private static let longestText = 200

    /// A text that must be there.
    func text(_ column: String) -> String? {
        let value = self[column]
        guard !value.isEmpty else {
            report(column, .missingValue, "这一格不能空着", "this field must not be empty")
            return nil
        }
        return isReadable(value, column) ? value : nil
    }

    /// A text that may be left empty.
    func optionalText(_ column: String) -> String? {
        let value = self[column]
        return !value.isEmpty && isReadable(value, column) ? value : nil
    }

    private func isReadable(_ value: String, _ column: String) -> Bool {
        if value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            report(
                column, .malformed, "这一格里有换行或看不见的字符，请写成一行",
                "a line break or an invisible character in the field; write it on one line")
            return false
        }
        // A character takes at least one byte, so most texts need no counting.
        guard value.utf8.count > Self.longestText, value.count > Self.longestText else { return true }
        report(column, .tooLong, "超过 \(Self.longestText) 个字", "longer than \(Self.longestText) characters")
        return false
    }

    /// A value of a checked kind that must be there.
    func checked<Value: Explained>(_ column: String, _ kind: Value.Type = Value.self) -> Value? {
        text(column).flatMap { value(of: $0, column) }
    }

    /// A value of a checked kind that may be left empty.
    func optional<Value: Explained>(_ column: String, _ kind: Value.Type = Value.self) -> Value? {
        optionalText(column).flatMap { value(of: $0, column) }
    }

    /// Values separated by spaces, in order, each once.
    func list<Value: Explained>(_ column: String, _ kind: Value.Type = Value.self) -> [Value] {
        var seen: Set<Value> = []
        return self[column].split(separator: " ").compactMap { value(of: String($0), column) }
            .filter { seen.insert($0).inserted }
    }

    private func value<Value: Explained>(of text: String, _ column: String) -> Value? {
        if let value = Value(text) { return value }
        if text.contains("E+") || text.contains("e+") {
            report(
                column, .malformed, "“\(text)”：表格软件把长编码变成了近似数。请把这一列设为“文本”，重新填写",
                "“\(text)”: the spreadsheet rounded a long code; make the column \"Text\" and type it again")
        } else {
            report(
                column, .malformed, "“\(text)”不对：\(Value.rule.zh)", "“\(text)” is not right: \(Value.rule.en)"
            )
        }
        return nil
    }

    /// One of a fixed set of words.
    func word<Word: RawRepresentable & CaseIterable>(_ column: String, _ kind: Word.Type = Word.self) -> Word?
    where Word.RawValue == String {
        guard let value = text(column) else { return nil }
        if let word = Word(rawValue: value) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: " ")
        report(
            column, .unknownWord, "“\(value)”不认识，可以用：\(words)", "“\(value)” is unknown; use one of: \(words)")
        return nil
    }

    /// `name` reads the columns `name_zh` and `name_en`, both of which must be there.
    func bilingual(_ name: String) -> Bilingual? {
        let zh = text(name + "_zh")
        let en = text(name + "_en")
        guard let zh, let en else { return nil }
        return Bilingual(zh: zh, en: en)
    }

    /// Like `bilingual`; `nil` without a problem if both columns are empty.
    func optionalBilingual(_ name: String) -> Bilingual? {
        self[name + "_zh"].isEmpty && self[name + "_en"].isEmpty ? nil : bilingual(name)
    }

    func date(_ column: String) -> LocalDate? {
        guard let value = text(column) else { return nil }
        if let date = LocalDate(value) { return date }
        report(
            column, .malformed, "“\(value)”不是日期，请写成 2026-07-01 的样子",
            "“\(value)” is not a date; write it like 2026-07-01")
        return nil
    }

    /// `valid_from` and `valid_until`; an empty end means still in force.
    func dates() -> DatesInForce? {
        let from = date("valid_from")
        let hasEnd = !self["valid_until"].isEmpty
        let until = hasEnd ? date("valid_until") : nil
        guard let from, hasEnd == (until != nil) else { return nil }
        if let dates = DatesInForce(from: from, until: until) { return dates }
        report(
            "valid_until", .endsBeforeStart, "停用日期早于启用日期 \(from)", "ends before it starts (\(from))")
        return nil
    }

    /// A telephone number as it is written, for printing; `PhoneNumber` reads it for dialling.
    func phone(_ column: String) -> String? {
        optional(column, PhoneNumber.self).map { _ in self[column] }
    }

    func number(_ column: String) -> Int? {
        guard let value = text(column) else { return nil }
        if let number = Int(value), number >= 0 { return number }
        report(column, .malformed, "“\(value)”不是整数", "“\(value)” is not a whole number")
        return nil
    }
}
