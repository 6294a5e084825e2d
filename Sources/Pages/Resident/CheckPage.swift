public import Matters

/// `/s/T/check`: everything once more before it is sent, and the telephone first if it sounds like an emergency.
public struct CheckPage: Page {
    public let token: String
    public let site: SiteView
    /// The tile of the report, if one was chosen.
    public let tile: TileView?
    public let report: RawReport
    public let emergencies: [EmergencyView]

    public init(
        token: String, site: SiteView, tile: TileView?, report: RawReport, emergencies: [EmergencyView] = []
    ) {
        self.token = token
        self.site = site
        self.tile = tile
        self.report = report
        self.emergencies = emergencies
    }

    public var template: String { "check" }
    public func title(_ words: Wording) -> String { words("checkTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        site.data.adding([
            "action": .text(Paths.reports(token)),
            "tellAction": .text(Paths.tell(token)),
            "whoAction": .text(Paths.who(token)),
            "carried": ReportForm.carried(report, words, shown: []),
            "tileName": .text(tile.map { words.pick($0.name) } ?? words("notChosen")),
            "text": .text(report.text),
            "name": .text(report.name.isEmpty ? words("notFilled") : report.name),
            "phone": .text(report.phone.isEmpty ? words("notFilled") : report.phone),
            "hasContact": .flag(!report.name.isEmpty || !report.phone.isEmpty),
            "shared": .text(words(report.shareContact ? "checkShared" : "checkUnshared")),
            "forOther": .text(words(report.forOther ? "checkForOther" : "checkForSelf")),
            "concerns": .text(concerns(words)),
            "emergencies": .list(emergencies.map { .object($0.data(words)) }),
            "hasEmergency": .flag(!emergencies.isEmpty),
        ])
    }

    private func concerns(_ words: Wording) -> String {
        let named = report.concerns.compactMap { Concern(rawValue: $0) }.map { words.of("concern", $0.rawValue) }
        return named.isEmpty ? words("checkNobody") : words.joined(named)
    }
}

/// 紧急情形: words of the report that mean "call first".
public struct EmergencyView: Sendable, Hashable {
    public let name: Bilingual
    public let advice: Bilingual
    /// The words of the report that made us ask.
    public let matched: [String]
    public let calls: [CallLine]

    public init(name: Bilingual, advice: Bilingual, matched: [String], calls: [CallLine]) {
        self.name = name
        self.advice = advice
        self.matched = matched
        self.calls = calls
    }

    func data(_ words: Wording) -> [String: PageData] {
        [
            "emergencyName": .text(words.pick(name)),
            "advice": .text(words.pick(advice)),
            "because": .maybe(
                matched.isEmpty ? nil : words("emergencyBecause", ["words": words.joined(matched)])),
            "calls": .list(calls.map { .object($0.data(words)) }),
        ]
    }
}
