public import Matters

/// `/s/T/who`: name and number if you like, and who must not learn of it.
public struct WhoPage: Page {
    public let token: String
    public let site: SiteView
    public let report: RawReport
    public let faults: [ReportField: TextFault]

    public init(token: String, site: SiteView, report: RawReport, faults: [ReportField: TextFault] = [:]) {
        self.token = token
        self.site = site
        self.report = report
        self.faults = faults
    }

    public var template: String { "who" }
    public var isFaulty: Bool { !faults.isEmpty }
    public func title(_ words: Wording) -> String { words("whoQuestion") }

    public func data(_ words: Wording) -> [String: PageData] {
        let wrong = ReportForm.faults(faults, words)
        let shown: Set = [
            ReportForm.name, ReportForm.phone, ReportForm.share, ReportForm.forOther, ReportForm.concerns,
        ]
        return site.data.adding([
            "action": .text(Paths.check(token)),
            "backAction": .text(Paths.tell(token)),
            "carried": ReportForm.carried(report, words, shown: shown),
            "name": .text(report.name),
            "phone": .text(report.phone),
            "isShared": .flag(report.shareContact),
            "isForOther": .flag(report.forOther),
            "concerns": .list(
                Concern.allCases.map { concern in
                    [
                        "value": .text(concern.rawValue),
                        "label": .text(words.of("concern", concern.rawValue)),
                        "isTicked": .flag(report.concerns.contains(concern.rawValue)),
                    ]
                }),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
            "nameFault": wrong.at(ReportForm.name),
            "phoneFault": wrong.at(ReportForm.phone),
            "concernsFault": wrong.at(ReportForm.concerns),
        ])
    }
}
