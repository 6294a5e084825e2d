import GridCatalog
import Matters

/// Staff come, go, move and rise; cells are split and merged. Every cell keeps a worker in the folder, for no clerk may
/// import one that has none.
extension World {
    /// What the system must be told of a change.
    enum Notice: Sendable {
        /// `mashang staff add` and the like.
        case byHand(Staff)
        case disabled(StaffID)
        case enabled(Staff)
        /// `mashang grids import`.
        case folder
    }

    /// The cells in force on a day, in order of code.
    func cellsInForce(on day: LocalDate) -> [CellRow] {
        cells.values.filter { $0.from <= day && ($0.until.map { day <= $0 } ?? true) }.sorted { $0.code < $1.code }
    }

    private var workersInFolder: [Staff] {
        serving.filter { $0.role == .gridWorker && people[$0.id]?.isByHand == false }
    }

    /// Somebody new works beside whoever covers a cell.
    mutating func hire(on day: LocalDate, _ chance: inout Chance) -> [Notice] {
        guard let cell = chance.pickIfAny(cellsInForce(on: day))?.code else { return [] }
        hired += 1
        guard let id = StaffID("n\(hired)") else { return [] }
        let isByHand = chance.hits(40)
        let name = "新来的\(hired)号"
        let person =
            chance.hits(75)
            ? Staff(
                id: id, name: name, role: .gridWorker, cells: [cell],
                station: catalog.townshipStation(of: cell.village)?.id)
            : Staff(
                id: id, name: name, role: chance.hits(70) ? .mediator : .stationChief,
                station: catalog.townshipStation(of: cell.village)?.id, division: cell.township)
        add(Person(staff: person, isByHand: isByHand))
        return isByHand ? [.byHand(person)] : [.folder]
    }

    /// Somebody leaves; a colleague takes over their cells.
    mutating func leave(_ chance: inout Chance) -> [Notice] {
        let supervisors = serving.count { $0.role == .countySupervisor }
        let leavers = serving.filter { $0.role != .admin && ($0.role != .countySupervisor || supervisors > 2) }
        guard let person = chance.pickIfAny(leavers), let record = people[person.id] else { return [] }
        guard record.isByHand || handOver(person, &chance) else { return [] }
        change(person.id) { $0.serves = false }
        return record.isByHand ? [.disabled(person.id)] : [.folder]
    }

    /// Somebody who left comes back, to what they did before.
    mutating func comeBack(on day: LocalDate, _ chance: inout Chance) -> [Notice] {
        let gone = people.values.filter { !$0.serves }.map(\.staff).sorted { $0.id < $1.id }
        guard let person = chance.pickIfAny(gone), let record = people[person.id] else { return [] }
        let open = Set(cellsInForce(on: day).map(\.code))
        let cells = person.cells.intersection(open)
        if person.role == .gridWorker, cells.isEmpty { return [] }
        change(person.id) {
            $0.serves = true
            $0.staff = person.with(cells: cells)
        }
        return record.isByHand ? [.enabled(person.with(cells: cells))] : [.folder]
    }

    /// A worker gives one cell to another worker, now and then across the township's border.
    mutating func move(on day: LocalDate, _ chance: inout Chance) -> [Notice] {
        let open = Set(cellsInForce(on: day).map(\.code))
        let movers = workersInFolder.filter { $0.cells.intersection(open).count > 1 }
        guard let from = chance.pickIfAny(movers),
            let cell = chance.pickIfAny(from.cells.intersection(open).sorted())
        else { return [] }
        let near = workersInFolder.filter {
            $0.id != from.id && $0.cells.contains { $0.township == cell.township }
        }
        let abroad = workersInFolder.filter { $0.id != from.id }
        guard let to = chance.pickIfAny(chance.hits(70) && !near.isEmpty ? near : abroad) else { return [] }
        change(from.id) { $0.staff.cover([], leaving: [cell]) }
        change(to.id) { $0.staff.cover([cell]) }
        return [.folder]
    }

