import Matters

/// What becomes of a matter of the demonstration: who does what, and how long after the step before.
struct DemoFate: Sendable {
    enum Who: Sendable {
        case resident
        /// The worker or the station that has it.
        case holder
        /// The chief of the station that leads.
        case chief
        case county
        /// The body outside that was asked.
        case body
    }

    struct Step: Sendable {
        let who: Who
        let kind: CommandKind
        /// At least so long after the step before, in minutes; at most twice as long.
        let gap: Int

        init(_ who: Who, _ kind: CommandKind, after gap: Int) {
            (self.who, self.kind, self.gap) = (who, kind, gap)
        }
    }

    /// How many of a hundred matters come out like this.
    let share: Int
    /// How long ago it was filed, in days.
    let age: ClosedRange<Int>
    var isUrgent = false
    let steps: [Step]

    private static let day = 24 * 60
    private static let accepted = [Step(.holder, .accept, after: 12)]
    private static let visited = accepted + [Step(.holder, .visit, after: 150)]
    private static let admitted = visited + [Step(.chief, .admit, after: 300)]
    private static let resolved = admitted + [Step(.holder, .resolve, after: 2 * day)]
    private static let quick = visited + [Step(.holder, .resolve, after: day)]

    /// The first ones are told of the site that the guide shows.
    static let all = [
        DemoFate(share: 10, age: 0...1, steps: []),
        DemoFate(share: 9, age: 2...9, steps: admitted),
        DemoFate(
            share: 7, age: 3...12,
            steps: admitted + [
                Step(.holder, .mediate, after: day), Step(.holder, .visit, after: 2 * day),
            ]),
        DemoFate(
            share: 4, age: 5...11,
            steps: admitted + [
                Step(.holder, .mediate, after: day), Step(.chief, .pause, after: day),
            ]),
        DemoFate(share: 2, age: 0...0, isUrgent: true, steps: []),
        DemoFate(
            share: 14, age: 8...40,
            steps: resolved + [
                Step(.resident, .confirm, after: 300), Step(.resident, .rate, after: 5),
            ]),
        DemoFate(share: 5, age: 6...14, steps: admitted + [Step(.chief, .refer, after: day)]),
        // Nobody does anything: it climbs to the county.
        DemoFate(share: 6, age: 5...8, steps: []),
        DemoFate(
            share: 4, age: 1...9, isUrgent: true,
            steps: [
                Step(.holder, .acknowledge, after: 2), Step(.holder, .accept, after: 5),
                Step(.holder, .visit, after: 50), Step(.chief, .admit, after: 300),
            ]),
        DemoFate(share: 5, age: 2...30, steps: [Step(.chief, .decline, after: 600)]),
        // 期满结案，七天后回访。
        DemoFate(share: 6, age: 24...40, steps: quick + [Step(.county, .callBack, after: 8 * day)]),
        DemoFate(share: 6, age: 12...24, steps: quick),
        DemoFate(
            share: 6, age: 7...20,
            steps: quick + [
                Step(.resident, .contest, after: 600), Step(.holder, .accept, after: 200),
            ]),
        DemoFate(
            share: 3, age: 10...20,
            steps: admitted + [
                Step(.chief, .refer, after: day), Step(.body, .answer, after: 3 * day),
                Step(.holder, .resolve, after: day),
            ]),
        DemoFate(
            share: 4, age: 4...12,
            steps: admitted + [
                Step(.resident, .urge, after: day), Step(.county, .supervise, after: 200),
                Step(.holder, .reply, after: day),
            ]),
        DemoFate(share: 3, age: 4...12, steps: admitted + [Step(.chief, .own, after: 300)]),
        DemoFate(
            share: 2, age: 3...9,
            steps: accepted + [
                Step(.resident, .add, after: 300), Step(.resident, .withdraw, after: day),
            ]),
        DemoFate(
            share: 2, age: 18...30,
            steps: resolved + [
                Step(.resident, .review, after: 2 * day), Step(.holder, .conclude, after: 4 * day),
            ]),
        DemoFate(share: 2, age: 2...8, steps: accepted + [Step(.holder, .return, after: 60)]),
    ]
}
