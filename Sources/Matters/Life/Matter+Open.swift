extension Matter {
    /// The first two events of a matter: filed, and dispatched or put to the station's triage.
    public static func open(
        _ report: Report, cell: CellCode, number: MatterNumber, decision: Decision, at now: Instant, rules: Rulebook
    ) -> [Event] {
        var words: [Event.WordsField: String] = [.text: report.text]
        words[.name] = report.contact?.name
        words[.phone] = report.contact?.phone?.text
        words[.location] = report.location.map { "\($0.lat),\($0.lon)" }

        let routed: EventKind = decision.needsTriage ? .triaged : .dispatched
        let state: MatterState = decision.needsTriage ? .triage : .dispatched
        return [
            Event(
                version: 1, at: now, actor: .resident, kind: .filed,
                facts: Event.Facts(
                    state: state, filing: Filing(report, number: number, cell: cell),
                    deadlines: rules.deadlines(startedBy: .filed, at: now)),
                words: words),
            Event(
                version: 2, at: now, actor: .system, kind: routed,
                facts: Event.Facts(
                    state: state, decision: decision, holder: decision.holder,
                    deadlines: rules.deadlines(startedBy: routed, at: now).nonEmpty)),
        ]
    }
}

extension Array {
    /// `nil` instead of an empty list, so that an event says nothing about what it did not do.
    var nonEmpty: Self? { isEmpty ? nil : self }
}
