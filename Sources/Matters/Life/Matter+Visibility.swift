extension Matter {
    /// Whether this person may know that the matter exists. Whom it concerns never may, by name or by place.
    public func isVisible(to staff: Staff) -> Bool {
        exclusions.isDisjoint(with: staff.identities) && !scopes.isDisjoint(with: staff.scopes)
    }

    /// What this person is to the matter; empty for whoever only reads it.
    public func capacities(of staff: Staff) -> Set<Capacity> {
        guard isVisible(to: staff) else { return [] }
        var capacities: Set<Capacity> = []
        if owner == staff.id { capacities.insert(.owner) }
        if duty == staff.id { capacities.insert(.duty) }
        switch staff.role {
        case .gridWorker:
            if holder == .worker(staff.id) { capacities.insert(.holdingWorker) }
        case .mediator, .stationChief, .countySupervisor:
            if let station = staff.station {
                if holder == .station(station) { capacities.insert(.holdingStation) }
                if staff.role == .stationChief, station == lead { capacities.insert(.leadStation) }
                if assistants.contains(station) { capacities.insert(.assisting) }
                if let handlingUnit, handlingUnit != station, staff.role != .mediator { capacities.insert(.caller) }
            }
            if staff.role == .countySupervisor { capacities.insert(.county) }
        case .townshipLeader, .inspector, .auditor, .admin: break
        }
        return capacities
    }

    /// What this person may do now.
    public func allowed(for staff: Staff) -> [CommandKind] {
        allowed(as: capacities(of: staff), station: staff.station)
    }

    /// What whoever holds the receipt may do now.
    public var allowedForResident: [CommandKind] { allowed(as: [.resident], station: nil) }

    /// The table's answer, less what this matter's own story forbids.
    func allowed(as capacities: Set<Capacity>, station: StationID?) -> [CommandKind] {
        Transitions.allowed(in: state, for: capacities).filter { command in
            switch command {
            case .return: mayReturn
            case .takeOver: station.map(canTakeOver) ?? false
            case .admit: admittedAt == nil
            case .simplify: begunAt(.simplified) == nil
            case .acknowledge, .calm: deadlines.contains { $0.isRunning && $0.action == .rouse }
            case .reply: deadlines.contains { $0.isRunning && $0.stops.contains(.replied) }
            case .join: parent == nil
            case .unjoin: parent != nil
            case .review: mayAskReview
            case .callBack: nextCallBack != nil
            default: true
            }
        }
    }

    /// A worker, or a station that was sent it; not once the ruling has come, and never the station that leads.
    private var mayReturn: Bool {
        guard !isRuled else { return false }
        return switch holder {
        case .worker: true
        case .station(let id): id != lead && isTransferred
        }
    }

    /// 复查: by the county's centre, unless it ever handled it; 复核 after it. Only while the window is open.
    private var mayAskReview: Bool {
        !handlingUnits.contains(overseer) && reviews < 2
            && deadlines.contains { $0.isRunning && $0.action.outlivesEnd && $0.stops.contains(.reviewAsked) }
    }

    func begunAt(_ kind: EventKind) -> Instant? { happened[kind]?.first?.at }
}
