public import Matters

/// 点位: a place where a code hangs, such as a village's notice board or a building site.
public struct Site: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case village, estate, buildingSite, market, school, hospital, park, station
    }

    public let id: SiteID
    public let name: String
    public let kind: Kind
    /// The cell written in the file; `Catalog.cellInForce(for:on:)` follows it through re-gridding.
    public let cell: CellCode
    public let address: String
    public let location: Location
    public let dates: DatesInForce
    public let origin: Origin
}

extension Site: Dated {
    var key: SiteID { id }
}

/// `sites.csv`
enum SiteFile {
    static let form = TableForm(
        columns: ["id", "name", "kind", "cell", "address", "lat", "lon", "valid_from"],
        optional: ["valid_until"])

    static func read(_ source: Source) -> [Site] {
        let sites = source.rows("sites.csv", form).compactMap(site)
        sites.reportOverlaps(column: "id", source.findings)
        return sites
    }

    private static func site(of row: Row) -> Site? {
        let id = row.checked("id", SiteID.self)
        let name = row.text("name")
        let kind = row.word("kind", Site.Kind.self)
        let cell = cell(of: row)
        let address = row.text("address")
        let location = location(of: row)
        let dates = row.dates()
        guard let id, let name, let kind, let cell, let address, let location, let dates else { return nil }
        return Site(
            id: id, name: name, kind: kind, cell: cell, address: address, location: location, dates: dates,
            origin: row.origin)
    }

    private static func cell(of row: Row) -> CellCode? {
        if row["cell"].isEmpty {
            row.report("cell", .siteWithoutCell, "这个点位没有写网格", "this site is in no cell")
            return nil
        }
        return row.checked("cell", CellCode.self)
    }

    private static func location(of row: Row) -> Location? {
        guard let latText = row.text("lat"), let lonText = row.text("lon") else { return nil }
        guard let lat = Double(latText), let lon = Double(lonText) else {
            row.report(
                "lat", .malformed, "坐标要写成小数度数，如 30.122000", "coordinates are decimal degrees, like 30.122000")
            return nil
        }
        if let fault = China.fault(lat: lat, lon: lon) {
            row.report("lat", fault.kind, fault.message.zh, fault.message.en)
            return nil
        }
        return Location(lat: lat, lon: lon)
    }
}
