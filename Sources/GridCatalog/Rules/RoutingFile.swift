import Matters

/// `rules/routing.yaml`
enum RoutingFile {
    static let path = "rules/routing.yaml"

    static func read(_ source: Source, categories: [CategoryCode: Category], bodies: [Body]) -> [RoutingRule] {
        guard let top = source.yaml(path) else { return [] }
        top.allow(keys: ["version", "rules"])
        guard let version = top.text("version") else { return [] }
        let known = Known(version: version, categories: categories, bodies: Set(bodies.map(\.id)))
        var seen: Set<String> = []
        let nodes = top.list("rules")
        let rules = nodes.compactMap { node -> RoutingRule? in
            // Before 0.2 a rule named the station that assists; what a database keeps is read as it was meant.
            let isOld = node["station"] != nil && node["to"] == nil
            guard let rule = isOld ? oldRule(of: node, known) : rule(of: node, known) else { return nil }
            if !seen.insert(rule.id).inserted {
                node.report("id", .duplicate, "规则 \(rule.id) 重复了", "rule \(rule.id) is there twice")
            }
            return rule
        }
        if rules.count == nodes.count { checkLast(rules, top) }
        return rules
    }

    /// What no rule takes would have no answer.
    private static func checkLast(_ rules: [RoutingRule], _ top: RuleNode) {
        guard let last = rules.last, last.when == RoutingRule.Condition(), last.lead == .township else {
            return top.report(
                "rules", .routingGap, "最后一条规则要写 when: {}，交给乡镇站点（lead: township），否则有的事没有规则管",
                "the last rule must have when: {} and lead: township; else some reports match no rule")
        }
    }

    private struct Known {
        let version: String
        let categories: [CategoryCode: Category]
        let bodies: Set<BodyID>
    }

    private static func rule(of node: RuleNode, _ known: Known) -> RoutingRule? {
        node.allow(keys: ["id", "when", "to", "assist", "notify", "reason"])
        let id = node.text("id")
        let when = condition(of: node, known)
        let reason = node.bilingual("reason")
        let assists = node["assist"] == nil ? [] : node.list("assist").compactMap { station($0) }
        let notifies = node["notify"] == nil ? [] : node.list("notify").compactMap { body($0, known) }
        guard let to = node["to"] else {
            node.report("to", .missingValue, "缺少“to”（交给谁）", "“to” is missing: who gets it")
            return nil
        }
        to.allow(keys: ["worker", "lead"])
        let worker = to.word("worker", RoutingRule.WorkerChoice.self)
        let lead = lead(of: to)
        guard let id, let when, let worker, let lead, let reason else { return nil }
        return RoutingRule(
            id: id, version: known.version, when: when, worker: worker, lead: lead, assists: assists,
            notifies: notifies, reason: reason, origin: node.origin)
    }

    private static func oldRule(of node: RuleNode, _ known: Known) -> RoutingRule? {
        node.allow(keys: ["id", "when", "station", "reason"])
        let id = node.text("id")
        let when = condition(of: node, known)
        let reason = node.bilingual("reason")
        guard let id, let when, let choice = node["station"].flatMap(station), let reason else { return nil }
        return RoutingRule(
            id: id, version: known.version, when: when, worker: .cell, lead: .township,
            assists: choice.kind == .township ? [] : [choice], notifies: [], reason: reason, origin: node.origin)
    }

    private static func lead(of to: RuleNode) -> RoutingRule.Lead? {
        guard let lead = to["lead"] else {
            to.report("lead", .missingValue, "缺少“lead”（主办站点）", "“lead” is missing: the station that answers for it")
            return nil
        }
        switch lead.scalar {
        case "township": return .township
        case "discipline": return .discipline
        case let word?:
            lead.report(
                "lead", .unknownWord, "“\(word)”不认识，可以写 township、discipline 或 {kind: …, specialty: …}",
                "“\(word)” is unknown; write township, discipline or {kind: …, specialty: …}")
            return nil
        case nil:
            guard let choice = station(lead) else { return nil }
            return switch choice.kind {
            case .township: .township
            case .discipline: .discipline
            case .specialised, .branch, .county: .station(choice)
            }
        }
    }

