import Matters

/// Reads a table of rules as a whole: what can never hold, and what it sends to a station that is not there.
enum RoutingCheck {
    /// - Parameter stations: path of the district's `stations.csv`.
    static func check(in catalog: Catalog, stations: String, _ findings: Findings) {
        for rule in catalog.routing { checkPlaces(rule, catalog, findings) }
        let ground = RoutingGround(catalog)
        let sides = catalog.routing.map(ground.box)
        for (index, rule) in catalog.routing.enumerated() {
            guard let covering = RoutingGround.covering(sides[index], by: Array(sides[..<index])) else { continue }
            let names = covering.map { catalog.routing[$0].id }.joined(separator: " ")
            findings.report(
                rule.origin, "id", .shadowedRule, "规则 \(rule.id) 永远轮不到：前面的 \(names) 已经全部管了",
                "rule \(rule.id) can never hold: \(names) before it take all it asks for")
        }
        // A station that could not be read is missing for a reason that is told already.
        if !findings.hasProblem(in: stations) { checkStations(catalog, stations, findings) }
    }

    private static func checkPlaces(_ rule: RoutingRule, _ catalog: Catalog, _ findings: Findings) {
        for place in rule.when.places.sorted() where !catalog.cells.contains(where: { place.contains($0.code) }) {
            findings.report(
                Problem(
                    rule.origin, column: "divisions", .unknownReference, zh: "\(place) 里没有网格",
                    en: "there is no cell in \(place)", isWarning: true))
        }
    }

    /// Rules are shared by districts, and one may lack a station; the township then does without, so it is a warning.
    private static func checkStations(_ catalog: Catalog, _ stations: String, _ findings: Findings) {
        var reached: Set<RoutingRule.StationChoice> = [.init(kind: .discipline, specialty: nil)]
        for rule in catalog.routing {
            var choices = rule.assists
            if case .station(let choice) = rule.lead { choices.append(choice) }
            reached.formUnion(choices)
            for choice in choices where !catalog.stations.contains(where: choice.fits) {
                findings.report(
                    rule.origin, nil, .unreachableStation, "没有这样的站点：\(choice)，由乡镇站点负责",
                    "there is no station \(choice); the township's does without")
            }
        }
        for station in catalog.stations where station.kind == .specialised || station.kind == .branch {
            guard !reached.contains(where: { $0.fits(station) }) else { continue }
            findings.report(
                station.origin, "id", .unreachableStation, "没有一条派单规则用到站点 \(station.id)",
                "no rule of dispatch names station \(station.id)")
        }
        for county in catalog.counties where catalog.disciplineStation(of: county.code) == nil {
            findings.report(
                Origin(file: stations), "kind", .noDiscipline,
                "\(county.name) 没有纪检监察站点（kind: discipline），检举控告只能交县级中心",
                "\(county.code) has no discipline station; accusations go to the county centre")
        }
    }
}

extension RoutingRule.StationChoice: CustomStringConvertible {
    public var description: String { kind.rawValue + (specialty.map { " " + $0 } ?? "") }
    public func fits(_ station: Station) -> Bool { station.kind == kind && station.specialty == specialty }
}

/// All that can be asked of the rules, cut into the pieces that these rules tell apart, so that “can never hold” is
/// proved and not guessed: also where several earlier rules only together take everything.
struct RoutingGround {
    /// One set for each thing a rule can ask: the pieces of it that hold.
    typealias Box = [Set<Int>]

    private let categories: [CategoryCode?]
    private let languages: [String?]
    private let cells: [CellCode]
    private let minutes: [Int]

    /// Steps after which a rule counts as not shadowed: about a second, and far beyond any table of a district.
    private static let steps = 200_000

    init(_ catalog: Catalog) {
        let rules = catalog.routing.map(\.when)
        categories = [nil] + catalog.categories.map(\.code)
        // A word that no rule names stands for every other language.
        languages = [nil, "?"] + Set(rules.flatMap(\.languages)).sorted()
        let places = Set(rules.flatMap(\.places))
        // One cell for all that the same places contain.
        let groups = Dictionary(grouping: catalog.cells.map(\.code)) { cell in places.filter { $0.contains(cell) } }
        cells = groups.values.compactMap(\.first)
        minutes = Set(rules.compactMap(\.hours).flatMap { [$0.from, $0.to] } + [0]).sorted()
    }

    func box(_ rule: RoutingRule) -> Box {
        let when = rule.when
        func side<Value>(_ values: [Value], _ holds: (Value) -> Bool) -> Set<Int> {
            Set(values.indices.filter { holds(values[$0]) })
        }
        let natures: [Nature?] = [nil] + Nature.allCases
        let concerns = (0..<(1 << Concern.allCases.count)).map { bits in
            Set(Concern.allCases.indices.filter { bits & (1 << $0) != 0 }.map { Concern.allCases[$0] })
        }
        return [
            side(categories) { when.asks(category: $0) }, side(natures) { when.asks(nature: $0) },
            side(Site.Kind.allCases) { when.asks(site: $0) }, side(cells) { when.asks(cell: $0) },
            side(concerns) { when.asks(concerns: $0) }, side(languages) { when.asks(language: $0) },
            side(minutes) { when.asks(minute: $0) }, side([true, false]) { when.asks(workday: $0) },
        ]
    }

    /// Which of `earlier` leave nothing of `box`; `nil` if something is left.
    static func covering(_ box: Box, by earlier: [Box]) -> [Int]? {
        guard box.allSatisfy({ !$0.isEmpty }) else { return nil }
        var used: Set<Int> = []
        var left = steps
        return isCovered(box, earlier, from: 0, &used, &left) ? used.sorted() : nil
    }

    private static func isCovered(
        _ box: Box, _ earlier: [Box], from: Int, _ used: inout Set<Int>, _ left: inout Int
    ) -> Bool {
        left -= 1
        guard left > 0 else { return false }
        var inside = box
        guard
            let index = (from..<earlier.count).first(where: { index in
                zip(box, earlier[index]).allSatisfy { !$0.isDisjoint(with: $1) }
            })
        else { return false }
        used.insert(index)
        for side in box.indices {
            let outside = inside[side].subtracting(earlier[index][side])
            if !outside.isEmpty {
                var rest = inside
                rest[side] = outside
                guard isCovered(rest, earlier, from: index + 1, &used, &left) else { return false }
            }
            inside[side].formIntersection(earlier[index][side])
        }
        return true
    }
}
