/// `/desk/admin`: how many of everything there are, what nobody covers, and which versions run.
public struct AdminPage: Page {
    /// What is counted.
    public enum Count: String, Sendable, CaseIterable { case cells, sites, codes, staff, stations }

    /// Whose version is shown.
    public enum Part: String, Sendable, CaseIterable { case program, schema, grids, rules, sqlite }

    public let counts: [(of: Count, count: Int)]
    /// One sentence for each cell or site that nobody covers.
    public let gaps: [String]
    public let versions: [(of: Part, value: String)]

    public init(counts: [(of: Count, count: Int)], gaps: [String], versions: [(of: Part, value: String)]) {
        self.counts = counts
        self.gaps = gaps
        self.versions = versions
    }

    public var template: String { "admin" }
    public func title(_ words: Wording) -> String { words("deskAdmin") }

    public func data(_ words: Wording) -> [String: PageData] {
        [
            "counts": .list(
                counts.map { ["name": .text(words.of("count", $0.of.rawValue)), "count": .text(String($0.count))] }),
            "gaps": .list(gaps.map { ["gap": .text($0)] }),
            "hasGaps": .flag(!gaps.isEmpty),
            "gapCount": .text(words("adminGapCount", ["count": String(gaps.count)])),
            "versions": .list(
                versions.map { ["name": .text(words.of("part", $0.of.rawValue)), "value": .text($0.value)] }),
        ]
    }
}
