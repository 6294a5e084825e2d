/// 相似: how likely two reports are about the same thing, with the reasons. A hint for a person, who alone joins them.
///
/// Only the words of the reports, their place, time and category are compared: never who wrote them.
public struct Likeness: Sendable, Hashable {
    /// 0 to 100.
    public let score: Int
    /// What speaks for it, the strongest first.
    public let reasons: [Reason]

    public enum Reason: String, Sendable, CaseIterable {
        case words, sameSite, sameCategory, sameWeek
    }

    /// From here on a matter is suggested. Place, category and week without a word in common do not reach it: else a
    /// large estate would be one matter.
    public static let suggested = 55

    /// What is compared of a report.
    public struct Subject: Sendable {
        public let site: SiteID
        public let category: CategoryCode?
        public let filedAt: Instant
        let pairs: Set<String>

        public init(text: String, site: SiteID, category: CategoryCode?, filedAt: Instant) {
            self.site = site
            self.category = category
            self.filedAt = filedAt
            pairs = Likeness.pairs(of: text)
        }

        /// A matter whose words were erased is compared by place, time and category.
        public init(_ record: MatterRecord) {
            self.init(
                text: record.text ?? "", site: record.matter.filing.site, category: record.matter.category,
                filedAt: record.matter.filedAt)
        }
    }

    /// Points for words; those of two reports of one thing rarely share more than `fullShare` of their pairs.
    private static let wordPoints = 60
    private static let fullShare = 0.4
    private static let sitePoints = 20
    private static let categoryPoints = 10
    private static let weekPoints = 10
    private static let shortestWord = 4

    public init(_ one: Subject, _ other: Subject) {
        let share = Self.share(one.pairs, other.pairs)
        let apart = abs((one.filedAt - other.filedAt).milliseconds)
        let points: [(Reason, Int)] = [
            (.words, Int(Double(Self.wordPoints) * min(1, share / Self.fullShare))),
            (.sameSite, one.site == other.site ? Self.sitePoints : 0),
            (.sameCategory, one.category != nil && one.category == other.category ? Self.categoryPoints : 0),
            (.sameWeek, apart <= Instant.Span.days(7).milliseconds ? Self.weekPoints : 0),
        ].filter { $0.1 > 0 }
        score = points.reduce(0) { $0 + $1.1 }
        reasons = points.enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map(\.element.0)
    }

    /// What is worth suggesting, the likest first; of equals the one that was filed first.
    public static func suggestions(
        for record: MatterRecord, among others: [MatterRecord]
    ) -> [(record: MatterRecord, likeness: Likeness)] {
        let subject = Subject(record)
        return others.filter { $0.matter.number != record.matter.number }
            .map { (record: $0, likeness: Likeness(subject, Subject($0))) }
            .filter { $0.likeness.score >= suggested }
            .sorted {
                (-$0.likeness.score, $0.record.matter.filedAt, $0.record.matter.number.text)
                    < (-$1.likeness.score, $1.record.matter.filedAt, $1.record.matter.number.text)
            }
    }

    /// Jaccard: what they share, of all they have; 0 to 1.
    private static func share(_ one: Set<String>, _ other: Set<String>) -> Double {
        let all = one.union(other).count
        return all == 0 ? 0 : Double(one.intersection(other).count) / Double(all)
    }

    /// Neighbouring characters, which is what Chinese words mostly are; a word in Latin letters, or a number, is one
    /// piece, and a short one ("the", "3") says nothing. Nothing reaches across a punctuation mark.
    private static func pairs(of text: String) -> Set<String> {
        let characters = text.prefix(Bounds.comparedCharacters).lowercased()
        var pairs: Set<String> = []
        func keep(_ piece: String) { if piece.count >= shortestWord { pairs.insert(piece) } }
        for run in characters.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            var before: Character?
            var piece = ""
            for character in run {
                if character.isASCII {
                    piece.append(character)
                    before = nil
                    continue
                }
                keep(piece)
                piece = ""
                if let before { pairs.insert("\(before)\(character)") }
                before = character
            }
            keep(piece)
        }
        return pairs
    }
}
