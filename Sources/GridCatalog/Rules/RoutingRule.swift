public import Matters

/// One row of the dispatch table: what it is for and where it goes. The first rule that matches wins.
public struct RoutingRule: Sendable, Hashable {
    public let id: String
    public let version: String
    /// Categories it is for, with all below them; empty means every category.
    public let categories: Set<CategoryCode>
    /// The kind of station that gets the matter, if one covers the site; else the next rule decides.
    public let station: Station.Kind
    /// The field of a specialised station.
    public let specialty: String?
    /// What the resident and the station are told about why.
    public let reason: Bilingual

    public func matches(_ category: CategoryCode) -> Bool {
        categories.isEmpty || categories.contains(category) || categories.contains(category.top)
    }
}

/// `rules/routing.yaml`
enum RoutingFile {
    static func read(_ source: Source, categories: [CategoryCode: Category]) -> [RoutingRule] {
        guard let top = source.yaml("rules/routing.yaml") else { return [] }
        top.allow(keys: ["version", "rules"])
        guard let version = top.text("version") else { return [] }
        var seen: Set<String> = []
        let rules = top.list("rules").compactMap { node -> RoutingRule? in
            guard let rule = rule(of: node, version: version, categories: categories) else { return nil }
            if !seen.insert(rule.id).inserted {
                node.report("id", .duplicate, "规则 \(rule.id) 重复了", "rule \(rule.id) is there twice")
            }
            return rule
        }
        let hasLast = rules.contains { $0.categories.isEmpty && $0.station == .township }
        if !rules.isEmpty, !hasLast {
            top.report(
                "rules", .missingValue, "最后要有一条不限类别、给乡镇站点的规则",
                "the last rule must send every category to the township station")
        }
        return rules
    }

    private static func rule(
        of node: RuleNode, version: String, categories: [CategoryCode: Category]
    ) -> RoutingRule? {
        node.allow(keys: ["id", "when", "station", "reason"])
        let id = node.text("id")
        let when = node["when"]
        if when == nil {
            node.report("when", .missingValue, "缺少“when”；不限类别就写 {}", "“when” is missing; write {} for all")
        }
        when?.allow(keys: ["categories"])
        let codes = when?["categories"] == nil ? [] : when?.texts("categories") ?? []
        let wanted = codes.compactMap { when?.checked($0, "categories", CategoryCode.self) }
        for code in wanted where categories[code] == nil {
            when?.report("categories", .unknownReference, "没有类别 \(code)", "there is no category \(code)")
        }
        let reason = node.bilingual("reason")
        guard let station = node["station"] else {
            node.report("station", .missingValue, "缺少“station”", "“station” is missing")
            return nil
        }
        station.allow(keys: ["kind", "specialty"])
        let kind = station.word("kind", Station.Kind.self)
        let specialty = kind == .specialised ? station.text("specialty") : nil
        guard let id, let kind, let reason else { return nil }
        return RoutingRule(
            id: id, version: version, categories: Set(wanted), station: kind, specialty: specialty,
            reason: reason)
    }
}
