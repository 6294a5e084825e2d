public import Matters

/// `/desk/codes`: where somebody has to go first, then how all codes stand, as a map and as a list.
public struct CodesPage: Page {
    /// How far back visits are shown, in days.
    public static let trafficDays = 30

    /// 扫、写、发: how many came, began and sent.
    public struct Funnel: Sendable, Hashable {
        public let counts: [CodeTraffic.Step: Int]

        public init(_ traffic: [CodeTraffic]) {
            counts = traffic.reduce(into: [:]) { $0[$1.step, default: 0] += $1.count }
        }

        subscript(step: CodeTraffic.Step) -> Int { counts[step] ?? 0 }
    }

    public struct Row: Sendable {
        let token: String
        let site: String
        let place: String
        let state: CodeState
        let version: Int
        let lastScan: LocalDate?
        let posted: Instant?
        /// Metres between the site and where it was put up, where that is too far.
        let postedAway: Int?
        let ends: Instant?
        let funnel: Funnel
        let doubts: [CodeDoubt]
        /// What the reader may do to it now.
        let deeds: [CodeDeed]

        public init(
            token: String, site: String, place: String, state: CodeState, version: Int, lastScan: LocalDate?,
            posted: Instant?, postedAway: Int?, ends: Instant?, funnel: Funnel, doubts: [CodeDoubt], deeds: [CodeDeed]
        ) {
            self.token = token
            self.site = site
            self.place = place
            self.state = state
            self.version = version
            self.lastScan = lastScan
            self.posted = posted
            self.postedAway = postedAway
            self.ends = ends
            self.funnel = funnel
            self.doubts = doubts
            self.deeds = deeds
        }
    }

    public let counts: [(state: CodeState, count: Int)]
    public let visits: [Row]
    public let chosen: CodeState?
    public let rows: [Row]
    public let page: Int
    public let hasMore: Bool
    public let map: CodesMap
    /// Stickers that are none of ours.
    public let foreign: [CodeDoubt]
    /// The site of a code with which that could not be done any more.
    public let refused: String?

    public init(
        counts: [(CodeState, Int)], visits: [Row], chosen: CodeState?, rows: [Row], page: Int, hasMore: Bool,
        map: CodesMap, foreign: [CodeDoubt], refused: String? = nil
    ) {
        self.counts = counts
        self.visits = visits
        self.chosen = chosen
        self.rows = rows
        self.page = page
        self.hasMore = hasMore
        self.map = map
        self.foreign = foreign
        self.refused = refused
    }

    public var template: String { "codes" }
    public func title(_ words: Wording) -> String { words("deskCodes") }

    public func data(_ words: Wording) -> [String: PageData] {
        let query = chosen.map { "state=\($0.rawValue)&" } ?? ""
        return [
            "counts": .list(
                counts.filter { $0.count > 0 || $0.state.needsVisit }.map { state, count in
                    [
                        "name": .text(words.of("codeState", state.rawValue)), "count": .text(String(count)),
                        "href": .text(words.link("\(Paths.codes)?state=\(state.rawValue)")),
                        "isChosen": .flag(state == chosen),
                    ]
                }),
            "refused": .maybe(refused.map { words("codeRefused", ["site": $0]) }),
            "visits": .list(visits.map { data($0, words) }),
            "hasVisits": .flag(!visits.isEmpty),
            "heading": .text(chosen.map { words.of("codeState", $0.rawValue) } ?? words("codesAll")),
            "isChosen": .flag(chosen != nil),
            "allHref": .text(words.link(Paths.codes)),
            "rows": .list(rows.map { data($0, words) }),
            "isEmpty": .flag(rows.isEmpty),
            "moreHref": .maybe(hasMore ? words.link("\(Paths.codes)?\(query)page=\(page + 1)") : nil),
            "map": map.data(words),
            "hasForeign": .flag(!foreign.isEmpty),
            "foreign": .list(foreign.map { doubt($0, words) }),
            "settleAction": .text(Paths.settleDoubts),
        ]
    }

    private func data(_ row: Row, _ words: Wording) -> PageData {
        [
            "site": .text(row.site),
            "place": .text(row.place),
            "state": .text(words.of("codeState", row.state.rawValue)),
            "mark": .text(row.state.needsVisit ? "is-late" : row.state.opens ? "is-kept" : "is-soon"),
            "icon": .text(row.state.needsVisit ? "icon-late" : row.state.opens ? "icon-check" : "icon-clock"),
            "lastScan": .text(row.lastScan.map { words.day($0) } ?? words("codeNeverScanned")),
            "version": .text(words("codeVersion", ["version": String(row.version)])),
            "posted": .maybe(row.posted.map { words("codePosted", ["when": words.moment($0)]) }),
            "away": .maybe(
                row.postedAway.map { words("codePostedAway", ["kilometres": String(($0 + 500) / 1000)]) }),
            "ends": .maybe(row.ends.map { words("codeEnds", ["when": words.moment($0)]) }),
            "funnel": .text(
                words(
                    "codeFunnel",
                    Dictionary(
                        uniqueKeysWithValues: [.scan, .start].map { step in
                            (step.rawValue, String(row.funnel[step]))
                        }))),
            "odd": .list(
                [CodeTraffic.Step.burst, .far].filter { row.funnel[$0] > 0 }.map { step in
                    ["text": .text(words.of("codeOdd", step.rawValue, ["count": String(row.funnel[step])]))]
                }),
            "doubts": .list(row.doubts.map { doubt($0, words) }),
            "hasDeeds": .flag(!row.deeds.isEmpty),
            "action": .text(Paths.code(row.token)),
            "deeds": .list(
                row.deeds.map { deed in
                    [
                        "value": .text(deed.rawValue), "label": .text(words.of("codeDeed", deed.rawValue)),
                        "isPost": .flag(deed == .post),
                    ]
                }),
        ]
    }

    private func doubt(_ doubt: CodeDoubt, _ words: Wording) -> PageData {
        [
            "at": .text(words.moment(doubt.at)),
            "reason": .text(words.of("doubtReason", doubt.reason.rawValue)),
            "note": .maybe(doubt.note),
        ]
    }
}
