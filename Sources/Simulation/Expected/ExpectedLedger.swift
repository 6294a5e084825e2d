import Matters

/// What the ledger must hold: every acknowledged report once, and who may know of it.
struct ExpectedLedger: Sendable {
    private(set) var matters: [MatterNumber: ExpectedMatter] = [:]
    /// In the order of filing.
    private(set) var numbers: [MatterNumber] = []
    /// Matters that somebody still has to do something about.
    private(set) var open = Bag<MatterNumber>()
    /// Those that a body outside was asked about.
    private(set) var referred = Bag<MatterNumber>()
    /// Those whose residents are to be called back.
    private(set) var toCall = Bag<MatterNumber>()
    /// Those for which somebody is being roused.
    private(set) var rousing = Bag<MatterNumber>()
    /// Matters that concern somebody by name.
    private(set) var delicate: [MatterNumber] = []
    private(set) var steps = 0
    private var byCircle: [Scope: Set<MatterNumber>] = [:]
    private var held: [Holder: Int] = [:]
    private var rated: [StationID: [MatterNumber: Int]] = [:]
    /// Matters in which the system has something to do, by the day.
    private var byDay: [Int: Set<MatterNumber>] = [:]

    mutating func file(_ matter: ExpectedMatter) {
        matters[matter.number] = matter
        numbers.append(matter.number)
        if !matter.exclusions.isEmpty { delicate.append(matter.number) }
        follow(matter, before: nil)
    }

    mutating func replace(_ matter: ExpectedMatter) {
        let before = matters.updateValue(matter, forKey: matter.number)
        follow(matter, before: before)
    }

    private mutating func follow(_ matter: ExpectedMatter, before: ExpectedMatter?) {
        steps += matter.version - (before?.version ?? 0)
        for circle in matter.circles { byCircle[circle, default: []].insert(matter.number) }
        if let before, !before.hasEnded { held[before.holder, default: 0] -= 1 }
        if !matter.hasEnded { held[matter.holder, default: 0] += 1 }
        let number = matter.number
        open.set(number, !matter.hasEnded && matter.state != .resolved)
        referred.set(number, matter.state == .referred)
        toCall.set(number, matter.state == .closed && matter.nextCallBack != nil)
        rousing.set(number, matter.isRousing)
        if let day = before?.nextMoment.map(Self.day) { byDay[day]?.remove(number) }
        if let day = matter.nextMoment.map(Self.day) { byDay[day, default: []].insert(number) }
        if before?.stars != matter.stars, let unit = before?.handler { rated[unit]?[number] = nil }
        if let unit = before?.handler, unit != matter.handler { rated[unit]?[number] = nil }
        if let unit = matter.handler, let stars = matter.stars { rated[unit, default: [:]][number] = stars }
    }

    private static func day(_ moment: Instant) -> Int { ChinaTime.date(of: moment).dayNumber }

    /// Where the system has something to do by then, the longest overdue first.
    func due(by moment: Instant) -> [(number: MatterNumber, since: Instant)] {
        let today = Self.day(moment)
        let near = byDay.filter { $0.key <= today }.values.joined()
        return near.compactMap { number in matters[number]?.nextMoment.map { (number, $0) } }
            .filter { $0.1 <= moment }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    }

    /// The last rating of each matter that a unit handled.
    func ratings(of unit: StationID) -> [Int] { rated[unit].map { Array($0.values) } ?? [] }

    /// Everybody whom a report of this life is about, in order of sign-in name.
    var concernedPeople: [StaffID] {
        delicate.reduce(into: Set<StaffID>()) { $0.formUnion(matters[$1]?.route.concerned ?? []) }.sorted()
    }

    /// How many open matters a worker has.
    func load(of worker: StaffID) -> Int { held[.worker(worker)] ?? 0 }

    /// Every matter a person may know of, in no order.
    func known(to person: Staff) -> [ExpectedMatter] {
        var numbers: Set<MatterNumber> = []
        for circle in World.circles(of: person) { numbers.formUnion(byCircle[circle] ?? []) }
        return numbers.compactMap { matters[$0] }.filter { $0.mayBeKnown(to: person) }
    }
}

extension [ExpectedMatter] {
    /// The most urgent first; after those the clocks of which all stand, the latest change first. Of equals, the lower
    /// number.
    var byUrgency: [ExpectedMatter] {
        func place(_ matter: ExpectedMatter) -> (Int64, Int64, MatterNumber) {
            guard let due = matter.nextDue else { return (.max, -matter.changedAt.milliseconds, matter.number) }
            return (due.milliseconds, 0, matter.number)
        }
        return sorted { place($0) < place($1) }
    }

    func tally() -> [MatterState: Int] { reduce(into: [:]) { $0[$1.state, default: 0] += 1 } }
}
