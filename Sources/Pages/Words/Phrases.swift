import Yams

/// The fixed sentences of one language: `Locale/zh-Hans.yaml`, `Locale/en.yaml`.
public struct Phrases: Sendable {
    public let language: PageLanguage
    private let texts: [String: String]

    static let none = Phrases(language: .zhHans, texts: [:])

    private init(language: PageLanguage, texts: [String: String]) {
        self.language = language
        self.texts = texts
    }

    /// - Throws: `BrokenPhrases`.
    init(language: PageLanguage) throws {
        let bytes =
            switch language {
            case .zhHans: PackageResources.zh_Hans_yaml
            case .en: PackageResources.en_yaml
            }
        let texts: [String: String]
        do {
            texts = try YAMLDecoder().decode([String: String].self, from: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw BrokenPhrases(language: language, reason: String(describing: error))
        }
        self.init(language: language, texts: texts)
    }

    var keys: Set<String> { Set(texts.keys) }

    func text(_ key: String) -> String? { texts[key] }

    /// The sentence with its `{name}`s filled in, all at once, so that a value is never searched for names.
    /// An unknown key shows as itself, which a test finds.
    func filled(_ key: String, _ values: [String: String]) -> String {
        guard let text = texts[key] else { return key }
        if values.isEmpty { return text }
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            filled += rest[..<open]
            filled += values[name] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

/// A locale file that cannot be read; the program does not start with it.
public struct BrokenPhrases: Error, CustomStringConvertible {
    public let language: PageLanguage
    public let reason: String
    public var description: String { "Locale/\(language.code).yaml: \(reason)" }
}