    private static func station(_ node: RuleNode) -> RoutingRule.StationChoice? {
        node.allow(keys: ["kind", "specialty"])
        guard let kind = node.word("kind", Station.Kind.self) else { return nil }
        let hasField = kind == .specialised || (kind == .branch && node["specialty"] != nil)
        let specialty = hasField ? node.text("specialty") : nil
        return kind == .specialised && specialty == nil
            ? nil : RoutingRule.StationChoice(kind: kind, specialty: specialty)
    }

    /// `police`, or `{kind: department}`.
    private static func body(_ node: RuleNode, _ known: Known) -> RoutingRule.BodyChoice? {
        guard let text = node.scalar else {
            node.allow(keys: ["kind"])
            return node.text("kind").map(RoutingRule.BodyChoice.kind)
        }
        guard let id = node.checked(text, "notify", BodyID.self) else { return nil }
        guard known.bodies.contains(id) else {
            node.report("notify", .unknownReference, "没有单位 \(id)", "there is no body \(id)")
            return nil
        }
        return .body(id)
    }
}

// What a rule asks.
extension RoutingFile {
    private static func condition(of node: RuleNode, _ known: Known) -> RoutingRule.Condition? {
        guard let when = node["when"] else {
            node.report("when", .missingValue, "缺少“when”；不限条件就写 {}", "“when” is missing; write {} for all")
            return nil
        }
        when.allow(keys: [
            "categories", "natures", "sites", "divisions", "concerns", "languages", "hours", "workdays",
        ])
        var condition = RoutingRule.Condition()
        condition.categories = Set(
            texts(when, "categories").compactMap { text in
                guard let code = when.checked(text, "categories", CategoryCode.self) else { return nil }
                guard known.categories[code] != nil else {
                    when.report("categories", .unknownReference, "没有类别 \(code)", "there is no category \(code)")
                    return nil
                }
                return code
            })
        condition.natures = Set(texts(when, "natures").compactMap { when.word($0, "natures", Nature.self) })
        condition.sites = Set(texts(when, "sites").compactMap { when.word($0, "sites", Site.Kind.self) })
        condition.places = Set(
            texts(when, "divisions").compactMap { when.checked($0, "divisions", PlaceCode.self) })
        condition.concerns = Set(texts(when, "concerns").compactMap { when.word($0, "concerns", Concern.self) })
        condition.languages = Set(texts(when, "languages"))
        let asked = [
            "categories": condition.categories.count, "natures": condition.natures.count,
            "sites": condition.sites.count, "divisions": condition.places.count,
            "concerns": condition.concerns.count, "languages": condition.languages.count,
        ]
        // A condition that could not be read must not become no condition.
        guard asked.allSatisfy({ when[$0.key] == nil || $0.value > 0 }) else { return nil }
        if let hours = when["hours"] {
            guard let read = Self.hours(hours) else { return nil }
            condition.hours = read
        }
        if when["workdays"] != nil {
            guard let isWorkday = when.bool("workdays") else { return nil }
            condition.isWorkday = isWorkday
        }
        return condition
    }

    private static func texts(_ when: RuleNode, _ key: String) -> [String] {
        guard when[key] != nil else { return [] }
        let texts = when.texts(key)
        if texts.isEmpty {
            when.report(key, .missingValue, "“\(key)”是空的；不限就整行删掉", "“\(key)” is empty; leave it out to ask nothing")
        }
        return texts
    }

    /// `{from: "22:00", to: "07:00"}`
    private static func hours(_ node: RuleNode) -> ClockHours? {
        node.allow(keys: ["from", "to"])
        guard let from = node.text("from"), let to = node.text("to") else { return nil }
        if let from = ClockHours.minute(from), let to = ClockHours.minute(to),
            let hours = ClockHours(from: from, to: to)
        {
            return hours
        }
        node.report(
            "hours", .malformed, "“\(from)”到“\(to)”不是时段，请写成 {from: \"22:00\", to: \"07:00\"}",
            "“\(from)” to “\(to)” is no time of day; write {from: \"22:00\", to: \"07:00\"}")
        return nil
    }
}

extension PlaceCode: Explained {
    static let rule = Bilingual(
        zh: "写 6 位县区、9 位乡镇、12 位村社区或 15 位网格编码",
        en: "6 digits for a county, 9 for a township, 12 for a village, 15 for a cell")
}
