/// 事项类别: `D01` … `D99`, or a second level such as `D0206`.
public struct CategoryCode: CheckedText {
    public let text: String

    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 3 || bytes.count == 5, bytes[0] == UInt8(ascii: "D"), Int(digits: bytes[1...]) != nil
        else { return nil }
        self.text = text
    }

    /// The first level this category belongs to, or is.
    public var top: CategoryCode { CategoryCode(unchecked: String(text.prefix(3))) }

    private init(unchecked text: String) { self.text = text }
}
