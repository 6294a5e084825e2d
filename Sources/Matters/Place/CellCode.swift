/// 网格编码: the 12-digit village code, 3 digits for the cell (9xx for a special cell: a building site, an estate),
/// and `-NN` for a micro-cell (微网格), if any.
public struct CellCode: CheckedText {
    public let text: String
    public let village: DivisionCode

    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 15 || bytes.count == 18, let number = Int(digits: bytes[0..<15]), number % 1000 != 0,
            let village = DivisionCode(String(text.prefix(12)))
        else { return nil }
        if bytes.count == 18 {
            guard bytes[15] == UInt8(ascii: "-"), Int(digits: bytes[16..<18]) != nil else { return nil }
        }
        self.text = text
        self.village = village
    }

    /// Whether the number says special cell (专属网格).
    public var isSpecial: Bool { text.utf8.dropFirst(12).first == UInt8(ascii: "9") }
    public var township: DivisionCode { DivisionCode(unchecked: String(text.prefix(9))) }
    public var county: DivisionCode { DivisionCode(unchecked: String(text.prefix(6))) }

}
