public import Matters

/// 紧急情形: words in a report that mean "call first", the numbers to call, and one plain sentence of advice.
public struct Emergency: Sendable, Hashable {
    /// `E1` … in the order of the file's numbers.
    public let id: String
    public let name: Bilingual
    public let phrases: [String]
    /// Numbers to show as call buttons, the first one first.
    public let call: [String]
    public let advice: Bilingual
}

/// `rules/emergencies.yaml`
enum EmergencyFile {
    /// Single characters fire on every second report ("打" is mostly a telephone call).
    private static let fewestCharacters = 2

    static func read(_ source: Source) -> [Emergency] {
        guard let top = source.yaml("rules/emergencies.yaml") else { return [] }
        var seen: Set<String> = []
        return top.members(orUnder: "emergencies").compactMap { node in
            node.allow(keys: ["id", "name", "phrases", "call", "advice", "source"])
            let id = node.text("id")
            let name = node.bilingual("name")
            let phrases = node.texts("phrases")
            let call = node.texts("call")
            let advice = node.bilingual("advice")
            guard let id, let name, let advice else { return nil }
            if !seen.insert(id).inserted {
                node.report("id", .duplicate, "\(id) 重复了", "\(id) is there twice")
            }
            if phrases.isEmpty || call.isEmpty {
                node.report(
                    "call", .missingValue, "要有说法 phrases 和电话 call", "phrases and numbers to call are needed")
            }
            for phrase in phrases where PhraseIndex.letters(of: phrase).count < fewestCharacters {
                node.report(
                    "phrases", .malformed, "“\(phrase)”太短，至少两个字，免得误报",
                    "“\(phrase)” is too short; two characters at least, or it fires on anything")
            }
            for number in call where !number.isHotlineNumber {
                node.report("call", .malformed, "“\(number)”：电话只写数字", "“\(number)”: digits only")
            }
            return Emergency(id: id, name: name, phrases: phrases, call: call, advice: advice)
        }
    }
}

/// Finds the phrases of all emergencies in a text in one pass, whatever spaces and punctuation stand between
/// characters.
struct PhraseIndex: Sendable {
    private let byFirst: [Unicode.Scalar: [(phrase: [Unicode.Scalar], emergency: Int)]]
    private let emergencies: [Emergency]

    init(_ emergencies: [Emergency]) {
        self.emergencies = emergencies.sorted { Self.order($0.id) < Self.order($1.id) }
        var byFirst: [Unicode.Scalar: [(phrase: [Unicode.Scalar], emergency: Int)]] = [:]
        for (index, emergency) in self.emergencies.enumerated() {
            for phrase in emergency.phrases.map(Self.letters) {
                if let first = phrase.first { byFirst[first, default: []].append((phrase, index)) }
            }
        }
        self.byFirst = byFirst
    }

    /// Each emergency once, in order of number.
    func matches(in text: String) -> [Emergency] {
        let letters = Self.letters(of: text)
        var found: Set<Int> = []
        for (position, letter) in letters.enumerated() {
            for (phrase, emergency) in byFirst[letter] ?? []
            where !found.contains(emergency) && letters[position...].starts(with: phrase) {
                found.insert(emergency)
            }
        }
        return found.sorted().map { emergencies[$0] }
    }

    /// Letters and digits only; full-width forms and capitals made plain.
    static func letters(of text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.compactMap { scalar in
            var scalar = scalar
            if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
                scalar = plain
            }
            if ("A"..."Z").contains(scalar), let small = Unicode.Scalar(scalar.value + 0x20) {
                scalar = small
            }
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? scalar : nil
        }
    }

    /// `E2` before `E10`.
    private static func order(_ id: String) -> (Int, String) { (id.utf8.count, id) }
}
