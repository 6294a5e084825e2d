import GridCatalog
import Matters

/// Looks, through the same ports as everybody.
extension Simulation {
    /// People asked after each step besides those whom the matter concerns.
    private static let asked = 1
    /// Of the people whom a matter concerns, so many are asked after each step.
    private static let concernedAsked = 1
    /// Matters on the page that is looked at after each step.
    private static let glanceItems = 3
    /// Matters on the pages of the look at everything, few enough for several pages.
    private static let pageItems = 40
    /// One of so many people turns every page at each weekly look; the others read their counts and the first page.
    private static let turns = 4

    /// After a step: the matter it touched, the feed, and a few people's pages.
    mutating func checkTouched(_ expected: ExpectedMatter) async throws {
        let record = try await ports.matters.record(expected.number)
        try rules.check(record, is: expected, world.catalog.rulebook)
        try await readFeed()
        if let record {
            for person in sample(for: [expected]) { try rules.neverLearns(person, of: record, expected) }
        }
        try await checkSample(of: [expected])
    }

    /// Some of those whom these matters concern, and some of everybody.
    private mutating func sample(for matters: [ExpectedMatter]) -> [Staff] {
        let concerned = world.serving.filter { person in matters.contains { $0.isAbout(person) } }
        var people: [Staff] = []
        for _ in 0..<Self.concernedAsked { people += chance.pickIfAny(concerned).map { [$0] } ?? [] }
        for _ in 0..<Self.asked { people += chance.pickIfAny(world.serving).map { [$0] } ?? [] }
        return people
    }

    mutating func checkSample(of matters: [ExpectedMatter]) async throws {
        for person in sample(for: matters) {
            let filter = Filter(&chance, now: time.now, near: matters.first)
            try await look(person, filter, pages: 1, of: Self.glanceItems)
            try await lookAtTownships(person)
        }
    }

    /// One person's counts, and their list up to a number of pages.
    private mutating func look(_ person: Staff, _ filter: Filter, pages: Int, of items: Int) async throws {
        let known = book.known(to: person)
        let tally = try await ports.matters.tally(filter.query(for: person))
        let listed = known.filter(filter.holds).byUrgency
        // A board says "1000+".
        try rules.counts(person, tally, listed.tally().mapValues { min($0, Bounds.countedMatters) }, "that are")

        var query = filter.query(for: person)
        query.limit = items
        var found: [MatterNumber] = []
        for _ in 0..<pages {
            let page = try await ports.matters.list(query)
            found += page.records.map(\.matter.number)
            query.cursor = page.next
            if page.next == nil { break }
        }
        let page = pages == Self.everyPage ? listed : Array(listed.prefix(pages * items))
        try rules.sees(person, found, on: page, of: listed, filter.words)
    }

    private static let everyPage = Int.max

    /// The county's board: open and late matters by township.
    private mutating func lookAtTownships(_ person: Staff) async throws {
        guard [.countySupervisor, .inspector].contains(person.role) else { return }
        let rows = try await ports.matters.townships(MatterQuery(for: person), time.now)
        let known = book.known(to: person).filter { !$0.hasEnded }
        func count(_ what: (ExpectedMatter) -> Bool) -> [DivisionCode: Int] {
            Dictionary(grouping: known.filter(what), by: \.township)
                .mapValues { $0.tally().values.reduce(0) { $0 + min($1, Bounds.countedMatters) } }
        }
        func told(_ what: (TownshipTally) -> Int) -> [DivisionCode: Int] {
            rows.reduce(into: [:]) { $0[$1.township] = what($1) }
        }
        let now = time.now
        try rules.counts(person, told(\.open), count { _ in true }, "open in")
        try rules.counts(person, told(\.late), count { $0.nextDue.map { $0 < now } ?? false }, "late in")
        try rules.counts(person, told(\.triage), count { $0.state == .triage }, "waiting in")
        try rules.counts(person, told(\.reopened), count { $0.state == .reopened }, "reopened in")
    }

    /// What was added to the trails since the last look, in its order, for the right people.
    mutating func readFeed() async throws {
        while true {
            let changes = try await ports.matters.changes(cursor)
            if changes.isEmpty { break }
            guard changes.count <= unread.count else {
                throw Violation(.nothingLost, "the feed has \(changes.count) changes, \(unread.count) happened")
            }
            // The feed names the circles of now.
            for (change, entry) in zip(changes, unread) {
                guard let matter = book.matters[entry.number] else { continue }
                try rules.feeds(change, matter.trail[entry.version - 1], matter)
                for person in sample(for: [matter]).prefix(Self.concernedAsked) {
                    let may = matter.mayBeKnown(to: person)
                    if !may, change.isVisible(to: person) {
                        throw Violation(.neverLearns, "\(person.id) is told that \(matter.number) changed")
                    }
                }
            }
            unread.removeFirst(changes.count)
            cursor = changes.last?.cursor ?? cursor
        }
        try rules.settles(unread.isEmpty, "the feed leaves out \(unread.count) changes")
    }

