import Matters

/// What a template may read: a tree of ready-made values, no code.
public enum PageData: Sendable, Hashable {
    case text(String)
    case flag(Bool)
    case list([PageData])
    case object([String: PageData])

    /// A text, or `false`, so that a template can ask whether it is there.
    public static func maybe(_ text: String?) -> PageData { text.map(PageData.text) ?? .flag(false) }

    /// A count as the ledger gives it: from `Bounds.countedMatters` on only "at least so many" is known.
    public static func count(_ count: Int) -> PageData { .text(count.counted) }

    /// An object, or `false`.
    public static func maybe(_ values: [String: PageData]?) -> PageData {
        values.map(PageData.object) ?? .flag(false)
    }

    /// This object with the values of another one added.
    public func adding(_ values: [String: PageData]) -> PageData {
        guard case .object(let own) = self else { return .object(values) }
        return .object(own.merging(values) { _, new in new })
    }
}

extension PageData: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(booleanLiteral value: Bool) { self = .flag(value) }
    public init(arrayLiteral elements: PageData...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, PageData)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension Int {
    /// `37`, or `1000+`.
    var counted: String { self < Bounds.countedMatters ? String(self) : "\(Bounds.countedMatters)+" }
}
