public import Matters

/// 事项类别: what a matter is about. A second level takes over from the first what its own row leaves empty.
public struct Category: Sendable, Hashable {
    /// How soon somebody must look.
    public enum Urgency: String, Sendable, Codable, CaseIterable {
        case none, sameDay, twoHours
        /// Call for help first, report second.
        case danger
    }

    public let code: CategoryCode
    public let name: Bilingual
    /// The words for an old resident (给老人看的话).
    public let plain: Bilingual
    public let tile: TileID
    public let urgency: Urgency
    public let handledBy: Bilingual
    /// What helps to prove it, as words separated by commas.
    public let evidence: Bilingual
    /// 办结凭证: what shows that such a matter is really solved.
    public let proof: Bilingual?
    public let origin: Origin
}

public typealias TileID = ID<Tile>

/// One of the big pictures a resident chooses from; they never see a code.
public struct Tile: Sendable, Hashable {
    public let id: TileID
    /// What a report filed by this picture is at first.
    public let category: CategoryCode
    public let name: Bilingual
    public let hint: Bilingual
}

/// `rules/categories.csv`
enum CategoryFile {
    static let form = TableForm(
        columns: [
            "code", "parent", "name_zh", "name_en", "plain_zh", "plain_en", "tile", "urgency",
            "handled_by_zh",
            "handled_by_en", "evidence_zh", "evidence_en", "source",
        ], optional: ["proof_zh", "proof_en"])

    static func read(_ source: Source) -> [CategoryCode: Category] {
        let rows = source.rows("rules/categories.csv", form)
        var categories: [CategoryCode: Category] = [:]
        // First levels first, so that a second level finds its parent wherever it stands in the file.
        for isTop in [true, false] {
            for row in rows {
                guard let code = CategoryCode(row["code"]) else {
                    if isTop { _ = row.checked("code", CategoryCode.self) }
                    continue
                }
                guard (code == code.top) == isTop else { continue }
                if categories[code] != nil {
                    row.report("code", .duplicate, "类别 \(code) 重复了", "category \(code) is there twice")
                }
                if let category = category(code, of: row, parent: parent(of: code, row, categories)) {
                    categories[code] = category
                }
            }
        }
        return categories
    }

    private static func parent(
        of code: CategoryCode, _ row: Row, _ categories: [CategoryCode: Category]
    ) -> Category? {
        let expected = code == code.top ? "" : code.top.text
        if row["parent"] != expected {
            row.report(
                "parent", .wrongParent, "\(code) 的上级应当是“\(expected)”",
                "the parent of \(code) must be “\(expected)”")
        } else if code != code.top, categories[code.top] == nil {
            row.report("parent", .unknownReference, "没有上级类别 \(code.top)", "there is no category \(code.top)")
        }
        return code == code.top ? nil : categories[code.top]
    }

    private static func category(_ code: CategoryCode, of row: Row, parent: Category?) -> Category? {
        let name = row.bilingual("name")
        let urgency = row.word("urgency", Category.Urgency.self)
        let tile = row.optional("tile", TileID.self) ?? parent?.tile
        if tile == nil, code == code.top {
            row.report("tile", .missingValue, "一级类别要写首页图块", "a first-level category needs a tile")
        }
        guard let name, let urgency, let tile else { return nil }
        return Category(
            code: code, name: name, plain: row.optionalBilingual("plain") ?? parent?.plain ?? name,
            tile: tile,
            urgency: urgency,
            handledBy: row.optionalBilingual("handled_by") ?? parent?.handledBy ?? Bilingual(zh: "", en: ""),
            evidence: row.optionalBilingual("evidence") ?? parent?.evidence ?? Bilingual(zh: "", en: ""),
            proof: row.optionalBilingual("proof") ?? parent?.proof, origin: row.origin)
    }

    /// A tile of a category must be one that is shown.
    static func check(_ categories: [CategoryCode: Category], tiles: [Tile], _ findings: Findings) {
        let known = Set(tiles.map(\.id))
        for category in categories.values where !known.contains(category.tile) {
            findings.report(
                category.origin, "tile", .unknownReference, "没有首页图块 \(category.tile)",
                "there is no tile \(category.tile)")
        }
    }
}

/// `rules/tiles.csv`, in the order of the page.
enum TileFile {
    static let form = TableForm(columns: ["tile", "category", "name_zh", "name_en", "hint_zh", "hint_en"])

    static func read(_ source: Source, categories: [CategoryCode: Category]) -> [Tile] {
        var seen: Set<TileID> = []
        return source.rows("rules/tiles.csv", form).compactMap { row in
            let id = row.checked("tile", TileID.self)
            let code = row.checked("category", CategoryCode.self)
            let name = row.bilingual("name")
            let hint = row.bilingual("hint")
            guard let id, let code, let name, let hint else { return nil }
            if categories[code] == nil {
                row.report("category", .unknownReference, "没有类别 \(code)", "there is no category \(code)")
            }
            if !seen.insert(id).inserted {
                row.report("tile", .duplicate, "图块 \(id) 重复了", "tile \(id) is there twice")
            }
            return Tile(id: id, category: code, name: name, hint: hint)
        }
    }
}
