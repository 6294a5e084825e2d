import Matters

/// Holds what the system says against what must be, one function for each rule, and counts how often each one held.
struct Invariants: Sendable {
    private(set) var held: [Rule: Int] = [:]

    private mutating func hold(_ rule: Rule, _ isHeld: Bool, _ what: @autoclosure () -> String) throws(Violation) {
        guard isHeld else { throw Violation(rule, what()) }
        held[rule, default: 0] += 1
    }

    /// Every rule that one matter's record can break.
    mutating func check(_ record: MatterRecord?, is expected: ExpectedMatter, _ calendar: WorkCalendar) throws {
        guard let record else { throw Violation(.nothingLost, "\(expected.number) is not there") }
        try nothingLost(record, expected)
        // Those that say most come first: a wrong owner is also in a wrong circle, and not where the table says.
        try ruling(record, expected)
        try threeCounts(record, expected)
        try clocksStand(record, expected)
        try neverLearns(record, expected)
        try followsTable(record, expected)
        try statute(record, calendar)
    }

    /// Rule 1: the whole trail, word for word, once.
    private mutating func nothingLost(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (number, report) = (expected.number, expected.report)
        try hold(
            .nothingLost, record.events.map(\.version) == Array(1...expected.version),
            "\(number) has versions \(record.events.map(\.version)), and should have 1 to \(expected.version)")
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

    /// Rule 2: every clock began where its step was and ends where the rule of that day said.
    private mutating func clocksStand(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let number = expected.number
        let found = record.matter.deadlines.sorted { $0.rule < $1.rule }
        let clocks = expected.clocks.sorted { $0.rule < $1.rule }
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
    }

    /// Rule 3, on the record itself: whom it shuts out, and which circles it was given to.
    private mutating func neverLearns(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (shut, concerned) = (record.matter.excluded, expected.route.concerned)
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
            .neverLearns, change.excluded == expected.route.concerned && change.scopes == expected.circles,
            "the feed hands \(step.kind.rawValue) of \(expected.number) to \(change.scopes.map(\.text).sorted()) "
                + "without \(change.excluded.sorted())")
    }

    /// The table of states.
    private mutating func followsTable(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        let (found, matter) = (record.matter, expected)
        try hold(
            .table, found.state == matter.state && found.holder == matter.holder,
            "\(matter.number) is \(found.state.rawValue) with \(found.holder.text), "
                + "and should be \(matter.state.rawValue) with \(matter.holder.text)")
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

    /// Rule 5: after the second return the lead station has the word. That the clocks run on is rule 2.
    private mutating func ruling(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        guard expected.trail.last?.kind == .returned, expected.returns > 1 else { return }
        try hold(
            .ruling,
            record.matter.state == .triage && record.matter.holder == .station(expected.route.lead),
            "\(expected.number) was returned twice and is \(record.matter.state.rawValue) "
                + "with \(record.matter.holder.text)")
    }

    /// Rule 6: how it ended, and that a contested one went up.
    private mutating func threeCounts(_ record: MatterRecord, _ expected: ExpectedMatter) throws {
        guard let ending = expected.ending else { return }
        let last = record.events.last { [.resolved, .confirmed, .contested].contains($0.kind) }?.kind
        let isRight =
            switch ending {
            case .confirmed: last == .confirmed && record.matter.state == .closed
            case .silent: last == .resolved
            case .contested: last == .contested && record.matter.contests == expected.contests
            }
        try hold(.threeCounts, isRight, "\(expected.number) ended \(ending), and the trail says otherwise")
        if record.events.last?.kind == .contested {
            let up: [Holder] = [.station(expected.route.lead), .station(expected.route.centre)]
            try hold(
                .threeCounts, record.matter.state == .reopened && up.contains(record.matter.holder),
                "\(expected.number) was contested and went to \(record.matter.holder.text)")
        }
    }

    /// Rule 9: no clock ends later than the law lets it.
    private mutating func statute(_ record: MatterRecord, _ calendar: WorkCalendar) throws {
        for deadline in record.matter.deadlines {
            guard let end = ExpectedClock.legalEnd(of: deadline.rule, from: deadline.start, calendar) else { continue }
            try hold(
                .statute, deadline.due <= end,
                "\(record.matter.number) clock \(deadline.rule) ends \(deadline.due.words), the law's \(end.words)")
        }
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

extension Attempt {
    /// `accept of 260000000000 at version 2 by g0001`
    var words: String {
        let who = person.map { "\($0.id) (\($0.role.rawValue))" } ?? "the resident"
        let whom = to.map { " to \($0.text)" } ?? ""
        return "\(kind.rawValue) of \(number) at version \(version) by \(who)\(whom)"
    }
}
