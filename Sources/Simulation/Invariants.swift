import Matters

/// Holds what the system says against what must be, one function for each rule, and counts how often each one held.
struct Invariants: Sendable {
    private(set) var held: [Rule: Int] = [:]

    private mutating func hold(_ rule: Rule, _ isHeld: Bool, _ what: @autoclosure () -> String) throws(Violation) {
        guard isHeld else { throw Violation(rule, what()) }
        held[rule, default: 0] += 1
    }

    /// Every rule that one matter's record can break.
    mutating func check(_ record: MatterRecord?, is expected: ExpectedMatter, _ rules: Rulebook) throws {
        guard let record else { throw Violation(.nothingLost, "\(expected.number) is not there") }
        // Those that say most come first: a wrong owner is also in a wrong circle, and not where the table says.
        try ladder(record, expected)
        try complete(record, expected)
        try ruling(record, expected)
        try threeCounts(record, expected)
        try clocksStand(record, expected)
        try nextStep(record, expected)
        try neverLearns(record, expected)
        try followsTable(record, expected)
        try nothingLost(record, expected)
        try statute(record, rules)
    }

    /// Rule 1: every step, once.
    private mutating func complete(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        try hold(
            .nothingLost, record.events.map(\.version) == Array(1...expected.version),
            "\(expected.number) has versions \(record.events.map(\.version)), and should have 1 to \(expected.version)")
    }

    /// Rule 1: the whole trail, word for word.
    private mutating func nothingLost(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (number, report) = (expected.number, expected.report)
        for (event, step) in zip(record.events, expected.trail) {
            try hold(
                .nothingLost,
                event.kind == step.kind && event.at == step.at && event.actor == step.actor
                    && event.words == step.words,
                "\(number) version \(event.version) is \(event.kind.rawValue) by \(event.actor.text), "
                    + "and should be \(step.kind.rawValue) by \(step.actor.text), with its words")
        }
        let filing = record.matter.filing
        try hold(
            .nothingLost,
            filing.number == number && filing.draft == report.draft && filing.site == report.site
                && filing.cell == expected.cell && filing.category == report.category,
            "\(number) holds the facts of another report")
    }

    /// An urgent matter rouses at once; nobody else is told by night.
    private mutating func ladder(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let isRoused = record.events.count > 2 && record.events[2].kind == .roused
        try hold(
            .ladder, isRoused == expected.isUrgent,
            "\(expected.number) is \(expected.isUrgent ? "urgent, roused nobody" : "not urgent, roused somebody")")
        var told: Set<Alarm.Clock> = []
        for clock in record.events.flatMap({ $0.facts.alarm?.clocks ?? [] }) {
            try hold(
                .ladder, told.insert(clock).inserted, "\(expected.number) clock \(clock.rule) was told twice")
        }
        for event in record.events where event.kind == .escalated {
            try hold(
                .ladder, ExpectedMatter.byDay(event.at) == event.at,
                "\(expected.number) was told of by night, \(event.at.words)")
        }
    }

    /// Rule 2: every clock began where its step was and ends where the rule of that day said.
    private mutating func clocksStand(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let number = expected.number
        let found = record.matter.deadlines.sorted { ($0.rule, $0.start) < ($1.rule, $1.start) }
        let clocks = expected.clocks.sorted { ($0.rule, $0.start) < ($1.rule, $1.start) }
        try hold(
            .clocksStand, found.map(\.rule) == clocks.map(\.rule),
            "\(number) has the clocks \(found.map(\.rule)), and should have \(clocks.map(\.rule))")
        for (deadline, clock) in zip(found, clocks) {
            try hold(
                .clocksStand, deadline.start == clock.start,
                "\(number) clock \(clock.rule) starts \(deadline.start.words), and should start \(clock.start.words)")
            try hold(
                .clocksStand, deadline.due == clock.due,
                "\(number) clock \(clock.rule) ends \(deadline.due.words), and should end \(clock.due.words)")
            try hold(
                .clocksStand, deadline.stopped == clock.stopped,
                "\(number) clock \(clock.rule) stopped \(deadline.stopped?.words ?? "never"), "
                    + "and should have stopped \(clock.stopped?.words ?? "never")")
        }
        let (until, end) = (record.matter.pausedUntil, expected.standstill?.until)
        try hold(
            .clocksStand, until == end,
            "\(number) is paused until \(until?.words ?? "no day"), and should be until \(end?.words ?? "no day")")
    }

