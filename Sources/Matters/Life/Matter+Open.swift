extension Matter {
    /// The first events of a matter: filed, and dispatched or put to the station's triage; roused too if its words
    /// sound like an emergency.
    /// - Parameter emergencies: ids of what was found in the words.
    public static func open(
        _ report: Report, cell: CellCode, number: MatterNumber, decision: Decision, emergencies: [String] = [],
        presence: Presence? = nil, at now: Instant, rules: Rulebook
    ) -> [Event] {
        var words: [Event.WordsField: String] = [.text: report.text]
        words[.name] = report.contact?.name
        words[.phone] = report.contact?.phone?.text
        words[.location] = report.location?.text

        let filing = Filing(report, number: number, cell: cell, emergencies: emergencies, presence: presence)
        let subject = TimeLimit.Subject(category: filing.category, cell: cell, draft: filing.draft)
        func starts(_ kind: EventKind) -> [Deadline] { rules.deadlines(startedBy: kind, at: now, for: subject) }
        let routed: EventKind = decision.needsTriage ? .triaged : .dispatched
        let state: MatterState = decision.needsTriage ? .triage : .dispatched
        var events = [
            Event(
                version: 1, at: now, actor: .resident, kind: .filed,
                facts: Event.Facts(state: state, filing: filing, deadlines: starts(.filed)), words: words),
            Event(
                version: 2, at: now, actor: .system, kind: routed,
                facts: Event.Facts(
                    state: state, decision: decision, holder: decision.holder, deadlines: starts(routed).nonEmpty)),
        ]
        if filing.emergencies != nil {
            events.append(
                Event(
                    version: 3, at: now, actor: .system, kind: .roused,
                    facts: Event.Facts(state: state, deadlines: starts(.roused).nonEmpty)))
        }
        return events
    }
}

extension Array {
    /// `nil` instead of an empty list, so that an event says nothing about what it did not do.
    var nonEmpty: Self? { isEmpty ? nil : self }
}
