import Matters

extension TimeLimit {
    init(
        _ id: String, starts: EventKind, stops: Set<EventKind>, _ count: Int, _ unit: Unit, duty: DutyHours? = nil,
        from: String = "2022-05-01", until: String? = nil, version: String = "2026-11", for category: String? = nil,
        then: DueAction = .climb, isPausable: Bool = false, repeats: Bool = false
    ) {
        let words = Bilingual(zh: "时限 \(id)", en: "limit \(id)")
        self.init(
            id: id, version: version, from: day(from), until: until.map(day), what: words, promise: nil,
            starts: starts, stops: stops, amount: Amount(count, unit)!, duty: duty, basis: words,
            isLocal: id.hasPrefix("R") || id == "T13",
            scope: Scope(categories: Set([category.map { CategoryCode($0)! }].compactMap(\.self))), then: then,
            isPausable: isPausable, repeats: repeats)
    }

    /// Somebody sees a report within half an hour between 07:00 and 22:00, else at 08:00.
    static let seen = TimeLimit(
        "R01", starts: .filed,
        stops: [.accepted, .visited, .noted, .returned, .assigned, .transferred, .admitted, .declined, .acknowledged],
        30, .dutyMinutes, duty: DutyHours(from: 7 * 60, to: 22 * 60, resume: 8 * 60))
}

extension Rulebook {
    static let district = Rulebook(limits: districtLimits, calendar: .notices)

    /// What `Grids/rules/limits.yaml` holds, as far as a matter of 雁江区 can meet it.
    static let districtLimits: [TimeLimit] = {
        let urgent: Set<EventKind> = [.acknowledged, .accepted, .visited, .calmed, .declined, .resolved]
        let decided: Set<EventKind> = [.admitted, .declined, .resolved]
        let mediated: Set<EventKind> = [.resolved, .mediationEnded]
        let asked: Set<EventKind> = [.reviewAsked, .contested, .resolved]
        return [
            .seen,
            TimeLimit("R02", starts: .filed, stops: [.visited, .resolved, .declined], 24, .hours),
            TimeLimit("R03", starts: .filed, stops: decided, 3, .workingDays),
            TimeLimit("R04", starts: .accepted, stops: [.resolved], 10, .workingDays, isPausable: true),
            TimeLimit(
                "R05", starts: .resolved, stops: [.confirmed, .contested, .reviewAsked], 7, .days, then: .close,
                repeats: true),
            TimeLimit("R06", starts: .roused, stops: urgent, 5, .minutes, then: .rouse),
            TimeLimit("R07", starts: .referred, stops: [.answered, .recalled], 15, .days, repeats: true),
            TimeLimit("R08", starts: .supervised, stops: [.replied, .resolved], 3, .workingDays, repeats: true),
            TimeLimit(
                "R09", starts: .urged,
                stops: [.visited, .noted, .replied, .resolved, .assigned, .admitted, .declined], 1, .workingDays,
                repeats: true),
            TimeLimit("R10", starts: .closed, stops: [.contested], 7, .days, then: .callBack, repeats: true),
            TimeLimit("R11", starts: .closed, stops: [.contested], 30, .days, then: .callBack, repeats: true),
            TimeLimit("R14", starts: .confirmed, stops: [.contested], 90, .days, then: .callBack, repeats: true),
            TimeLimit(
                "T01", starts: .transferred, stops: [.assigned, .accepted, .returned, .transferred], 15, .days,
                repeats: true),
            TimeLimit("T02", starts: .filed, stops: decided, 15, .days),
            TimeLimit("T03", starts: .transferred, stops: decided.union([.returned]), 15, .days, repeats: true),
            TimeLimit(
                "T04", starts: .transferred, stops: [.returned, .accepted, .assigned, .transferred], 5, .workingDays,
                repeats: true),
            TimeLimit("T05", starts: .admitted, stops: [.resolved, .declined], 60, .days),
            TimeLimit("T06", starts: .extended, stops: [.resolved, .declined], 30, .days),
            TimeLimit("T07", starts: .resolved, stops: asked, 30, .days, then: .window, repeats: true),
            TimeLimit("T07b", starts: .reviewAsked, stops: [.concluded], 30, .days, repeats: true),
            TimeLimit("T08", starts: .concluded, stops: asked, 30, .days, then: .finalise, repeats: true),
            TimeLimit("T13", starts: .filed, stops: [.resolved, .declined], 15, .days, isPausable: true),
            TimeLimit(
                "T14", starts: .mediationBegun, stops: mediated, 30, .days, isPausable: true, repeats: true),
            TimeLimit(
                "T17", starts: .mediationBegun, stops: mediated, 30, .workingDays, for: "D12", isPausable: true,
                repeats: true),
        ]
    }()
}
