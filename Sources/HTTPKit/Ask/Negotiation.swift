import HTTPTypes
public import Hummingbird

/// What kind of answer, and in which language, a client would like (RFC 9110 §12.5).
public struct Negotiation: Sendable {
    private let languages: [String]
    private let jsonPrefixes: [String]

    public init(_ settings: EdgeSettings) {
        languages = settings.languages
        jsonPrefixes = settings.jsonPrefixes
    }

    /// Whether an answer should be JSON: by `Accept`, else by what was sent, else by the address.
    public func prefersJSON(_ request: Request) -> Bool {
        let accepted = WeightedList(request.headers[values: .accept])
        let json = max(accepted["application/json"] ?? 0, accepted["application/problem+json"] ?? 0)
        let html = accepted["text/html"] ?? 0
        if json != html { return json > html }
        if let sent = request.mediaType { return sent == "application/json" || sent.hasSuffix("+json") }
        return jsonPrefixes.contains { request.uri.path.hasPrefix($0) }
    }

    /// The language asked for by `?lang=`, else remembered in the cookie, else set in the browser, else the
    /// first.
    public func language(query: String?, cookie: String?, accept: [String]) -> String {
        let wishes = [query, cookie].compactMap { $0 } + WeightedList(accept).best
        return wishes.lazy.compactMap(supported).first ?? languages.first ?? ""
    }

    /// Our name for a language range: `zh-CN` and `zh` are `zh-Hans`, `en-GB` is `en`.
    func supported(_ range: String) -> String? {
        let range = range.lowercased()
        if let exact = languages.first(where: { $0.lowercased() == range }) { return exact }
        let primary = range.prefix { $0 != "-" }
        return languages.first { $0.lowercased().prefix { $0 != "-" } == primary }
    }
}

/// A header such as `Accept`, `Accept-Language` or `Accept-Encoding`: choices with a weight from 0 to 1.
struct WeightedList {
    private var choices: [(name: String, weight: Double)] = []

    init(_ values: [String]) {
        for item in values.joined(separator: ",").split(separator: ",").prefix(32) {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let name = parts.first, !name.isEmpty else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            choices.append((name, min(max(weight ?? 1, 0), 1)))
        }
    }

    /// The weight of a choice that is named; wildcards do not count.
    subscript(_ name: String) -> Double? { choices.first { $0.name == name }?.weight }

    /// The names that are wanted at all, the dearest first and equals in the order given.
    var best: [String] {
        choices.enumerated().filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element.name)
    }
}