    /// The ladder: what was told so far, to whom, and when the system acts next.
    private mutating func nextStep(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (matter, number) = (record.matter, expected.number)
        for deadline in matter.deadlines {
            let clock = expected.clocks.first { $0.rule == deadline.rule && $0.start == deadline.start }
            try hold(
                .ladder, deadline.raised ?? 0 == clock?.told,
                "\(number) clock \(deadline.rule) was told \(deadline.raised ?? 0) times, "
                    + "and should have been \(clock?.told ?? 0)")
        }
        try hold(
            .ladder, matter.level?.rawValue ?? 0 == expected.level && matter.owner == expected.owner,
            "\(number) was told to level \(matter.level?.rawValue ?? 0) and is "
                + "owned by \(matter.owner?.text ?? "nobody"), "
                + "and should be \(expected.level) and \(expected.owner?.text ?? "nobody")")
        try hold(
            .ladder, matter.nextTick == expected.nextMoment,
            "the system acts next on \(number) \(matter.nextTick?.words ?? "never"), "
                + "and should \(expected.nextMoment?.words ?? "never")")
    }

    /// Rule 3, on the record itself: whom it shuts out, and which circles it was given to.
    private mutating func neverLearns(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (shut, concerned) = (record.matter.exclusions, expected.exclusions)
        try hold(
            .neverLearns, shut == concerned,
            "\(expected.number) shuts out \(shut.sorted()), and concerns \(concerned.sorted())")
        let (scopes, circles) = (record.matter.scopes, expected.circles)
        try hold(
            .neverLearns, scopes == circles,
            "\(expected.number) is open to \(scopes.map(\.text).sorted()), "
                + "and was given to \(circles.map(\.text).sorted())")
    }

    /// Rule 3, for one person and one matter.
    mutating func neverLearns(_ person: Staff, of record: MatterRecord, _ expected: ExpectedMatter) throws {
        let may = expected.mayBeKnown(to: person)
        try hold(
            .neverLearns, record.matter.isVisible(to: person) == may,
            "\(person.id) \(may ? "may" : "may not") see \(expected.number), and the matter says otherwise")
    }

    /// Rule 3, for one person and a page: nothing that is not theirs, nothing missing, in its order.
    ///
    /// - Parameters:
    ///   - page: what the page must show, in its order.
    ///   - known: everything that the person may know of and that the page was narrowed to.
    mutating func sees(
        _ person: Staff, _ found: [MatterNumber], on page: [ExpectedMatter], of known: [ExpectedMatter],
        _ filter: String
    ) throws {
        let theirs = Set(known.map(\.number))
        let stray = found.first { !theirs.contains($0) }
        try hold(
            .neverLearns, stray == nil,
            "\(person.id) is shown \(stray?.text ?? ""), which is not theirs to know (\(filter))")
        let place = zip(found, page).enumerated().first { $1.0 != $1.1.number }?.offset ?? min(found.count, page.count)
        try hold(
            .nothingLost, found == page.map(\.number),
            "\(person.id) is shown \(found.count) matters, and should be shown \(page.count); at place \(place + 1) "
                + "\(place < found.count ? found[place].text : "nothing") instead of "
                + "\(place < page.count ? page[place].number.text : "nothing") (\(filter))")
    }

    /// Rule 3: a count tells of a matter as a line does.
    mutating func counts<Key: Hashable>(
        _ person: Staff, _ found: [Key: Int], _ expected: [Key: Int], _ what: String
    ) throws {
        for key in Set(found.keys).union(expected.keys).sorted(by: { "\($0)" < "\($1)" }) {
            let (count, right) = (found[key] ?? 0, expected[key] ?? 0)
            try hold(
                count > right ? .neverLearns : .nothingLost, count == right,
                "\(person.id) is told of \(count) matters \(what) \(key), and may know of \(right)")
        }
    }

    /// Rule 3: what a live stream or its replay hands on.
    mutating func feeds(_ change: Change, _ step: ExpectedMatter.Step, _ expected: ExpectedMatter) throws {
        try hold(
            .nothingLost, change.number == expected.number && change.kind == step.kind && change.at == step.at,
            "the feed says \(change.kind.rawValue) of \(change.number), "
                + "and \(step.kind.rawValue) of \(expected.number) happened")
        try hold(
            .neverLearns, change.exclusions == expected.exclusions && change.scopes == expected.circles,
            "the feed hands \(step.kind.rawValue) of \(expected.number) to \(change.scopes.map(\.text).sorted()) "
                + "without \(change.exclusions.sorted())")
    }

