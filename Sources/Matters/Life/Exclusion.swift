/// Who must never learn of a matter: a person, whoever serves in a village, whoever serves at a station, now or later.
public enum Exclusion: Sendable, Hashable, Comparable {
    case staff(StaffID)
    case village(DivisionCode)
    case station(StationID)

    /// `g0001`, `village:512002100201`, `station:st-512002100`.
    public var text: String {
        switch self {
        case .staff(let id): id.text
        case .village(let code): "village:\(code)"
        case .station(let id): "station:\(id)"
        }
    }

    public init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let exclusion: Exclusion? =
            switch (parts.first, parts.count) {
            case ("village", 2): DivisionCode(parts[1]).map(Exclusion.village)
            case ("station", 2): StationID(parts[1]).map(Exclusion.station)
            case (_, 1): StaffID(text).map(Exclusion.staff)
            default: nil
            }
        guard let exclusion else { return nil }
        self = exclusion
    }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension Staff {
    /// Everything that shuts this person out where it is excluded.
    public var identities: Set<Exclusion> {
        Set(cells.map { .village($0.village) }).union([.staff(id)]).union(station.map { [.station($0)] } ?? [])
    }
}

extension Decision {
    /// Everybody this report is about, by name and by place.
    public var exclusions: Set<Exclusion> {
        Set(excluded.map(Exclusion.staff))
            .union([about?.village.map(Exclusion.village), about?.station.map(Exclusion.station)].compactMap(\.self))
    }
}
