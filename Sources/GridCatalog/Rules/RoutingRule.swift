public import Matters

/// 派单规则: one rule of dispatch, when it holds and where a report goes then. The first one that holds wins.
///
/// A rule names places and bodies, never another rule, so no file of rules can go round in a circle.
public struct RoutingRule: Sendable, Hashable {
    public let id: String
    /// Version of the file it stands in.
    public let version: String
    public let when: Condition
    /// Whether the cell's grid worker has it first, or the leading station itself.
    public let worker: WorkerChoice
    /// 主办
    public let lead: Lead
    /// 协办
    public let assists: [StationChoice]
    /// 一方触网、多方响应: who is told to respond.
    public let notifies: [BodyChoice]
    /// What the resident and the station are told about why.
    public let reason: Bilingual
    public let origin: Origin

    public enum WorkerChoice: String, Sendable, CaseIterable {
        case cell, none
    }

    public enum Lead: Sendable, Hashable {
        /// The one-stop station of the report's township.
        case township
        /// 纪检监察: that station alone, sealed. Without one, the county centre.
        case discipline
        /// The station of a field, where one covers the place; else the township's.
        case station(StationChoice)
    }

    /// A station by its kind and field; which one it is depends on the place.
    public struct StationChoice: Sendable, Hashable {
        public let kind: Station.Kind
        public let specialty: String?
    }

    public enum BodyChoice: Sendable, Hashable {
        case body(BodyID)
        /// The bodies of this kind that cover the place and are competent for the category.
        case kind(String)
    }

    /// What must be so. An empty set asks nothing; what is asked and not known does not hold.
    public struct Condition: Sendable, Hashable {
        /// With all below them.
        public var categories: Set<CategoryCode> = []
        public var natures: Set<Nature> = []
        public var sites: Set<Site.Kind> = []
        public var places: Set<PlaceCode> = []
        /// One of them is enough.
        public var concerns: Set<Concern> = []
        /// A language with all its forms: `en` holds for `en-GB`.
        public var languages: Set<String> = []
        public var hours: ClockHours?
        public var isWorkday: Bool?
    }
}

// One thing at a time; what is asked and not known does not hold.
extension RoutingRule.Condition {
    public func asks(category: CategoryCode?) -> Bool {
        categories.isEmpty || (category.map { categories.contains($0) || categories.contains($0.top) } ?? false)
    }
    public func asks(nature: Nature?) -> Bool {
        natures.isEmpty || (nature.map(natures.contains) ?? false)
    }
    public func asks(site: Site.Kind) -> Bool { sites.isEmpty || sites.contains(site) }
    public func asks(cell: CellCode) -> Bool { places.isEmpty || places.contains { $0.contains(cell) } }
    public func asks(concerns asked: Set<Concern>) -> Bool { concerns.isEmpty || !concerns.isDisjoint(with: asked) }
    public func asks(language: String?) -> Bool {
        languages.isEmpty
            || (language.map { asked in languages.contains { asked == $0 || asked.hasPrefix($0 + "-") } } ?? false)
    }
    /// - Parameter minute: of the day.
    public func asks(minute: Int) -> Bool { hours?.contains(minute: minute) ?? true }
    public func asks(workday: Bool) -> Bool { isWorkday.map { $0 == workday } ?? true }
}

/// A county, township, village or cell.
public struct PlaceCode: CheckedText {
    public let text: String

    public init?(_ text: String) {
        guard DivisionCode(text) != nil || (text.utf8.count == 15 && CellCode(text) != nil) else { return nil }
        self.text = text
    }

    public func contains(_ cell: CellCode) -> Bool { cell.text.hasPrefix(text) }
}

/// A time of every day, in minutes since midnight: from the first to before the last, over midnight if `to` is earlier.
public struct ClockHours: Sendable, Hashable {
    public static let minutesOfDay = 24 * 60

    public let from: Int
    /// Up to 1440, the midnight that ends the day.
    public let to: Int

    /// `nil` unless both are times of a day and not the same.
    public init?(from: Int, to: Int) {
        guard (0..<Self.minutesOfDay).contains(from), (0...Self.minutesOfDay).contains(to), from != to else {
            return nil
        }
        self.from = from
        self.to = to
    }

    public var crossesMidnight: Bool { to < from }

    public func contains(minute: Int) -> Bool {
        crossesMidnight ? minute >= from || minute < to : (from..<to).contains(minute)
    }

    /// Minutes since midnight of `HH:MM`, up to `24:00`; `nil` for anything else.
    static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<60).contains(minute), (0...24).contains(hour)
        else { return nil }
        let total = hour * 60 + minute
        return total <= minutesOfDay ? total : nil
    }
}
