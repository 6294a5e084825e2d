public import Matters

/// `/desk/county`: one row a township. It counts matters, never people who report.
public struct CountyPage: Page {
    public struct Row: Sendable {
        public let name: String
        public let boardPath: String
        public let tally: TownshipTally

        public init(name: String, boardPath: String, tally: TownshipTally) {
            self.name = name
            self.boardPath = boardPath
            self.tally = tally
        }
    }

    public let place: String
    public let rows: [Row]
    /// What stands above the table.
    public let watch: WatchView
    /// One sentence for each cell that nobody covers.
    public let gaps: [String]

    public init(place: String, rows: [Row], watch: WatchView = WatchView(), gaps: [String] = []) {
        self.place = place
        self.rows = rows
        self.watch = watch
        self.gaps = gaps
    }

    public var template: String { "county" }
    public func title(_ words: Wording) -> String { words("boardTitle", ["place": place]) }

    public func data(_ words: Wording) -> [String: PageData] {
        watch.data(words).merging(table(words)) { _, own in own }
    }

    private func table(_ words: Wording) -> [String: PageData] {
        [
            "place": .text(place),
            "rows": .list(
                rows.map { row in
                    [
                        "name": .text(row.name),
                        "href": .text(row.boardPath),
                        "open": .count(row.tally.open),
                        "late": .count(row.tally.late),
                        "isLate": .flag(row.tally.late > 0),
                        "triage": .count(row.tally.triage),
                        "reopened": .count(row.tally.reopened),
                    ]
                }),
            "hasGaps": .flag(!gaps.isEmpty),
            "gapCount": .text(words("adminGapCount", ["count": String(gaps.count)])),
            "gaps": .list(gaps.map { ["gap": .text($0)] }),
        ]
    }
}