    /// Every matter, and everybody's view of all of them.
    ///
    /// - Parameter turn: who turns every page: those whose place in the roster it is, or everybody.
    mutating func checkEverything(turn: Int? = nil) async throws {
        count(.wholeChecks)
        try await readFeed()
        try await checkRecords()
        for station in world.catalog.stations {
            try rules.rates(station.id, try await ports.matters.rating(station.id), book.ratings(of: station.id))
        }
        for (place, person) in world.serving.enumerated() {
            try await lookAtTownships(person)
            let isTheirs = turn.map { place % Self.turns == $0 % Self.turns } ?? true
            try await look(person, Filter(), pages: isTheirs ? Self.everyPage : 1, of: Self.pageItems)
        }
    }

    /// After a crash: every matter that was acknowledged, whole.
    mutating func checkAfterCrash() async throws {
        try await readFeed()
        try await checkRecords()
    }

    /// Every record through the list of the whole county and of what is sealed from it, for nobody who is shut out of
    /// anything.
    private mutating func checkRecords() async throws {
        guard let nobody = StaffID("nobody") else { return }
        let sealed = world.catalog.stations.filter { $0.kind == .discipline }.map { Scope.station($0.id) }
        var query = MatterQuery(scopes: Set([.county(world.county)] + sealed), viewer: [.staff(nobody)], limit: 200)
        var seen: Set<MatterNumber> = []
        repeat {
            let page = try await ports.matters.list(query)
            for record in page.records {
                guard let expected = book.matters[record.matter.number] else {
                    throw Violation(.nothingLost, "\(record.matter.number) is there, and nobody filed it")
                }
                let isNew = seen.insert(expected.number).inserted
                try rules.settles(isNew, "\(expected.number) is listed twice")
                try rules.check(record, is: expected, world.catalog.rulebook)
                for person in world.serving where expected.isAbout(person) {
                    try rules.neverLearns(person, of: record, expected)
                }
            }
            query.cursor = page.next
        } while query.cursor != nil
        let lost = book.numbers.first { !seen.contains($0) }
        try rules.settles(lost == nil, "\(lost?.text ?? "") was acknowledged and is not there")
    }

    /// Every receipt opens its matter, and no other does.
    mutating func checkReceipts() async throws {
        for number in book.numbers {
            guard let matter = book.matters[number] else { continue }
            let found = try await ports.matters.numberOfReceipt(matter.receiptHash)
            try rules.settles(found == number, "the receipt of \(number) finds \(found?.text ?? "nothing")")
        }
        let found = try await ports.matters.numberOfReceipt([UInt8](repeating: 0, count: 32))
        try rules.settles(found == nil, "a receipt that nobody holds finds \(found?.text ?? "")")
    }
}

/// What somebody narrows their list to.
private struct Filter {
    private var states: Set<MatterState>?
    private var holder: Holder?
    private var cell: CellCode?
    private var township: DivisionCode?
    private var category: CategoryCode?
    private var dueBefore: Instant?

    init() {}

    init(_ chance: inout Chance, now: Instant, near matter: ExpectedMatter?) {
        guard let matter, chance.hits(50) else { return }
        switch chance.below(6) {
        case 0: states = [matter.state, .dispatched]
        case 1: holder = matter.holder
        case 2: cell = matter.cell
        case 3: township = matter.township
        case 4: category = matter.category
        default: dueBefore = now
        }
    }

    func holds(_ matter: ExpectedMatter) -> Bool {
        states.map { $0.contains(matter.state) } ?? true && holder.map { $0 == matter.holder } ?? true
            && cell.map { $0 == matter.cell } ?? true
            && township.map { $0 == matter.township } ?? true
            && category.map { $0 == matter.category } ?? true
            && dueBefore.map { due in matter.nextDue.map { $0 < due } ?? false } ?? true
    }

    func query(for person: Staff) -> MatterQuery {
        var query = MatterQuery(scopes: World.circles(of: person), viewer: World.identities(of: person), states: states)
        query.holder = holder
        query.cell = cell
        query.township = township
        query.category = category
        query.dueBefore = dueBefore
        return query
    }

    var words: String {
        let parts = [
            states.map { "states \($0.map(\.rawValue).sorted())" }, holder.map { "held by \($0.text)" },
            cell.map { "cell \($0)" }, township.map { "township \($0)" }, category.map { "category \($0)" },
            dueBefore.map { "due before \(ChinaTime.rfc3339($0))" },
        ]
        let said = parts.compactMap(\.self)
        return said.isEmpty ? "everything" : said.joined(separator: ", ")
    }
}