    /// The table of states.
    private mutating func followsTable(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (found, matter) = (record.matter, expected)
        try hold(
            .table, found.state == matter.state && found.holder == matter.holder,
            "\(matter.number) is \(found.state.rawValue) with \(found.holder.text), "
                + "and should be \(matter.state.rawValue) with \(matter.holder.text)")
        try hold(
            .table,
            found.lead == matter.lead && found.assistants == matter.assistants && found.body == matter.body
                && found.handlingUnit == matter.handler,
            "\(matter.number) is led by \(found.lead), helped by \(found.assistants), and should be led by "
                + "\(matter.lead), helped by \(matter.assistants)")
        try hold(
            .table,
            found.category == matter.category && found.nature == matter.nature && found.parent == matter.parent
                && found.stars == matter.stars && found.reviews == matter.reviews && found.returns == matter.returns,
            "\(matter.number) has another category, nature, parent, rating, or other returns or reviews than it should")
    }

    mutating func answers(_ attempt: Attempt, _ found: ExpectedMatter.Refusal?, _ right: ExpectedMatter.Refusal?) throws
    {
        let rule: Rule = right == .notVisible || right == .wrongOwner ? .neverLearns : .table
        try hold(
            rule, found == right,
            "\(attempt.words) was \(found.map { "refused: \($0)" } ?? "carried out"), "
                + "and should have been \(right.map { "refused: \($0)" } ?? "carried out")")
    }

    /// Rule 1, for what was sent or asked: it got the answer it must get.
    mutating func settles(_ isRight: Bool, _ what: @autoclosure () -> String) throws {
        try hold(.nothingLost, isRight, what())
    }

    /// Rule 5: after the second return the lead station, or above a station the county, has the word. That the clocks
    /// run on is rule 2.
    private mutating func ruling(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        guard expected.trail.last?.kind == .returned, expected.returns > 1 else { return }
        try hold(
            .ruling, record.matter.state == .triage && record.matter.holder == expected.holder,
            "\(expected.number) was returned twice and is \(record.matter.state.rawValue) "
                + "with \(record.matter.holder.text)")
    }

    /// Rule 6: how it ended, and that a contested one went up.
    private mutating func threeCounts(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (found, ending) = (record.matter.ending, expected.ending)
        try hold(
            .threeCounts, found == ending && record.matter.contests == expected.contests,
            "\(expected.number) counts as \(found?.rawValue ?? "unsolved"), and is \(ending?.rawValue ?? "unsolved")")
        if record.events.last?.kind == .contested {
            try hold(
                .threeCounts, record.matter.state == .reopened && record.matter.holder == expected.holder,
                "\(expected.number) was contested and went to \(record.matter.holder.text)")
        }
    }

    /// Rule 9: no clock ends later than the law lets it. Only for those that run: a calendar that came later moves no
    /// clock that has stopped.
    private mutating func statute(_ record: MatterRecord, _ rules: Rulebook) throws {
        for deadline in record.matter.deadlines where deadline.isRunning {
            guard let end = ExpectedClock.legalEnd(of: deadline.rule, from: deadline.start, rules.calendar)
            else { continue }
            try hold(
                .statute, deadline.due <= end,
                "\(record.matter.number) clock \(deadline.rule) ends \(deadline.due.words), the law's \(end.words)")
        }
    }

    /// Rule 7: nothing before five are in, and then the average of all.
    mutating func rates(_ unit: StationID, _ found: Rating?, _ stars: [Int]) throws {
        let right = stars.count < 5 ? nil : Double(stars.reduce(0, +)) / Double(stars.count)
        let isRight =
            if let found, let right { found.count == stars.count && abs(found.average - right) < 1e-9 } else {
                found == nil && right == nil
            }
        try hold(
            .ratings, isRight,
            "\(unit) is told of \(found?.count ?? 0) ratings, \(found?.average ?? 0) on average, of \(stars.count)")
    }

    /// Rule 2, when a calendar came.
    mutating func recounts(_ number: MatterNumber, _ found: Bool, _ right: Bool) throws {
        try hold(
            .clocksStand, found == right,
            "the new calendar moves \(found ? "a" : "no") clock of \(number), and should \(right ? "" : "not ")have")
    }

    /// Rule 9, for a folder: a longer limit is not taken.
    mutating func statuteRefused(_ isRefused: Bool, limit: String) throws {
        try hold(.statute, isRefused, "a folder that makes \(limit) longer than the law was taken")
    }
}

extension ExpectedMatter {
    var contests: Int { trail.count { $0.kind == .contested } }
}

extension Instant {
    fileprivate var words: String { ChinaTime.rfc3339(self) }
}
