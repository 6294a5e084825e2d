public import Matters

/// 一站式矛盾纠纷多元化解平台: where mediators sit.
public struct Station: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case township
        /// 二级站点: for one field, such as family or property.
        case specialised
        /// 部门分中心: a department's own branch.
        case branch
        /// 县级中心
        case county
        /// 纪检监察: has accusations alone.
        case discipline
    }

    public let id: StationID
    public let name: String
    public let kind: Kind
    /// The field of a specialised station or a branch, in the words of `routing.yaml` (`family`).
    public let specialty: String?
    /// The area it covers.
    public let division: DivisionCode
    public let address: String?
    /// As it is printed; checked to be a telephone number.
    public let phone: String?
    public let origin: Origin
}

/// `stations.csv`
enum StationFile {
    static let form = TableForm(
        columns: ["id", "name", "kind", "specialty", "division"], optional: ["address", "phone"])

    static func read(_ source: Source, divisions: [DivisionCode: Division]) -> [Station] {
        var lines: [StationID: Int?] = [:]
        var areas: [Area: Station] = [:]
        return source.rows("stations.csv", form).compactMap { row in
            guard let station = station(of: row, divisions: divisions) else { return nil }
            if let line = lines.updateValue(row.origin.line, forKey: station.id) {
                row.report(
                    "id", .duplicate, "站点 \(station.id) 重复了，第 \(line ?? 0) 行已经有",
                    "station \(station.id) is there twice, see line \(line ?? 0)")
            }
            let area = Area(kind: station.kind, specialty: station.specialty, division: station.division)
            if station.kind != .branch, let other = areas.updateValue(station, forKey: area) {
                row.report(
                    "division", .duplicate, "\(station.division) 已经有同类站点 \(other.id)，一个地方只能有一个",
                    "\(station.division) already has a station of this kind, \(other.id); there can be only one"
                )
            }
            return station
        }
    }

    private struct Area: Hashable {
        let kind: Station.Kind
        let specialty: String?
        let division: DivisionCode
    }

    private static func station(of row: Row, divisions: [DivisionCode: Division]) -> Station? {
        let id = row.checked("id", StationID.self)
        let name = row.text("name")
        let kind = row.word("kind", Station.Kind.self)
        let division = row.checked("division", DivisionCode.self)
        let specialty: String? =
            switch kind {
            case .specialised: row.text("specialty")
            case .branch: row.optionalText("specialty")
            case .township, .county, .discipline, nil: nil
            }
        let address = row.optionalText("address")
        let phone = row.phone("phone")
        guard let id, let name, let kind, let division else { return nil }
        if divisions[division] == nil {
            row.report("division", .unknownReference, "没有区划 \(division)", "there is no division \(division)")
        }
        let needed: DivisionCode.Level? =
            switch kind {
            case .township: .township
            case .county, .discipline: .county
            case .specialised, .branch: nil
            }
        if let needed, division.level != needed {
            row.report(
                "division", .wrongParent, "\(kind.rawValue) 站点的区划要是 \(needed.rawValue) 一级",
                "a \(kind.rawValue) station belongs to a division of level \(needed.rawValue)")
        }
        return Station(
            id: id, name: name, kind: kind, specialty: specialty, division: division, address: address,
            phone: phone,
            origin: row.origin)
    }
}
