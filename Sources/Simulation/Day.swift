import Matters

/// What somebody does. Whom and what it is about is drawn when its minute has come, from what there is then.
enum Deed: Sendable, Hashable {
    /// A resident sends a report.
    case report
    /// A telephone without a net sends the same draft again.
    case resend
    /// The same draft arrives with other words.
    case resendChanged
    /// Whoever has a matter does what comes next.
    case work
    /// A chief or supervisor looks after a matter of somebody else.
    case oversee
    /// A resident says whether it is solved.
    case answer
    /// A resident gives stars, urges, adds, withdraws, asks for a review.
    case lookAfter
    /// 回访
    case callBack
    /// Somebody answers what rouses them.
    case acknowledge
    /// The body outside answers.
    case answerFromOutside
    /// A page that was open too long sends what it knew.
    case staleCommand
    /// Somebody tries what is not theirs.
    case forbiddenCommand
    /// Somebody a report is about tries to reach it.
    case concernedCommand
    /// A matter is to be given to somebody it is about.
    case forbiddenOwner

    case hire, leave, move, comeBack
    /// Somebody rises; if possible somebody a report is about.
    case promote
    case splitCell, mergeCells
    /// The calendar of another year arrives.
    case newCalendar
    case shortenLimit
    /// A clerk writes a limit longer than the law allows.
    case exceedStatute

    /// The process is killed between two commands.
    case kill
    /// The power fails while a command is being written.
    case powerCut
}

/// A day, as data.
struct Day: Sendable {
    struct Appointment: Sendable {
        /// Minute of the day.
        let minute: Int
        let deed: Deed
    }

    let date: LocalDate
    /// In order of time.
    let appointments: [Appointment]

    /// How often something happens that does not depend on the number of reports, in days between two of them.
    private static let nowAndThen: [(Deed, every: Int)] = [
        (.hire, 5), (.leave, 6), (.move, 3), (.comeBack, 9), (.promote, 5), (.splitCell, 9), (.mergeCells, 11),
        (.shortenLimit, 13), (.exceedStatute, 12), (.newCalendar, 8), (.kill, 7), (.powerCut, 5),
    ]

    /// Things done by day, and things that happen at any hour.
    private static let office = 8 * 60..<18 * 60
    private static let anyHour = 0..<24 * 60

    static func plan(_ date: LocalDate, isWorkingDay: Bool, reports: Int, _ chance: inout Chance) -> Day {
        var appointments: [Appointment] = []
        func add(_ deed: Deed, _ count: Int, _ hours: Range<Int>, _ chance: inout Chance) {
            for _ in 0..<count {
                appointments.append(
                    Appointment(minute: hours.lowerBound + chance.below(hours.count), deed: deed))
            }
        }
        let expected = isWorkingDay ? reports : (reports + 1) / 2
        let filed = chance.below(2 * expected + 1)
        add(.report, filed, anyHour, &chance)
        add(.resend, chance.below(filed / 5 + 2), anyHour, &chance)
        add(.resendChanged, chance.below(filed / 10 + 2), anyHour, &chance)
        add(.work, isWorkingDay ? 5 * reports : reports, office, &chance)
        add(.oversee, isWorkingDay ? reports / 2 + 1 : 0, office, &chance)
        add(.answer, chance.below(2 * reports), anyHour, &chance)
        add(.lookAfter, chance.below(reports + 1), anyHour, &chance)
        add(.callBack, isWorkingDay ? reports / 3 + 1 : 0, office, &chance)
        add(.acknowledge, chance.below(3), anyHour, &chance)
        add(.answerFromOutside, isWorkingDay ? reports / 3 + 1 : 0, office, &chance)
        add(.staleCommand, chance.below(3), office, &chance)
        add(.forbiddenCommand, chance.below(5), office, &chance)
        add(.concernedCommand, chance.below(4), office, &chance)
        add(.forbiddenOwner, chance.below(3), office, &chance)
        for (deed, every) in nowAndThen where chance.below(every) == 0 { add(deed, 1, office, &chance) }
        let order = appointments.enumerated().sorted {
            ($0.element.minute, $0.offset) < ($1.element.minute, $1.offset)
        }
        return Day(date: date, appointments: order.map(\.element))
    }
}
