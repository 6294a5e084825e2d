import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct ListTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    /// 137 reports over some days, many of them due at the same moment.
    private func fileMany() async throws {
        for serial: UInt64 in 1...137 {
            try await files.file(
                Sample(serial: serial * 7_919 % 1_000_003, at: TestStore.start + .hours(Int(serial * 31 % 23))))
        }
    }

    private func pages(_ query: MatterQuery) async throws -> [MatterRecord] {
        var (query, records) = (query, [MatterRecord]())
        repeat {
            let page = try await files.matters.list(query)
            #expect(page.records.count == query.limit || page.next == nil)
            records += page.records
            try #require(records.count < 1_000, "a page that never ends")
            query.cursor = page.next
        } while query.cursor != nil
        return records
    }

    @Test(arguments: [1, 10, 50, 137, 200])
    func pagingShowsEveryMatterOnceAndTheMostUrgentFirst(limit: Int) async throws {
        if limit == 1 { return try await pagingOneByOne() }
        try await fileMany()
        let records = try await pages(MatterQuery(for: People.wang, limit: limit))
        #expect(records.count == 137 && Set(records.map(\.matter.number)).count == 137)
        let keys = records.map { ($0.matter.nextDeadline?.due.milliseconds ?? .max, $0.matter.number.text) }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
    }

    private func pagingOneByOne() async throws {
        for serial: UInt64 in 1...5 { try await files.file(Sample(serial: serial)) }
        #expect(try await pages(MatterQuery(for: People.wang, limit: 1)).count == 5)
    }

    @Test func aMatterThatMovesWhileSomebodyPagesIsNotShownTwiceToTheOthers() async throws {
        try await fileMany()
        var query = MatterQuery(for: People.wang, limit: 50)
        let first = try await files.matters.list(query)
        let last = try #require(first.records.last)
        try await files.act(.accept, by: People.wang, on: last.matter.number)
        query.cursor = first.next
        let second = try await files.matters.list(query)
        #expect(Set(first.records.map(\.matter.number)).isDisjoint(with: second.records.map(\.matter.number)))
        #expect(second.records.count == 50)
    }

    @Test func whoIsInSeveralCirclesSeesAMatterOnce() async throws {
        for serial: UInt64 in 1...20 { try await files.file(Sample(serial: serial)) }
        let scopes: Set<Scope> = [
            .cell(People.cell), .staff(People.wang.id), .station(People.lotus), .county(People.county),
        ]
        let query = MatterQuery(scopes: scopes, viewer: People.wang.identities, limit: 7)
        #expect(try await pages(query).count == 20)
        #expect(try await files.matters.tally(query) == [.dispatched: 20])
        #expect(try await files.matters.townships(query, TestStore.start).map(\.open) == [20])
    }

    /// SQLite unites at most 500 walks in one statement.
    @Test func aWorkerOfSixtyCellsHasAListToo() async throws {
        for serial: UInt64 in 1...3 { try await files.file(Sample(serial: serial)) }
        let cells = (1...60).compactMap { CellCode("512002001001" + "\(1000 + $0)".suffix(3)) }
        #expect(cells.count == 60 && cells.contains(People.cell))
        let busy = Staff(
            id: StaffID("g0060")!, name: "陈大勇", role: .gridWorker, cells: Set(cells), station: People.lotus)
        #expect(try await pages(MatterQuery(for: busy, limit: 2)).count == 3)
        #expect(try await files.matters.tally(MatterQuery(for: busy)) == [.dispatched: 3])
        for serial: UInt64 in 1...3 {
            try await files.tick(Sample(serial: serial).number, at: TestStore.start + .hours(25))
        }
        #expect(try await files.matters.raised(MatterQuery(for: busy), .worker).records.count == 3)
    }

    @Test func whoIsInNoCircleSeesNothing() async throws {
        try await files.file(Sample())
        for query in [
            MatterQuery(for: People.cheng), MatterQuery(scopes: [], viewer: People.wang.identities),
            MatterQuery(for: Staff(id: StaffID("admin1")!, name: "吴大强", role: .admin)),
        ] {
            #expect(try await files.matters.list(query).records == [])
            #expect(try await files.matters.tally(query) == [:])
            #expect(try await files.matters.townships(query, TestStore.start) == [])
        }
    }

    @Test func whomItConcernsFindsItNowhere() async throws {
        try await files.file(Sample(serial: 1, excluded: [People.wang.id], holder: .station(People.lotus)))
        try await files.file(Sample(serial: 2))
        // As wide as his circles could ever become.
        let circles: Set<Scope> = [
            .cell(People.cell), .staff(People.wang.id), .station(People.lotus), .station(People.centre),
            .county(People.county),
        ]
        let query = MatterQuery(scopes: circles, viewer: People.wang.identities)
        #expect(try await files.matters.list(query).records.map(\.matter.number) == [Sample(serial: 2).number])
        #expect(try await files.matters.tally(query) == [.dispatched: 1])
        #expect(try await files.matters.townships(query, TestStore.start).map(\.triage) == [0])
        let promoted = Staff(id: People.wang.id, name: "王国华", role: .stationChief, station: People.lotus)
        let visible = try await files.matters.changes(.beginning).filter { $0.isVisible(to: promoted) }
        #expect(Set(visible.map(\.number)) == [Sample(serial: 2).number])
        // Also after it was given to somebody else.
        try await files.act(.assign, by: People.chief, on: Sample(serial: 1).number, to: .worker(People.cheng.id))
        #expect(try await files.matters.list(query).records.count == 1)
        #expect(
            try await files.matters.list(MatterQuery(for: People.cheng)).records.map(\.matter.number) == [
                Sample(serial: 1).number
            ])
        let after = try await files.matters.changes(.beginning).filter { $0.isVisible(to: promoted) }
        #expect(Set(after.map(\.number)) == [Sample(serial: 2).number])
    }

    @Test func eachFilterNarrowsTheList() async throws {
        let other = CellCode("512002100001001")!
        try await files.file(Sample(serial: 1, category: "D10"))
        try await files.file(Sample(serial: 2, cell: other))
        try await files.file(Sample(serial: 3, holder: .station(People.lotus)))
        try await files.file(Sample(serial: 4, at: TestStore.start + .days(3)))
        try await files.act(.accept, by: People.wang, on: Sample(serial: 4).number)
        func serials(_ change: (inout MatterQuery) -> Void) async throws -> [UInt64] {
            var query = MatterQuery(for: People.supervisor)
            change(&query)
            let numbers = try await files.matters.list(query).records.map(\.matter.number)
            return (1...4).filter { numbers.contains(Sample(serial: $0).number) }
        }
        #expect(try await serials { _ in } == [1, 2, 3, 4])
        #expect(try await serials { $0.category = CategoryCode("D10") } == [1])
        #expect(try await serials { $0.cell = other } == [2])
        #expect(try await serials { $0.township = DivisionCode("512002100") } == [2])
        #expect(try await serials { $0.holder = .station(People.lotus) } == [3])
        #expect(try await serials { $0.states = [.accepted] } == [4])
        #expect(try await serials { $0.states = [.triage, .accepted] } == [3, 4])
        #expect(try await serials { $0.dueBefore = TestStore.start + .hours(25) } == [1, 2, 3])
        #expect(
            try await serials {
                $0.cell = other; $0.category = CategoryCode("D10")
            } == [])
    }

    @Test func theCountysBoardCountsEachTownship() async throws {
        try await files.file(Sample(serial: 1))
        try await files.file(Sample(serial: 2, holder: .station(People.lotus)))
        try await files.file(Sample(serial: 3, cell: CellCode("512002100001001")!, at: TestStore.start + .days(2)))
        for kind in [CommandKind.accept, .resolve] {
            try await files.act(kind, by: People.wang, on: Sample(serial: 3).number)
        }
        try await files.act(.contest, by: nil, on: Sample(serial: 3).number)
        let boards = try await files.matters.townships(
            MatterQuery(for: People.supervisor), TestStore.start + .hours(25))
        #expect(
            boards == [
                TownshipTally(township: DivisionCode("512002001")!, open: 2, late: 2, triage: 1, reopened: 0),
                TownshipTally(township: DivisionCode("512002100")!, open: 1, late: 0, triage: 0, reopened: 1),
            ])
    }

    @Test func aWorkersLoadIsWhatIsStillOpen() async throws {
        for serial: UInt64 in 1...3 { try await files.file(Sample(serial: serial)) }
        for kind in [CommandKind.accept, .resolve] {
            try await files.act(kind, by: People.wang, on: Sample(serial: 1).number)
        }
        #expect(try await files.matters.load([People.wang.id, People.cheng.id]) == [People.wang.id: 3])
        try await files.act(.confirm, by: nil, on: Sample(serial: 1).number)
        #expect(try await files.matters.load([People.cheng.id, People.wang.id]) == [People.wang.id: 2])
        #expect(try await files.matters.load([]) == [:])
    }

    @Test func aCursorThatNobodyGaveOutStartsAtTheBeginning() async throws {
        try await files.file(Sample())
        var query = MatterQuery(for: People.wang)
        for cursor in ["", "x", "1-2-3", "1; DROP TABLE matter", "9223372036854775808-1"] {
            query.cursor = cursor
            #expect(try await files.matters.list(query).records.count == 1)
        }
    }
}
