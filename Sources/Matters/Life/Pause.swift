/// 中止: a time in which pausable clocks stood still.
public struct Pause: Sendable, Hashable {
    public let from: Instant
    public let until: Instant

    /// Whole days, by the dates on the wall calendar, since `start` at the earliest.
    func days(since start: Instant) -> Int {
        let first = ChinaTime.date(of: max(from, start))
        return max(0, ChinaTime.date(of: until).dayNumber - first.dayNumber)
    }
}
