import Matters

/// `/desk/work`: what a grid worker must act on, most urgent first. Made for a phone outdoors.
public struct WorkPage: Page {
    public let cards: [MatterCard]
    /// The event stream that says when to look again, with the position this page shows.
    public let stream: String
    public let morePath: String?

    public init(cards: [MatterCard], stream: String, morePath: String? = nil) {
        self.cards = cards
        self.stream = stream
        self.morePath = morePath
    }

    public var template: String { "work" }
    public func title(_ words: Wording) -> String { words("deskWork") }

    public func data(_ words: Wording) -> [String: PageData] {
        let new = cards.filter { $0.matter.state == .dispatched || $0.matter.state == .reopened }.count
        let late = cards.filter { $0.matter.nextDeadline.map { $0.due < words.now } ?? false }.count
        return [
            "cards": .list(cards.map { $0.data(words) }),
            "isEmpty": .flag(cards.isEmpty),
            "summary": .text(
                words("workSummary", ["count": String(cards.count), "new": String(new), "late": String(late)])),
            "stream": .text(stream),
            "moreHref": .maybe(morePath),
        ]
    }
}
