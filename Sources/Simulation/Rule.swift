public import Matters

/// 永远的规矩: the ten rules of a matter's life, and the table of its states.
public enum Rule: Int, Sendable, CaseIterable {
    /// What is not in the table of states cannot happen, and what is can.
    case table
    case nothingLost, clocksStand, neverLearns, releases, ruling, threeCounts, ratings, sealedIdentity, statute
    case smallCounts
    /// 分级催办: beside the ten.
    case ladder

    public var title: String {
        switch self {
        case .table: "only what the table of states allows happens, and all of it does"
        case .nothingLost: "nothing acknowledged is lost, nothing is counted twice"
        case .clocksStand: "no step moves a clock's start; pauses have a cap; an unassigned matter's clocks run on"
        case .neverLearns: "whoever a report concerns never learns that it exists"
        case .releases: "the other side sees only what the mediator released"
        case .ruling: "the second return goes to the station for a binding ruling"
        case .threeCounts: "confirmed, silent and contested are counted apart; contested goes up"
        case .ratings: "no single rating before five are in"
        case .sealedIdentity: "a sealed identity opens with a reason and a second person"
        case .statute: "no limit is longer than the law's"
        case .smallCounts: "no statistic counts fewer than five reports of a place"
        case .ladder: "lateness is told step by step, once, by day; what is urgent rouses at once"
        }
    }

    /// `rule 3`; what is none of the ten goes by its name.
    public var name: String {
        switch self {
        case .table: "table"
        case .ladder: "ladder"
        default: "rule \(rawValue)"
        }
    }

    /// What is missing in the system for a rule to be broken; `nil` if it is checked.
    public var nothingToCheck: String? {
        switch self {
        case .releases: "nothing is released to another side yet"
        case .sealedIdentity: "no identity can be opened yet"
        case .smallCounts: "no statistic is published yet"
        default: nil
        }
    }
}

/// A rule was broken: which, how, and what somebody was doing.
public struct Violation: Error, Sendable, CustomStringConvertible {
    public let rule: Rule
    /// What is, and what should be.
    public let what: String
    /// Filled in by the simulation: the step that showed it.
    public internal(set) var step = 0
    public internal(set) var at = Instant(milliseconds: 0)
    public internal(set) var doing = ""

    init(_ rule: Rule, _ what: String) {
        self.rule = rule
        self.what = what
    }

    public var description: String {
        "\(rule.name) is broken (\(rule.title)): \(what)\n"
            + "  in step \(step), \(ChinaTime.rfc3339(at)): \(doing)"
    }
}
