import Matters

/// Holds the sites against the cells: each site in force lies in one cell in force, and not in another one's outline.
enum SiteCheck {
    static func check(_ sites: [Site], in catalog: Catalog, on day: LocalDate, _ findings: Findings) {
        for site in sites where site.dates.contains(day) {
            guard let written = catalog.cell(site.cell) else {
                findings.report(
                    site.origin, "cell", .siteWithoutCell, "没有网格 \(site.cell)",
                    "there is no cell \(site.cell)")
                continue
            }
            guard let cell = catalog.cellInForce(for: site, on: day) else {
                findings.report(
                    site.origin, "cell", .siteWithoutCell, "网格 \(written.code) 已停用，也没有接替的网格",
                    "cell \(written.code) is not in force and has no successor")
                continue
            }
            guard cell.kind == .ordinary, let shape = catalog.shape(of: cell.code),
                !shape.contains(site.location)
            else { continue }
            let other = catalog.ordinaryCell(at: site.location, on: day)
            findings.report(
                Problem(
                    site.origin, column: "lat", .siteOutsideCell,
                    zh: other.map { "坐标在网格 \($0.code) 里，不在 \(cell.code) 里" } ?? "坐标不在网格 \(cell.code) 的范围里",
                    en: other.map { "the point lies in cell \($0.code), not in \(cell.code)" }
                        ?? "the point lies outside cell \(cell.code)",
                    // Outside every outline the map may be what is wrong.
                    isWarning: other == nil))
        }
    }
}

extension Catalog {
    /// The ordinary cell whose outline contains a place; looks at every cell, for checks only.
    func ordinaryCell(at location: Location, on day: LocalDate) -> Cell? {
        cells.first {
            $0.kind == .ordinary && $0.dates.contains(day) && shape(of: $0.code)?.contains(location) ?? false
        }
    }
}
