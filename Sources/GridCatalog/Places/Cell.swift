public import Matters

/// 网格: the smallest area that one grid worker answers for.
public struct Cell: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case ordinary
        /// 专属网格: a building site, an estate, a market inside a village's range; its number is 9xx.
        case special
    }

    public let code: CellCode
    public let name: String
    public let kind: Kind
    /// Number of households, as counted by the township.
    public let households: Int
    public let dates: DatesInForce
    /// Cells it was made from when the village was divided anew.
    public let predecessors: [CellCode]
    public let origin: Origin
}

extension Cell: Dated {
    var key: CellCode { code }
}

/// `cells.csv`
enum CellFile {
    static let form = TableForm(
        columns: ["code", "name", "kind", "village", "households", "valid_from"],
        optional: ["valid_until", "predecessors"])

    static func read(_ source: Source, divisions: [DivisionCode: Division]) -> [Cell] {
        let rows = source.rows("cells.csv", form)
        let cells = rows.compactMap { cell(of: $0, divisions: divisions) }
        cells.reportOverlaps(column: "code", source.findings)
        let known = Set(cells.map(\.code))
        for cell in cells {
            for code in cell.predecessors where !known.contains(code) || code == cell.code {
                source.findings.report(
                    cell.origin, "predecessors", .unknownReference, "没有原网格 \(code)",
                    "there is no earlier cell \(code)")
            }
        }
        return cells
    }

    private static func cell(of row: Row, divisions: [DivisionCode: Division]) -> Cell? {
        let code = row.checked("code", CellCode.self)
        let name = row.text("name")
        let kind = row.word("kind", Cell.Kind.self)
        let village = row.checked("village", DivisionCode.self)
        let households = row.number("households")
        let dates = row.dates()
        let predecessors = row.list("predecessors", CellCode.self)
        guard let code, let name, let kind, let village, let households, let dates else { return nil }
        if code.village != village {
            row.report(
                "village", .wrongParent, "编码 \(code) 属于村 \(code.village)，不是 \(village)",
                "\(code) lies in village \(code.village), not in \(village)")
        }
        if divisions[village] == nil {
            row.report("village", .unknownReference, "没有村社区 \(village)", "there is no village \(village)")
        }
        if code.isSpecial != (kind == .special) {
            row.report(
                "kind", .cellKind, "专属网格 special 的序号是 9xx，普通网格 ordinary 不是；\(code) 写的是 \(kind.rawValue)",
                "special cells are numbered 9xx and ordinary ones are not; \(code) says \(kind.rawValue)")
        }
        return Cell(
            code: code, name: name, kind: kind, households: households, dates: dates,
            predecessors: predecessors,
            origin: row.origin)
    }
}
