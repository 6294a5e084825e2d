public import Matters

/// A matter in a list: what it is, where, and how much time is left.
public struct MatterCard: Sendable {
    public let matter: Matter
    public let site: SiteView
    public let category: Bilingual?
    /// `nil` where the words of residents are left out.
    public let text: String?
    /// The rule of the next deadline.
    public let limit: TimeLimit?
    /// Who has it, on boards; `nil` in a worker's own list.
    public let holder: HolderView?

    public init(
        matter: Matter, site: SiteView, category: Bilingual?, text: String?, limit: TimeLimit?,
        holder: HolderView? = nil
    ) {
        self.matter = matter
        self.site = site
        self.category = category
        self.text = text
        self.limit = limit
        self.holder = holder
    }

    private static let firstLineCharacters = 80

    func data(_ words: Wording) -> PageData {
        let next = matter.nextDeadline
        let standing = next.map { DeadlineStanding($0, words) }
        let line = text?.split(separator: "\n").first.map { String($0.prefix(Self.firstLineCharacters)) }
        return .object(
            site.data.adding([
                "href": .text(Paths.matter(matter.number)),
                "number": .text(matter.number.grouped),
                "cell": .text(site.cell ?? ""),
                "category": .text(category.map(words.pick) ?? words("categoryNone")),
                "firstLine": .maybe(line),
                "state": .text(words.state(matter.state)),
                "isUrgent": .flag(matter.isRousing),
                "level": .maybe(matter.level.map { words.of("level", String($0.rawValue)) }),
                "isNew": .flag(matter.state == .dispatched || matter.state == .reopened),
                "cardMark": .text(standing?.mark ?? "is-done"),
                "deadline": .maybe(
                    next.map { deadline in
                        DeadlineView(deadline: deadline, limit: limit).data(words).adding(standing?.data ?? [:])
                    }),
                "worker": .maybe(holder?.text(words)),
            ]))
    }
}
