public import Matters

/// `/s/T/tell`: what happened.
public struct TellPage: Page {
    public let token: String
    public let site: SiteView
    public let tiles: [TileView]
    public let report: RawReport
    public let faults: [ReportField: TextFault]
    /// Came from the last page to change something, and goes back there.
    public let returnsToCheck: Bool

    public init(
        token: String, site: SiteView, tiles: [TileView], report: RawReport, faults: [ReportField: TextFault] = [:],
        returnsToCheck: Bool = false
    ) {
        self.token = token
        self.site = site
        self.tiles = tiles
        self.report = report
        self.faults = faults
        self.returnsToCheck = returnsToCheck
    }

    public var template: String { "tell" }
    public var isFaulty: Bool { !faults.isEmpty }
    public func title(_ words: Wording) -> String { words("tellQuestion") }

    public func data(_ words: Wording) -> [String: PageData] {
        let chosen = tiles.first { $0.category.text == report.category }
        let wrong = ReportForm.faults(faults, words)
        return site.data.adding([
            "backHref": .text(words.link(Paths.scan(token))),
            "action": .text(returnsToCheck ? Paths.check(token) : Paths.who(token)),
            "carried": ReportForm.carried(report, words, shown: [ReportForm.text, ReportForm.about]),
            "draftId": .text(report.draft),
            "text": .text(report.text),
            "example": .text(words.of("example", (chosen?.picture ?? .other).rawValue)),
            "limit": .text(words("textLimit", ["limit": String(Bounds.reportTextCharacters)])),
            "chosen": .maybe(chosen?.data(words)),
            "choices": .list(
                tiles.map { tile in
                    let isChosen = tile.category.text == report.category
                    return .object(tile.data(words).adding(["isChosen": .flag(isChosen)]))
                }),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
            "aboutFault": wrong.at(ReportForm.about),
            "textFault": wrong.at(ReportForm.text),
        ])
    }
}
