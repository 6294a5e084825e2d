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

    public init(place: String, rows: [Row]) {
        self.place = place
        self.rows = rows
    }

    public var template: String { "county" }
    public func title(_ words: Wording) -> String { words("boardTitle", ["place": place]) }

    public func data(_ words: Wording) -> [String: PageData] {
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
        ]
    }
}
