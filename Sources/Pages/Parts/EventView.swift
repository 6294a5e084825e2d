public import Matters

/// One step of the trail with the names that belong to it.
public struct EventView: Sendable, Hashable {
    public let event: Event
    /// `nil` for the resident and for the system.
    public let who: PersonView?
    public let holder: HolderView?
    public let proposed: HolderView?
    /// 包案
    public let owner: PersonView?
    /// The body outside that was asked, or that answered.
    public let body: String?

    public init(
        event: Event, who: PersonView? = nil, holder: HolderView? = nil, proposed: HolderView? = nil,
        owner: PersonView? = nil, body: String? = nil
    ) {
        self.event = event
        self.who = who
        self.holder = holder
        self.proposed = proposed
        self.owner = owner
        self.body = body
    }

    func forResident(_ words: Wording) -> PageData {
        let texts = event.wordsForResident
        return data(words, family: "trail", repeating: [texts[.note], texts[.reason]].compactMap(\.self))
    }

    /// What staff read; the report's own words stand elsewhere on their page.
    func forStaff(_ words: Wording) -> PageData {
        let texts = event.wordsForStaff
        return data(
            words, family: "log",
            repeating: [texts[.note], texts[.reason], texts[.evidence], texts[.elsewhere]].compactMap(\.self))
    }

    /// In a few words: what happened, and the reason that was given.
    func because(_ words: Wording) -> String {
        let parts = [sentence(words, family: "log"), event.wordsForStaff[.reason]]
        return words.joined(parts.compactMap(\.self))
    }

    func sentence(_ words: Wording, family: String) -> String {
        let unknown = words("personUnknown")
        let actor =
            switch event.actor {
            case .resident: words("personResident")
            case .system: words("personSystem")
            case .staff(_, let role): who?.text(words) ?? words.role(role)
            case .body: body ?? unknown
            }
        return words.of(
            family, event.kind.rawValue,
            [
                "who": actor, "holder": holder?.text(words) ?? unknown, "proposed": proposed?.text(words) ?? unknown,
                "owner": owner?.text(words) ?? unknown, "body": body ?? unknown,
            ])
    }

    private func data(_ words: Wording, family: String, repeating texts: [String]) -> PageData {
        [
            "at": .text(words.moment(event.at)),
            "atMachine": .text(words.machine(event.at)),
            "sentence": .text(sentence(words, family: family)),
            "quotes": .list(texts.map { ["quote": .text($0)] }),
        ]
    }
}
