/// The place a matter is about.
public struct SiteView: Sendable, Hashable {
    public let name: String
    /// From the county down: `雁江区`, `莲花街道`, `九眼桥社区`.
    public let divisions: [String]
    /// The cell's name, where the reader should see it.
    public let cell: String?
    public let address: String?

    public init(name: String, divisions: [String], cell: String? = nil, address: String? = nil) {
        self.name = name
        self.divisions = divisions
        self.cell = cell
        self.address = address
    }

    var data: [String: PageData] {
        [
            "siteName": .text(name),
            "divisionLine": .text((divisions + [cell].compactMap(\.self)).joined(separator: " · ")),
            "cell": .maybe(cell),
            "address": .maybe(address),
        ]
    }
}
