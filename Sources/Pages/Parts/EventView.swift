public import Matters

/// One step of the trail with the names that belong to it.
public struct EventView: Sendable, Hashable {
    public let event: Event
    /// `nil` for the resident and for the system.
    public let who: PersonView?
    public let holder: HolderView?
    public let proposed: HolderView?

    public init(event: Event, who: PersonView? = nil, holder: HolderView? = nil, proposed: HolderView? = nil) {
        self.event = event
        self.who = who
        self.holder = holder
        self.proposed = proposed
    }

    /// What a resident reads. Working notes of staff may speak of other people, so only the answer (`resolved`) and the
    /// resident's own words are repeated.
    func forResident(_ words: Wording) -> PageData {
        let own: String? =
            switch event.kind {
            case .resolved: event.words[.note]
            case .contested: event.words[.reason]
            default: nil
            }
        return data(words, family: "trail", repeating: [own].compactMap(\.self))
    }

    /// What staff read; the report's own words stand elsewhere on their page.
    func forStaff(_ words: Wording) -> PageData {
        data(words, family: "log", repeating: [event.words[.note], event.words[.reason]].compactMap(\.self))
    }

    private func data(_ words: Wording, family: String, repeating texts: [String]) -> PageData {
        let unknown = words("personUnknown")
        let actor =
            switch event.actor {
            case .resident: words("personResident")
            case .system: words("personSystem")
            case .staff(_, let role): who?.text(words) ?? words.role(role)
            }
        let sentence = words.of(
            family, event.kind.rawValue,
            [
                "who": actor, "holder": holder?.text(words) ?? unknown, "proposed": proposed?.text(words) ?? unknown,
            ])
        return [
            "at": .text(words.moment(event.at)),
            "atMachine": .text(words.machine(event.at)),
            "sentence": .text(sentence),
            "quotes": .list(texts.map { ["quote": .text($0)] }),
        ]
    }
}
