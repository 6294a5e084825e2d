/// A short text that was checked once, when it came in: an identifier, a division, a cell, a category.
///
/// The type is the proof of the check; it is written and read as plain text.
public protocol CheckedText: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    var text: String { get }
    /// `nil` if the text breaks the type's rule.
    init?(_ text: String)
}

extension CheckedText {
    public var description: String { text }
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let checked = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a \(Self.self): \(text)")
        }
        self = checked
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
