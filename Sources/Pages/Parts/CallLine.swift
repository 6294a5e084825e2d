public import Matters

/// A telephone line as a button.
public struct CallLine: Sendable, Hashable {
    public let number: String
    public let name: Bilingual
    public let when: Bilingual

    public init(number: String, name: Bilingual, when: Bilingual) {
        self.number = number
        self.name = name
        self.when = when
    }

    /// 短信报警: this line takes text messages only.
    private static let textOnly = "12110"

    func data(_ words: Wording) -> [String: PageData] {
        let dialled = number.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
        return [
            "number": .text(number),
            "callHref": .text((number == Self.textOnly ? "sms:" : "tel:") + dialled),
            "name": .text(words.pick(name)),
            "when": .text(words.pick(when)),
        ]
    }
}
