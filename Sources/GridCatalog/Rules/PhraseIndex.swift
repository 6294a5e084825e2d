/// Finds the phrases of all emergencies in a text in one pass, whatever spaces and punctuation stand between
/// characters.
struct PhraseIndex: Sendable {
    private let byFirst: [Unicode.Scalar: [(phrase: Phrase, emergency: Int)]]
    private let emergencies: [Emergency]
    private let unless: [[Unless]]

    init(_ emergencies: [Emergency]) {
        self.emergencies = emergencies.sorted { Self.order($0.id) < Self.order($1.id) }
        unless = self.emergencies.map { $0.unless.map(Unless.init) }
        var byFirst: [Unicode.Scalar: [(phrase: Phrase, emergency: Int)]] = [:]
        for (index, emergency) in self.emergencies.enumerated() {
            for phrase in emergency.phrases.map(Phrase.init) {
                if let first = phrase.parts.first?.first { byFirst[first, default: []].append((phrase, index)) }
            }
        }
        self.byFirst = byFirst
    }

    /// Each emergency once, in order of number, with the words that say so, each once in their order in the text.
    func matches(in text: String) -> [Emergency.Match] {
        let text = Letters(of: text)
        var found: [Int: [String]] = [:]
        for (start, letter) in text.letters.enumerated() {
            for (phrase, emergency) in byFirst[letter] ?? [] {
                guard let end = phrase.end(in: text, from: start) else { continue }
                if unless[emergency].contains(where: { $0.holds(start..<end, in: text) }) { continue }
                let words = text.text(start..<end)
                if found[emergency]?.contains(words) != true { found[emergency, default: []].append(words) }
            }
        }
        return found.sorted { $0.key < $1.key }.map { Emergency.Match(emergency: emergencies[$0.key], words: $0.value) }
    }

    static func letters(of text: String) -> [Unicode.Scalar] { Letters(of: text).letters }

    /// `E2` before `E10`.
    private static func order(_ id: String) -> (Int, String) { (id.utf8.count, id) }
}

/// The letters and digits of a text; full-width forms and capitals made plain.
private struct Letters {
    private(set) var letters: [Unicode.Scalar] = []
    /// The letters before which something else stands: a comma, a space, the beginning.
    private var breaks: Set<Int> = [0]

    init(of text: String) {
        for scalar in text.unicodeScalars {
            var scalar = scalar
            if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
                scalar = plain
            }
            if ("A"..."Z").contains(scalar), let small = Unicode.Scalar(scalar.value + 0x20) { scalar = small }
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                letters.append(scalar)
            } else {
                breaks.insert(letters.count)
            }
        }
    }

    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(letters[range])) }

    func holds(_ part: [Unicode.Scalar], at start: Int) -> Bool {
        start >= 0 && start + part.count <= letters.count && letters[start...].starts(with: part)
    }

    /// Whether the letters of a range stand side by side.
    func isWhole(_ range: Range<Int>) -> Bool { !range.dropFirst().contains(where: breaks.contains) }
}

/// A phrase: its pieces in order, each a few letters behind the one before.
private struct Phrase: Sendable {
    /// Letters between two pieces, at most: `老公昨天喝了酒打我`.
    private static let gap = 6
    let parts: [[Unicode.Scalar]]

    init(_ text: String) {
        parts = text.split(separator: "…").map { Letters(of: String($0)).letters }.filter { !$0.isEmpty }
    }

    /// Where it ends, if it begins at `start`.
    func end(in text: Letters, from start: Int) -> Int? {
        guard var end = parts.first.map({ start + $0.count }), text.holds(parts[0], at: start) else { return nil }
        for part in parts.dropFirst() {
            guard let next = (end...(end + Self.gap)).first(where: { text.holds(part, at: $0) }) else { return nil }
            end = next + part.count
        }
        return end
    }
}

/// What makes a phrase harmless. It never reaches over a comma: "有人管没有？着火了" is a fire.
private enum Unless: Sendable {
    /// A longer phrase that holds it.
    case within(Phrase)
    case between(before: [Unicode.Scalar], after: [Unicode.Scalar])

    /// Letters that a longer phrase can begin before the one it holds.
    private static let reach = 12

    init(_ text: String) {
        guard let mark = text.firstIndex(of: "~") else {
            self = .within(Phrase(text))
            return
        }
        self = .between(
            before: Letters(of: String(text[..<mark])).letters,
            after: Letters(of: String(text[text.index(after: mark)...])).letters)
    }

    func holds(_ found: Range<Int>, in text: Letters) -> Bool {
        switch self {
        case .between(let before, let after):
            let (start, end) = (found.lowerBound - before.count, found.upperBound + after.count)
            guard text.holds(before, at: start), text.holds(after, at: found.upperBound) else { return false }
            return text.isWhole(start..<found.lowerBound + 1) && text.isWhole(found.upperBound - 1..<end)
        case .within(let phrase):
            return (max(0, found.lowerBound - Self.reach)...found.lowerBound).contains { start in
                guard let end = phrase.end(in: text, from: start) else { return false }
                return end >= found.upperBound && text.isWhole(start..<end)
            }
        }
    }
}
