/// 行政区划代码: 6 digits name a county, 9 a township, 12 a village or community (统计用区划代码).
public struct DivisionCode: CheckedText {
    public enum Level: String, Sendable, Codable, CaseIterable {
        case county, township, village
    }

    public let text: String

    public init?(_ text: String) {
        guard [6, 9, 12].contains(text.utf8.count), Int(digits: Array(text.utf8)) != nil else { return nil }
        self.text = text
    }

    public var level: Level {
        switch text.utf8.count {
        case 6: .county
        case 9: .township
        default: .village
        }
    }

    /// The county this division lies in, or is.
    public var county: DivisionCode { DivisionCode(unchecked: String(text.prefix(6))) }
    /// The township this division lies in, or is; `nil` for a county.
    public var township: DivisionCode? {
        level == .county ? nil : DivisionCode(unchecked: String(text.prefix(9)))
    }
    /// The division one level up; `nil` for a county.
    public var parent: DivisionCode? {
        level == .county ? nil : DivisionCode(unchecked: String(text.dropLast(3)))
    }

    init(unchecked text: String) { self.text = text }
}
