/// Who did something.
public enum Actor: Sendable, Hashable {
    /// Whoever holds the receipt.
    case resident
    /// A rule: dispatch, a deadline.
    case system
    case staff(StaffID, Role)
    /// 外单位: a body outside, through its one-time link.
    case body(BodyID)
}

/// 首接、主办: who has a matter now.
public enum Holder: Sendable, Hashable {
    case worker(StaffID)
    case station(StationID)
}

/// A circle of people who may see a matter. Seeing is granted, never assumed: who is in no granted circle
/// learns nothing, not even that the matter exists.
public enum Scope: Sendable, Hashable {
    case cell(CellCode)
    case staff(StaffID)
    case station(StationID)
    case county(DivisionCode)
}

extension Staff {
    /// The circles this person is in.
    public var scopes: Set<Scope> {
        switch role {
        case .gridWorker: Set(cells.map(Scope.cell)).union([.staff(id)])
        case .mediator, .stationChief: Set([station.map(Scope.station), .staff(id)].compactMap(\.self))
        case .townshipLeader: [.staff(id)]
        case .countySupervisor, .inspector: Set([division.map { .county($0.county) }].compactMap(\.self))
        case .auditor, .admin: []
        }
    }

    public var actor: Actor { .staff(id, role) }
}

/// What somebody is to one matter; the transition table says who may do what in these words.
public enum Capacity: String, Sendable, CaseIterable {
    case resident
    /// The grid worker who has it.
    case holdingWorker
    /// The station or county centre that has it, in the person of its chief, mediator or supervisor.
    case holdingStation
    /// The chief of the station that leads.
    case leadStation
    /// A supervisor of the county.
    case county
    /// 包案: its named owner.
    case owner
    /// 协办: somebody of an assisting station.
    case assisting
    /// 值班: who was on duty when it came in.
    case duty
    /// 回访: somebody of another unit than the one that handled it.
    case caller
    /// 外单位: whoever has the one-time link of the body it was referred to.
    case outside
    /// A deadline, a pause that is over, a window that closed.
    case system
}

// The three are stored as short texts: `staff:g0001:gridWorker`, `worker:g0001`, `cell:512002001001001`.

extension Actor: Codable {
    public var text: String {
        switch self {
        case .resident: "resident"
        case .system: "system"
        case .staff(let id, let role): "staff:\(id):\(role.rawValue)"
        case .body(let id): "body:\(id)"
        }
    }

    public init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("resident", 1): self = .resident
        case ("system", 1): self = .system
        case ("staff", 3):
            guard let id = StaffID(parts[1]), let role = Role(rawValue: parts[2]) else { return nil }
            self = .staff(id, role)
        case ("body", 2):
            guard let id = BodyID(parts[1]) else { return nil }
            self = .body(id)
        default: return nil
        }
    }

    public init(from decoder: any Decoder) throws { self = try decoder.text(Actor.init(text:)) }
    public func encode(to encoder: any Encoder) throws { try encoder.write(text) }
}

extension Holder: Codable {
    public var text: String {
        switch self {
        case .worker(let id): "worker:\(id)"
        case .station(let id): "station:\(id)"
        }
    }

    public init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "worker":
            guard let id = StaffID(parts[1]) else { return nil }
            self = .worker(id)
        case "station":
            guard let id = StationID(parts[1]) else { return nil }
            self = .station(id)
        default: return nil
        }
    }

    public init(from decoder: any Decoder) throws { self = try decoder.text(Holder.init(text:)) }
    public func encode(to encoder: any Encoder) throws { try encoder.write(text) }
}

extension Scope: Codable {
    public var text: String {
        switch self {
        case .cell(let code): "cell:\(code)"
        case .staff(let id): "staff:\(id)"
        case .station(let id): "station:\(id)"
        case .county(let code): "county:\(code)"
        }
    }

    public init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let scope: Scope? =
            switch parts[0] {
            case "cell": CellCode(parts[1]).map(Scope.cell)
            case "staff": StaffID(parts[1]).map(Scope.staff)
            case "station": StationID(parts[1]).map(Scope.station)
            case "county": DivisionCode(parts[1]).map(Scope.county)
            default: nil
            }
        guard let scope else { return nil }
        self = scope
    }

    public init(from decoder: any Decoder) throws { self = try decoder.text(Scope.init(text:)) }
    public func encode(to encoder: any Encoder) throws { try encoder.write(text) }
}

extension Decoder {
    fileprivate func text<Value>(_ parse: (String) -> Value?) throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = parse(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a \(Value.self): \(text)")
        }
        return value
    }
}

extension Encoder {
    fileprivate func write(_ text: String) throws {
        var container = singleValueContainer()
        try container.encode(text)
    }
}
