import Matters

/// `rules/limits.yaml`: the legal and local time limits.
enum LimitFile {
    /// What "starts" a limit that runs at another body.
    private static let elsewhere = "elsewhere"
    private static let keys: Set = [
        "id", "from", "until", "what", "promise", "starts", "stops", "when", "amount", "unit", "duty", "statute",
        "then", "pausable", "repeats", "basis", "local",
    ]

    static func read(_ source: Source) -> [TimeLimit] {
        guard let top = source.yaml("rules/limits.yaml") else { return [] }
        top.allow(keys: ["version", "limits"])
        guard let version = top.text("version") else { return [] }
        let entries = top.list("limits").compactMap { node in limit(of: node, version: version) }
        entries.reportOverlaps(column: "id", source.findings)
        return entries.map(\.limit)
    }

    private struct Entry: Dated {
        let limit: TimeLimit
        let dates: DatesInForce
        let origin: Origin
        var key: String { limit.id }
    }

    private static func limit(of node: RuleNode, version: String) -> Entry? {
        node.allow(keys: keys)
        let id = node.text("id")
        let dates = dates(of: node)
        let what = node.bilingual("what")
        let promise = node["promise"] == nil ? nil : node.bilingual("promise")
        let starts = starts(of: node)
        let stops = node.list("stops").compactMap { stop in
            stop.scalar.flatMap { stop.word($0, "stops", EventKind.self) }
        }
        let amount = amount(of: node)
        let duty = node["duty"].flatMap(dutyHours)
        let basis = node.bilingual("basis")
        let isLocal = node.bool("local")
        let then = node["then"] == nil ? DueAction.climb : node.word("then", DueAction.self)
        // Why it may stand still: for a statutory limit, the article.
        let pausable = node["pausable"].flatMap { _ in node.bilingual("pausable") }
        let repeats = node["repeats"] == nil ? false : node.bool("repeats")
        guard let id, let dates, let what, let starts, let amount, let basis, let isLocal, let then, let repeats,
            let scope = scope(of: node)
        else { return nil }
        if node["statute"] != nil, let statute = node["statute"].flatMap({ self.amount(of: $0) }) {
            check(amount, against: statute, node)
        }
        if amount.unit == .dutyMinutes, node["duty"] == nil {
            node.report("duty", .missingValue, "dutyMinutes 要写值班时间 duty", "dutyMinutes needs the duty hours")
        }
        if let promise, !promise.zh.contains("{date}") || !promise.en.contains("{date}") {
            node["promise"]?.report("promise", .malformed, "承诺里要有 {date}", "a promise must contain {date}")
        }
        let limit = TimeLimit(
            id: id, version: version, from: dates.from, until: dates.until, what: what, promise: promise,
            starts: starts.kind, stops: Set(stops), amount: amount, duty: duty, basis: basis, isLocal: isLocal,
            scope: scope, then: then, isPausable: pausable != nil, repeats: repeats)
        return Entry(limit: limit, dates: dates, origin: node.origin)
    }

    private static func dates(of node: RuleNode) -> DatesInForce? {
        let from = node.date("from")
        let until = node["until"] == nil ? nil : node.date("until")
        guard let from, (node["until"] == nil) == (until == nil) else { return nil }
        if let dates = DatesInForce(from: from, until: until) { return dates }
        node.report("until", .endsBeforeStart, "停用日期早于启用日期 \(from)", "ends before it starts (\(from))")
        return nil
    }

    /// What starts a limit; no kind for one that runs elsewhere.
    private struct Starts { let kind: EventKind? }

    private static func starts(of node: RuleNode) -> Starts? {
        guard let word = node.text("starts") else { return nil }
        if word == elsewhere { return Starts(kind: nil) }
        return node.word("starts", EventKind.self).map { Starts(kind: $0) }
    }

