public import GridCatalog
public import Matters

/// Looks up the names that go with a matter's codes: places, people, stations, rules.
public struct Directory: Sendable {
    public let catalog: Catalog
    public let roster: Roster

    public init(catalog: Catalog, roster: Roster) {
        self.catalog = catalog
        self.roster = roster
    }

    public func site(_ id: SiteID, cell code: CellCode) -> SiteView {
        let site = catalog.site(id)
        return SiteView(
            name: site?.name ?? id.text, divisions: divisions(code.village), cell: catalog.cell(code)?.name,
            address: site?.address)
    }

    /// `holder` as residents and staff see it; somebody who left the roster keeps the sign-in name.
    public func holder(_ holder: Holder) -> HolderView {
        switch holder {
        case .worker(let id):
            let worker = roster.staff(id)
            let station = worker?.station.flatMap { catalog.station($0) }
            return .worker(name: worker?.name ?? id.text, station: station?.name ?? "", stationPhone: station?.phone)
        case .station(let id):
            let station = catalog.station(id)
            return .station(name: station?.name ?? id.text, phone: station?.phone)
        }
    }

    public func person(_ actor: Actor) -> PersonView? {
        guard case .staff(let id, let role) = actor else { return nil }
        return PersonView(name: roster.staff(id)?.name ?? id.text, role: role)
    }

    public func event(_ event: Event) -> EventView {
        EventView(
            event: event, who: person(event.actor), holder: event.facts.holder.map(holder),
            proposed: event.facts.proposed.map(holder),
            owner: event.facts.owner.map { owner in
                let person = roster.staff(owner)
                return PersonView(name: person?.name ?? owner.text, role: person?.role ?? .townshipLeader)
            }, body: event.facts.body.map { catalog.body($0)?.name ?? $0.text })
    }

    public func deadlines(of matter: Matter) -> [DeadlineView] {
        matter.deadlines.map { deadline($0, stands: matter.stands($0)) }
    }

    public func deadline(_ deadline: Deadline, stands: Bool = false) -> DeadlineView {
        let calendar = catalog.rulebook.calendar
        return DeadlineView(
            deadline: deadline, limit: catalog.rulebook.limit(of: deadline),
            holidays: calendar.holidays(
                after: ChinaTime.date(of: deadline.start), through: ChinaTime.date(of: deadline.due)), stands: stands)
    }

    /// The tile whose category a code belongs to.
    public func tile(of category: CategoryCode?) -> TileView? {
        guard let category else { return nil }
        let known = catalog.category(category) ?? catalog.category(category.top)
        return known.flatMap { catalog.tile($0.tile) }.map(TileView.init)
    }

    public func lines(_ numbers: [String]) -> [CallLine] {
        numbers.compactMap { number in catalog.hotlines.first { $0.number == number } }.map(CallLine.init)
    }

    /// The telephone lines that stand on every page.
    public var everywhere: [CallLine] { catalog.hotlines.filter(\.isEverywhere).map(CallLine.init) }

    private func divisions(_ village: DivisionCode) -> [String] {
        sequence(first: village) { $0.parent }.compactMap { catalog.division($0)?.name }.reversed()
    }
}

extension TileView {
    public init(_ tile: Tile) {
        self.init(id: tile.id.text, category: tile.category, name: tile.name, hint: tile.hint)
    }
}

extension CallLine {
    public init(_ line: Hotline) { self.init(number: line.number, name: line.name, when: line.when) }
}