    /// A worker becomes mediator or chief of their township, or supervisor of the county.
    mutating func promote(preferring known: [StaffID], _ chance: inout Chance) -> [Notice] {
        let workers = serving.filter { $0.role == .gridWorker }
        let concerned = workers.filter { known.contains($0.id) }
        guard let person = chance.pickIfAny(chance.hits(70) && !concerned.isEmpty ? concerned : workers),
            let record = people[person.id], let township = person.cells.min()?.township,
            record.isByHand || handOver(person, &chance)
        else { return [] }
        let station = catalog.townshipStation(of: township)?.id
        let risen: Staff =
            switch chance.below(8) {
            case 0...2: person.with(role: .mediator, cells: [], station: station, division: township)
            case 3...5: person.with(role: .stationChief, cells: [], station: station, division: township)
            default: person.with(role: .countySupervisor, cells: [], station: centre, division: county)
            }
        let isByHand = record.isByHand || chance.hits(30)
        change(person.id) {
            $0.staff = risen
            $0.isByHand = isByHand
        }
        // The folder no longer names whoever was entered by hand, and must not take them out.
        return isByHand ? [.byHand(risen), .folder] : [.folder]
    }

    /// One cell becomes two.
    mutating func split(on day: LocalDate, _ chance: inout Chance) -> [Notice] {
        guard let old = chance.pickIfAny(divisible(on: day)) else { return [] }
        guard let first = freeCode(in: old.code.village) else { return [] }
        replace([old.code], with: first, "第\(first.text.suffix(3))网格", on: day)
        guard let second = freeCode(in: old.code.village) else { return [.folder] }
        replace([old.code], with: second, "第\(second.text.suffix(3))网格", on: day)
        return [.folder]
    }

    /// Two cells of a village become one.
    mutating func merge(on day: LocalDate, _ chance: inout Chance) -> [Notice] {
        let villages = Dictionary(grouping: divisible(on: day), by: \.code.village).filter { $0.value.count > 1 }
        guard let village = chance.pickIfAny(villages.keys.sorted()), let pair = villages[village]?.prefix(2),
            let code = freeCode(in: village)
        else { return [] }
        replace(pair.map(\.code), with: code, "第\(code.text.suffix(3))网格", on: day)
        return [.folder]
    }

    /// Ordinary cells that are old enough to be closed since yesterday, and of whose villages nothing is planned.
    private func divisible(on day: LocalDate) -> [CellRow] {
        cellsInForce(on: day).filter { $0.kind == "ordinary" && $0.from < day && $0.until == nil }
    }

    private func freeCode(in village: DivisionCode) -> CellCode? {
        for number in 1..<900 {
            let digits = String(number)
            let text = village.text + String(repeating: "0", count: 3 - digits.count) + digits
            if let code = CellCode(text), cells[code] == nil { return code }
        }
        return nil
    }

    /// `new` comes into force today in the place of `old`; whoever covers the old ones covers it.
    private mutating func replace(_ old: [CellCode], with new: CellCode, _ name: String, on day: LocalDate) {
        cells[new] = CellRow(
            code: new, name: name, kind: "ordinary", households: 100, from: day, until: nil, predecessors: old)
        for code in old { cells[code]?.until = day.adding(days: -1) }
        for person in people.values.map(\.staff).sorted(by: { $0.id < $1.id })
        where !person.cells.isDisjoint(with: old) && people[person.id]?.isByHand == false {
            change(person.id) { $0.staff.cover([new]) }
        }
    }

    /// Gives what a worker covers to a colleague, the nearest first.
    /// - Returns: whether there was anybody to take it.
    private mutating func handOver(_ person: Staff, _ chance: inout Chance) -> Bool {
        guard person.role == .gridWorker else { return true }
        let others = workersInFolder.filter { $0.id != person.id }
        let near = others.filter { other in
            other.cells.contains { cell in person.cells.contains { $0.township == cell.township } }
        }
        guard let heir = chance.pickIfAny(near.isEmpty ? others : near) else { return false }
        change(heir.id) { $0.staff.cover(person.cells) }
        return true
    }
}
