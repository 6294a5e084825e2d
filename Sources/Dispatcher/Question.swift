public import GridCatalog
public import Matters

/// What dispatch is asked: everything a rule can look at, and nothing of what the resident wrote.
public struct Question: Sendable, Hashable {
    public let cell: CellCode
    public let site: Site.Kind
    public let category: CategoryCode?
    public let nature: Nature?
    public let concerns: Set<Concern>
    /// As the page was read: `zh-Hans`, `en`.
    public let language: String?
    public let now: Instant

    public init(
        cell: CellCode, site: Site.Kind, category: CategoryCode?, nature: Nature? = nil, concerns: Set<Concern> = [],
        language: String? = nil, now: Instant
    ) {
        self.cell = cell
        self.site = site
        self.category = category
        self.nature = nature
        self.concerns = concerns
        self.language = language
        self.now = now
    }

    /// 检举控告 (信访工作条例 art. 30): by nature, or by the category 干部作风.
    public var isAccusation: Bool { nature == .accusation || category == .conductOfOfficials }

    /// The question that was asked when a matter was filed; of one filed before 0.2, as far as it was kept.
    public init?(_ record: MatterRecord, in catalog: Catalog) {
        guard let first = record.events.first, let filing = first.facts.filing else { return nil }
        let inputs = first.facts.decision?.inputs
        let kind = inputs.flatMap { Site.Kind(rawValue: $0.siteKind) } ?? catalog.site(filing.site)?.kind
        guard let kind else { return nil }
        self.init(
            cell: filing.cell, site: kind, category: filing.category, nature: inputs?.nature,
            concerns: Set(filing.concerns), language: inputs?.language, now: first.at)
    }

    func inputs(rules: String) -> Decision.Inputs {
        Decision.Inputs(
            cell: cell, category: category, nature: nature, siteKind: site.rawValue, concerns: concerns,
            language: language, at: now, rules: rules)
    }
}

extension CategoryCode {
    /// 干部作风. Not left to the rules: a file that forgot it would show an accusation to whom it accuses.
    fileprivate static let conductOfOfficials = Self("D1904")
}

extension RoutingRule.Condition {
    func holds(for question: Question, _ calendar: WorkCalendar) -> Bool {
        let minute = Int(ChinaTime.millisecondsOfDay(question.now) / 60_000)
        return asks(category: question.category) && asks(nature: question.nature) && asks(site: question.site)
            && asks(cell: question.cell) && asks(concerns: question.concerns) && asks(language: question.language)
            && asks(minute: minute) && asks(workday: calendar.isWorkingDay(ChinaTime.date(of: question.now)))
    }
}
