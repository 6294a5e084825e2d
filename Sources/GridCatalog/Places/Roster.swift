public import Matters

/// Who serves, by what they are responsible for. Every look-up takes the same time however many there are.
public struct Roster: Sendable {
    /// In order of id.
    public let all: [Staff]
    private let byID: [StaffID: Staff]
    private let workersByCell: [CellCode: [Staff]]
    private let chiefsByStation: [StationID: [Staff]]
    private let supervisorsByCounty: [DivisionCode: [Staff]]
    private let leadersByTownship: [DivisionCode: [Staff]]

    public init(staff: [Staff]) {
        all = staff.sorted { $0.id < $1.id }
        byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
        var workers: [CellCode: [Staff]] = [:]
        var chiefs: [StationID: [Staff]] = [:]
        var supervisors: [DivisionCode: [Staff]] = [:]
        var leaders: [DivisionCode: [Staff]] = [:]
        for person in all {
            switch person.role {
            case .gridWorker:
                for cell in person.cells { workers[cell, default: []].append(person) }
            case .stationChief:
                if let station = person.station { chiefs[station, default: []].append(person) }
            case .countySupervisor:
                if let county = person.division?.county { supervisors[county, default: []].append(person) }
            case .townshipLeader:
                if let township = person.division { leaders[township, default: []].append(person) }
            case .mediator, .inspector, .auditor, .admin:
                break
            }
        }
        workersByCell = workers
        chiefsByStation = chiefs
        supervisorsByCounty = supervisors
        leadersByTownship = leaders
    }

    public func staff(_ id: StaffID) -> Staff? { byID[id] }
    /// Grid workers who cover a cell, in order of id.
    public func workers(of cell: CellCode) -> [Staff] { workersByCell[cell] ?? [] }
    /// Chiefs of a station, in order of id.
    public func chiefs(of station: StationID) -> [Staff] { chiefsByStation[station] ?? [] }
    /// Supervisors of a county, in order of id.
    public func supervisors(of county: DivisionCode) -> [Staff] { supervisorsByCounty[county] ?? [] }
    /// 包案领导 of a township, in order of id.
    public func leaders(of township: DivisionCode) -> [Staff] { leadersByTownship[township] ?? [] }
}
