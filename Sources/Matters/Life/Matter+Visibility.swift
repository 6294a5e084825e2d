extension Matter {
    /// Whether this person may know that the matter exists. Whom it concerns never may.
    public func isVisible(to staff: Staff) -> Bool {
        !excluded.contains(staff.id) && !scopes.isDisjoint(with: staff.scopes)
    }

    /// What this person is to the matter; empty for whoever only reads it.
    public func capacities(of staff: Staff) -> Set<Capacity> {
        guard isVisible(to: staff) else { return [] }
        var capacities: Set<Capacity> = []
        switch staff.role {
        case .gridWorker:
            if holder == .worker(staff.id) { capacities.insert(.holdingWorker) }
        case .mediator, .stationChief, .countySupervisor:
            if let station = staff.station {
                if holder == .station(station) { capacities.insert(.holdingStation) }
                if staff.role == .stationChief, station == lead { capacities.insert(.leadStation) }
            }
            if staff.role == .countySupervisor { capacities.insert(.county) }
        case .inspector, .auditor, .admin: break
        }
        return capacities
    }

    /// What this person may do now.
    public func allowed(for staff: Staff) -> [CommandKind] {
        Transitions.allowed(in: state, for: capacities(of: staff)).filter { command in
            switch command {
            case .return: !isRuled
            case .takeOver: staff.station.map(canTakeOver) ?? false
            default: true
            }
        }
    }
}
