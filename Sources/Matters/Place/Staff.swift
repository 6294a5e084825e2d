/// 工作人员: one person of the staff and what they are responsible for.
public struct Staff: Sendable, Hashable {
    public let id: StaffID
    /// Name as residents and colleagues see it.
    public let name: String
    public let role: Role
    /// Cells a grid worker covers; empty for every other role.
    public let cells: Set<CellCode>
    /// The station a worker belongs to, a chief or mediator works at, or the county centre of a supervisor.
    public let station: StationID?
    /// The township or county a role above the cell is for.
    public let division: DivisionCode?
    /// Office telephone shown to colleagues; never to residents unless the deployment prints it on the poster.
    public let phone: String?

    public init(
        id: StaffID, name: String, role: Role, cells: Set<CellCode> = [], station: StationID? = nil,
        division: DivisionCode? = nil, phone: String? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.cells = cells
        self.station = station
        self.division = division
        self.phone = phone
    }
}
