import Matters

/// What the ledger must hold: every acknowledged report once, and who may know of it.
struct ExpectedLedger: Sendable {
    private(set) var matters: [MatterNumber: ExpectedMatter] = [:]
    /// In the order of filing.
    private(set) var numbers: [MatterNumber] = []
    /// Matters that somebody still has to do something about.
    private(set) var open = Bag<MatterNumber>()
    /// Matters that concern somebody by name.
    private(set) var delicate: [MatterNumber] = []
    private(set) var steps = 0
    private var byCircle: [Scope: Set<MatterNumber>] = [:]
    private var held: [Holder: Int] = [:]

    mutating func file(_ matter: ExpectedMatter) {
        matters[matter.number] = matter
        numbers.append(matter.number)
        if !matter.route.concerned.isEmpty { delicate.append(matter.number) }
        follow(matter, before: nil)
    }

    mutating func replace(_ matter: ExpectedMatter) {
        let before = matters.updateValue(matter, forKey: matter.number)
        follow(matter, before: before)
    }

    private mutating func follow(_ matter: ExpectedMatter, before: ExpectedMatter?) {
        steps += matter.version - (before?.version ?? 0)
        for circle in matter.circles { byCircle[circle, default: []].insert(matter.number) }
        if let before, before.state != .closed { held[before.holder, default: 0] -= 1 }
        if matter.state != .closed { held[matter.holder, default: 0] += 1 }
        let isInHand = matter.state != .closed && matter.state != .resolved
        if isInHand { open.insert(matter.number) } else { open.remove(matter.number) }
    }

    /// Everybody whom a report of this life is about, in order of sign-in name.
    var concernedPeople: [StaffID] {
        delicate.reduce(into: Set<StaffID>()) { $0.formUnion(matters[$1]?.route.concerned ?? []) }.sorted()
    }

    /// How many matters that are not closed a worker has.
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
