public import Matters

/// The days on which a row holds: from the first to the last, both included.
public struct DatesInForce: Sendable, Hashable {
    public let from: LocalDate
    /// Last day; `nil` while it is still in force.
    public let until: LocalDate?

    /// `nil` if it would end before it starts.
    public init?(from: LocalDate, until: LocalDate? = nil) {
        if let until, until < from { return nil }
        self.from = from
        self.until = until
    }

    public func contains(_ day: LocalDate) -> Bool { from <= day && (until.map { day <= $0 } ?? true) }

    public func overlaps(_ other: Self) -> Bool {
        (until.map { other.from <= $0 } ?? true) && (other.until.map { from <= $0 } ?? true)
    }
}

/// Something that may stand in a file several times, each time for other days.
protocol Dated<Key> {
    associatedtype Key: Hashable & CustomStringConvertible
    var key: Key { get }
    var dates: DatesInForce { get }
    var origin: Origin { get }
}

extension Array where Element: Dated {
    /// Reports rows that hold for the same thing on the same day.
    func reportOverlaps(column: String, _ findings: Findings) {
        for rows in Dictionary(grouping: self, by: \.key).values where rows.count > 1 {
            let sorted = rows.sorted {
                ($0.dates.from, $0.origin.line ?? 0) < ($1.dates.from, $1.origin.line ?? 0)
            }
            for (earlier, later) in zip(sorted, sorted.dropFirst()) where earlier.dates.overlaps(later.dates) {
                let line = earlier.origin.line.map(String.init) ?? "?"
                if earlier.dates == later.dates {
                    findings.report(
                        later.origin, column, .duplicate, "\(later.key) 重复了，第 \(line) 行已经有",
                        "\(later.key) is there twice, see line \(line)")
                } else {
                    findings.report(
                        later.origin, column, .overlappingDates, "\(later.key) 的日期与第 \(line) 行重叠，同一天只能有一行有效",
                        "the dates of \(later.key) overlap with line \(line); only one row may be in force on a day"
                    )
                }
            }
        }
    }

    /// The row of each thing that holds on `day`; if none does, the one that starts last.
    func current(on day: LocalDate) -> [Element.Key: Element] {
        Dictionary(map { ($0.key, $0) }) { first, second in
            if first.dates.contains(day) != second.dates.contains(day) {
                return first.dates.contains(day) ? first : second
            }
            return first.dates.from < second.dates.from ? second : first
        }
    }
}