    private static func scope(of node: RuleNode) -> TimeLimit.Scope? {
        guard let when = node["when"] else { return TimeLimit.Scope() }
        when.allow(keys: ["categories", "divisions", "percent"])
        let codes = when["categories"] == nil ? [] : when.texts("categories")
        let categories = codes.compactMap { when.checked($0, "categories", CategoryCode.self) }
        let divisions = when["divisions"] == nil ? [] : when.texts("divisions")
        for code in divisions where !(2...12).contains(code.utf8.count) || !code.allSatisfy(\.isASCIIDigit) {
            when.report(
                "divisions", .malformed, "“\(code)”不是区划代码的开头几位", "“\(code)” is not the beginning of a division code")
        }
        let percent = when["percent"] == nil ? 100 : when.int("percent")
        guard let percent else { return nil }
        if !(1...100).contains(percent) {
            when.report("percent", .malformed, "抽样比例要在 1 到 100 之间", "a sample is from 1 to 100 in a hundred")
        }
        return TimeLimit.Scope(categories: Set(categories), divisions: Set(divisions), percent: percent)
    }

    private static func amount(of node: RuleNode) -> TimeLimit.Amount? {
        guard let count = node.int("amount"), let unit = node.word("unit", TimeLimit.Unit.self) else {
            return nil
        }
        if let amount = TimeLimit.Amount(count, unit) { return amount }
        node.report("amount", .malformed, "时限要在 1 到 3650 之间", "an amount is from 1 to 3650")
        return nil
    }

    private static func dutyHours(of node: RuleNode) -> TimeLimit.DutyHours? {
        node.allow(keys: ["from", "to", "resume"])
        let from = minute("from", of: node)
        let to = minute("to", of: node)
        let resume = minute("resume", of: node)
        guard let from, let to, let resume else { return nil }
        if let duty = TimeLimit.DutyHours(from: from, to: to, resume: resume) { return duty }
        node.report(
            "duty", .malformed, "值班时间要先 from、再 resume、后 to",
            "duty hours must be in the order from, resume, to")
        return nil
    }

    /// `07:30` as minutes of the day; `24:00` is its end.
    private static func minute(_ key: String, of node: RuleNode) -> Int? {
        guard let text = node.text(key) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<60).contains(minute), (0...1440).contains(hour * 60 + minute)
        {
            return hour * 60 + minute
        }
        node.report(
            key, .malformed, "“\(text)”不是时刻，请写成 \"07:00\"", "“\(text)” is no time of day; write \"07:00\"")
        return nil
    }

    /// A local amount may be shorter than the statute, never longer (design: rule 9 of the matter's life).
    private static func check(_ amount: TimeLimit.Amount, against statute: TimeLimit.Amount, _ node: RuleNode) {
        let isWithin: Bool
        if amount.unit == statute.unit {
            isWithin = amount.count <= statute.count
        } else if amount.unit == .workingDays {
            // Working days grow over holidays, so no number of them is surely within other units.
            isWithin = false
        } else {
            isWithin = longestMinutes(amount) <= shortestMinutes(statute)
        }
        guard !isWithin else { return }
        (node["amount"] ?? node).report(
            "amount", .longerThanStatute,
            "\(amount.count) \(amount.unit.rawValue) 超过法定的 \(statute.count) \(statute.unit.rawValue)，只能更短",
            "\(amount.count) \(amount.unit.rawValue) is longer than the legal \(statute.count) \(statute.unit.rawValue)"
        )
    }

    private static let dayMinutes = 1440

    private static func longestMinutes(_ amount: TimeLimit.Amount) -> Int {
        switch amount.unit {
        case .minutes: amount.count
        case .hours: amount.count * 60
        // Outside duty the minutes end when duty resumes, at most a day later.
        case .dutyMinutes: amount.count + dayMinutes
        case .days, .workingDays: amount.count * dayMinutes
        }
    }

    private static func shortestMinutes(_ amount: TimeLimit.Amount) -> Int {
        switch amount.unit {
        case .minutes, .dutyMinutes: amount.count
        case .hours: amount.count * 60
        case .days, .workingDays: amount.count * dayMinutes
        }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
