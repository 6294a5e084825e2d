/// A language of the pages.
public enum PageLanguage: String, Sendable, CaseIterable {
    case zhHans, en

    /// BCP 47, as in `lang="zh-Hans"` and `?lang=zh-Hans`.
    public var code: String {
        switch self {
        case .zhHans: "zh-Hans"
        case .en: "en"
        }
    }

    public var other: PageLanguage { self == .zhHans ? .en : .zhHans }

    /// Reads a language tag: `en-GB` is English, any `zh` is Chinese; `nil` for others.
    public init?(code: some StringProtocol) {
        switch code.split(separator: "-").first?.lowercased() {
        case "zh": self = .zhHans
        case "en": self = .en
        default: return nil
        }
    }

    /// The person's own choice, else the first of the browser's languages that there is, else Chinese.
    /// - Parameters:
    ///   - choice: value of `lang` in the address, a form or a cookie.
    ///   - accepted: language tags of the browser, best first.
    public init(choice: String?, accepted: [String]) {
        self = choice.flatMap { Self(code: $0) } ?? accepted.lazy.compactMap { Self(code: $0) }.first ?? .zhHans
    }

    /// A path that opens in this language.
    func link(_ path: String) -> String {
        path + (path.contains("?") ? "&" : "?") + "lang=" + code
    }
}
