import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/station`: the board of a township, by state and deadline. A county's supervisor opens one township's board.
extension DeskSurface {
    @Sendable func showBoard(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.stationChief, .mediator, .countySupervisor, .inspector]) { visitor in
            let stream = try await streamPath()
            let asked = try request.readQuery()
            var query = MatterQuery(for: visitor.staff, limit: Bounds.boardColumnItems)
            query.township = asked["township"].flatMap { DivisionCode($0) }
            query.cell = asked["cell"].flatMap { CellCode($0) }
            query.holder = asked["worker"].flatMap { Holder(text: $0) }
            let gap = asked["gap"].flatMap(WatchView.Gap.init(rawValue:))
            if asked["late"] == "yes" || gap != nil { query.dueBefore = clock.now() }
            let watch = try await watch(visitor, township: query.township, chosen: gap)

            query.states = BoardPage.ColumnKind.allCases.reduce(into: []) { $0.formUnion($1.states) }
            let tally = try await matters.tally(query)
            var columns: [BoardPage.Column] = []
            for kind in BoardPage.ColumnKind.allCases {
                let states = gap.map { kind.states.intersection($0.states) } ?? kind.states
                if states.isEmpty { continue }
                query.states = states
                let records = gap == .owned ? try await owned(query).records : try await matters.list(query).records
                let total = gap == .owned ? records.count : states.reduce(0) { $0 + (tally[$1] ?? 0) }
                let cards = records.map { card($0, visitor, withHolder: true) }
                columns.append(BoardPage.Column(kind: kind, cards: cards, total: total))
            }
            let area = area(of: visitor, query.township)
            let unit = visitor.staff.role == .inspector || gap != nil ? nil : visitor.staff.station
            var rating: Rating?
            if let unit { rating = try await matters.rating(unit) }
            let page = BoardPage(
                place: place(of: visitor, query.township), path: Paths.station, township: query.township,
                columns: columns,
                cells: cells(in: area, visitor, chosen: query.cell),
                workers: workers(in: area, visitor, chosen: query.holder),
                isLateOnly: query.dueBefore != nil && gap == nil, rating: rating, watch: watch, stream: stream,
                isReadOnly: visitor.staff.role == .inspector)
            return answer(page, to: visitor, context, at: .station, path: request.ownPath)
        }
    }

    private func area(of visitor: Visitor, _ township: DivisionCode?) -> DivisionCode? {
        if let township { return township }
        return visitor.staff.division ?? visitor.staff.station.flatMap { visitor.catalog.station($0)?.division }
    }

    private func place(of visitor: Visitor, _ township: DivisionCode?) -> String {
        let catalog = visitor.catalog
        if let township { return catalog.division(township)?.name ?? township.text }
        if let station = visitor.staff.station.flatMap({ catalog.station($0) }) { return station.name }
        return visitor.staff.division.flatMap { catalog.division($0)?.name } ?? ""
    }

    /// A township has a few dozen cells; a whole county's would be no choice at all.
    private func cells(in area: DivisionCode?, _ visitor: Visitor, chosen: CellCode?) -> [Choice] {
        guard let area, area.level == .township else { return [] }
        let today = ChinaTime.date(of: clock.now())
        return visitor.catalog.cells
            .filter { $0.code.township == area && $0.dates.contains(today) }
            .map { cell in
                let village = visitor.catalog.division(cell.code.village)?.name ?? ""
                return Choice(value: cell.code.text, name: "\(village) \(cell.name)", isChosen: cell.code == chosen)
            }
    }

    private func workers(in area: DivisionCode?, _ visitor: Visitor, chosen: Holder?) -> [Choice] {
        guard let area, area.level == .township else { return [] }
        return visitor.roster.all
            .filter { $0.role == .gridWorker && $0.cells.contains { $0.township == area } }
            .map { worker in
                let holder = Holder.worker(worker.id)
                return Choice(value: holder.text, name: worker.name, isChosen: holder == chosen)
            }
    }
}
