public import Matters

/// 紧急情形: words in a report that mean "call first", the numbers to call, and one plain sentence of advice.
public struct Emergency: Sendable, Hashable {
    /// `E1` … in the order of the file's numbers.
    public let id: String
    public let name: Bilingual
    /// `…` stands for a few characters in between (`老公…打我`).
    public let phrases: [String]
    /// Where a phrase says nothing of danger now: a longer one that holds it (`着火车`), or what stands right before or
    /// behind it, which is `~` (`没有~`, `~演习`).
    public let unless: [String]
    /// Numbers to show as call buttons, the first one first.
    public let call: [String]
    public let advice: Bilingual

    /// An emergency that a text speaks of, and the words that say so.
    public struct Match: Sendable, Hashable {
        public let emergency: Emergency
        public let words: [String]
    }
}

/// `rules/emergencies.yaml`
enum EmergencyFile {
    /// Single characters fire on every second report ("打" is mostly a telephone call).
    private static let fewestCharacters = 2

    static func read(_ source: Source) -> [Emergency] {
        guard let top = source.yaml("rules/emergencies.yaml") else { return [] }
        let contexts = contexts(top)
        var seen: Set<String> = []
        return top.members(orUnder: "emergencies").compactMap { node in
            node.allow(keys: ["id", "name", "phrases", "context", "unless", "call", "advice", "source"])
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
            var unless = node["unless"] == nil ? [] : node.texts("unless")
            for name in node["context"] == nil ? [] : node.texts("context") {
                guard let patterns = contexts[name] else {
                    node.report("context", .unknownReference, "没有“\(name)”这组 contexts", "there is no context “\(name)”")
                    continue
                }
                unless += patterns
            }
            return Emergency(id: id, name: name, phrases: phrases, unless: unless, call: call, advice: advice)
        }
    }

    /// What several emergencies share: negations, things past, drills.
    private static func contexts(_ top: RuleNode) -> [String: [String]] {
        guard let contexts = top["contexts"] else { return [:] }
        return Dictionary(contexts.keys.map { ($0, contexts.texts($0)) }) { first, _ in first }
    }
}
