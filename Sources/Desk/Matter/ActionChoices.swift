import Dispatcher
import GridCatalog
import Matters
import Pages

/// Whom and what a person may choose for a matter: nobody whom the report concerns is among them.
struct ActionChoices {
    private let matter: Matter
    private let visitor: Visitor
    private var catalog: Catalog { visitor.catalog }

    init(_ matter: Matter, _ visitor: Visitor) {
        self.matter = matter
        self.visitor = visitor
    }

    func all(for allowed: [CommandKind], at now: Instant) -> MatterActions.Choices {
        var choices = MatterActions.Choices()
        for kind in allowed where Transitions.carriedByStaff(kind, in: matter.state).contains(.to) {
            choices.holders[kind] = holders(for: kind).map { Choice(value: $0.text, name: name(of: $0)) }
        }
        if allowed.contains(.own) { choices.owners = owners.map { Choice(value: $0.id.text, name: $0.name) } }
        if allowed.contains(.refer) { choices.bodies = bodies.map { Choice(value: $0.id.text, name: $0.name) } }
        if allowed.contains(.classify) {
            (choices.categories, choices.category) = (catalog.categories, matter.category)
        }
        let (today, left) = (ChinaTime.date(of: now), matter.pauseDaysLeft(at: now))
        if left > 0 { choices.pauseDays = today.adding(days: 1)...today.adding(days: left) }
        return choices
    }

    /// The table knows what a command must carry; who there is to choose from, the catalogue and the roster know.
    /// - Parameter parent: the matter that the command joins this one to, if there is such a matter.
    /// - Throws: `CommandFault.wrongOwner`, `.unknown`.
    func check(_ command: Command, parent: Matter?) throws(CommandFault) {
        let carried = Transitions.carriedByStaff(command.kind, in: matter.state)
        if carried.contains(.to), let to = command.to, !holders(for: command.kind).contains(to) { throw .wrongOwner }
        if carried.contains(.owner), let owner = command.owner, !owners.contains(where: { $0.id == owner }) {
            throw .unknown(.owner)
        }
        if carried.contains(.body), let body = command.body, catalog.body(body) == nil { throw .unknown(.body) }
        if carried.contains(.parent), command.parent != nil {
            guard let parent, mayBeParent(parent) else { throw .unknown(.parent) }
        }
        if carried.contains(.kind), let category = command.category, catalog.category(category) == nil {
            throw .unknown(.kind)
        }
    }

    /// Whoever the other matter must be kept from would learn of it from this one.
    func mayBeParent(_ other: Matter) -> Bool {
        other.isVisible(to: visitor.staff) && other.parent == nil && other.exclusions.isSubset(of: matter.exclusions)
    }

    /// The workers and stations of the person's own area: a township, or for its supervisors the county.
    private func holders(for kind: CommandKind) -> [Holder] {
        switch kind {
        case .transfer:
            return catalog.stations.filter { $0.kind == .township || $0.kind == .specialised || $0.kind == .branch }
                .map { .station($0.id) }.filter { $0 != matter.holder && matter.mayBeTransferred(to: $0) }
        case .assist:
            return catalog.stations.filter { station in
                station.kind != .county && station.id != matter.lead && !matter.assistants.contains(station.id)
                    && matter.exclusions.isDisjoint(with: [.station(station.id)])
            }.map { .station($0.id) }
        default:
            guard let area else { return [] }
            let workers = visitor.roster.all.filter { worker in
                worker.role == .gridWorker && worker.cells.contains { $0.text.hasPrefix(area.text) }
                    && matter.exclusions.isDisjoint(with: worker.identities)
            }
            let stations = catalog.stations.filter { $0.kind == .township && $0.division.text.hasPrefix(area.text) }
            let known = stations.map { Holder.station($0.id) } + workers.map { .worker($0.id) }
            return known.filter { $0 != matter.holder && matter.mayBeHeld(by: $0) }
        }
    }

    private var area: DivisionCode? {
        let staff = visitor.staff
        if staff.role == .countySupervisor || staff.role == .townshipLeader { return staff.division }
        return staff.station.flatMap { catalog.station($0)?.division }
    }

    /// 包案: the leaders and the chief of the matter's township.
    private var owners: [Staff] {
        guard let township = matter.filing.cell.township as DivisionCode? else { return [] }
        let people = visitor.roster.leaders(of: township) + visitor.roster.chiefs(of: matter.lead)
        return people.filter { matter.exclusions.isDisjoint(with: $0.identities) }
    }

    /// Those that are competent for the category first.
    private var bodies: [Body] {
        let competent = catalog.bodies.filter { body in
            matter.category.map { body.categories.contains($0) || body.categories.contains($0.top) } ?? false
        }
        return competent + catalog.bodies.filter { body in !competent.contains { $0.id == body.id } }
    }

    private func name(of holder: Holder) -> String {
        switch holder {
        case .worker(let id): visitor.roster.staff(id)?.name ?? id.text
        case .station(let id): catalog.station(id)?.name ?? id.text
        }
    }
}
