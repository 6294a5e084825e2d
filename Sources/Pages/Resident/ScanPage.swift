public import Matters

/// `GET /s/T`: where am I, what is it about. Works without any script.
public struct ScanPage: Page {
    public let token: String
    public let site: SiteView
    public let tiles: [TileView]
    /// What the poster says too.
    public let check: CheckView
    /// 110, 119, 120.
    public let emergencyLines: [CallLine]

    public init(token: String, site: SiteView, check: CheckView, tiles: [TileView], emergencyLines: [CallLine]) {
        self.token = token
        self.site = site
        self.check = check
        self.tiles = tiles
        self.emergencyLines = emergencyLines
    }

    public var template: String { "scan" }
    public func title(_ words: Wording) -> String { words("scanTitle", ["site": site.name]) }

    public func data(_ words: Wording) -> [String: PageData] {
        site.data.adding([
            "calls": .list(emergencyLines.map { .object($0.data(words)) }),
            "tiles": .list(
                tiles.map { tile in
                    let about = "\(Paths.tell(token))?\(ReportForm.about)=\(tile.category)"
                    return .object(tile.data(words).adding(["href": .text(words.link(about))]))
                }),
            "checkColour": .text(check.colour.rawValue),
            "checkColourName": .text(words("colour_\(check.colour.rawValue)")),
            "checkWords": .text(check.listed(words)),
            "trackHref": .text(words.link(Paths.lookUp)),
            "doubtHref": .text(words.link(Paths.doubt(token))),
        ])
    }
}

/// The colour and the words by which a poster is told from a forged one.
public struct CheckView: Sendable {
    public let colour: PosterColour
    public let words: [Bilingual]

    public init(colour: PosterColour, words: [Bilingual]) {
        self.colour = colour
        self.words = words
    }

    /// 苹果、台灯、河马; in English with the characters that the poster has.
    fileprivate func listed(_ words: Wording) -> String {
        self.words.map { words.pick(Bilingual(zh: $0.zh, en: "\($0.zh) \($0.en)")) }
            .joined(separator: words("checkBetween"))
    }
}
