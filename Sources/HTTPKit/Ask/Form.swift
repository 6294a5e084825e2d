/// An `application/x-www-form-urlencoded` body or a query: names and values in the order sent, repeats kept.
///
/// Strict: a broken percent code or text that is not UTF-8 is refused, never guessed, because what a resident
/// wrote must arrive as it was written. (WHATWG URL §5.1, with refusal where the standard replaces.)
public struct Form: Sendable, Equatable {
    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    /// Why bytes are not a form. `field` is the name as far as it could be read.
    public enum Fault: Error, Equatable {
        case brokenPercentCode(field: String)
        case notUTF8(field: String)
        case tooManyFields(limit: Int)
        case nameTooLong(limit: Int)
    }

    /// Most fields of one form.
    public static let fieldLimit = 64
    /// Longest name of a field, in bytes.
    public static let nameLimit = 64

    public let fields: [Field]

    public init(_ fields: [(name: String, value: String)] = []) {
        self.fields = fields.map { Field(name: $0.name, value: $0.value) }
    }

    /// Reads the encoded form. Time grows with the number of bytes.
    public init(parsing bytes: some Collection<UInt8>) throws(Fault) {
        var fields: [Field] = []
        for piece in bytes.split(separator: UInt8(ascii: "&")) {
            guard fields.count < Self.fieldLimit else { throw .tooManyFields(limit: Self.fieldLimit) }
            let end = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            let name = try Self.decoded(piece[..<end], field: "")
            guard name.utf8.count <= Self.nameLimit else { throw .nameTooLong(limit: Self.nameLimit) }
            let value =
                end == piece.endIndex ? "" : try Self.decoded(piece[piece.index(after: end)...], field: name)
            fields.append(Field(name: name, value: value))
        }
        self.fields = fields
    }

    /// The first value of a field, or nothing when it was not sent.
    public subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Every value of a field, such as ticked boxes of one name.
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    private static func decoded(_ bytes: some Collection<UInt8>, field: String) throws(Fault) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): plain.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else {
                    throw .brokenPercentCode(field: field)
                }
                plain.append(high << 4 | low)
            default: plain.append(byte)
            }
        }
        guard let text = String(validating: plain, as: UTF8.self) else { throw .notUTF8(field: field) }
        return text
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension HTTPProblem {
    /// 400, naming the field where one could be read.
    public init(_ fault: Form.Fault) {
        switch fault {
        case .brokenPercentCode(let field):
            self = .unreadable(
                Words(zh: "表单里有残缺的 % 编码。", en: "The form has a broken percent code."),
                faults: Self.faults(field, Words(zh: "% 编码残缺", en: "broken percent code")))
        case .notUTF8(let field):
            self = .unreadable(
                Words(zh: "文字不是 UTF-8 编码。", en: "The text is not UTF-8."),
                faults: Self.faults(field, Words(zh: "不是 UTF-8", en: "not UTF-8")))
        case .tooManyFields(let limit):
            self = .unreadable(
                Words(zh: "表单最多 \(limit) 项。", en: "A form has at most \(limit) fields."))
        case .nameTooLong(let limit):
            self = .unreadable(
                Words(zh: "项目名称最多 \(limit) 字节。", en: "A field name has at most \(limit) bytes."))
        }
    }

    private static func faults(_ field: String, _ detail: Words) -> [Fault] {
        field.isEmpty ? [] : [Fault(field: field, detail: detail)]
    }
}
