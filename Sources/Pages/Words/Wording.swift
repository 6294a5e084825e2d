public import Matters

/// Puts values into words: one language, one moment that counts as now.
public struct Wording: Sendable {
    public let phrases: Phrases
    public let now: Instant

    public init(phrases: Phrases, now: Instant) {
        self.phrases = phrases
        self.now = now
    }

    public var language: PageLanguage { phrases.language }

    /// The fixed sentence of this key with its `{name}`s filled in.
    public func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        phrases.filled(key, values)
    }

    /// The word for one case of a family: `state_triage`.
    func of(_ family: String, _ member: String, _ values: [String: String] = [:]) -> String {
        phrases.filled("\(family)_\(member)", values)
    }

    public func pick(_ text: Bilingual) -> String { language == .zhHans ? text.zh : text.en }
    public func role(_ role: Role) -> String { of("role", role.rawValue) }
    public func state(_ state: MatterState) -> String { of("state", state.rawValue) }
    func link(_ path: String) -> String { language.link(path) }

    /// Items of one sentence: `甲、乙`.
    func joined(_ items: [String]) -> String { items.joined(separator: self("listSeparator")) }
}
