public import Matters
import Synchronization

/// Chance that comes out the same every time (SplitMix64): a seed is a whole life of the district.
public struct Chance: Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `bound`.
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

    /// True in `percent` of a hundred cases.
    public mutating func hits(_ percent: Int) -> Bool { below(100) < percent }

    public mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    public mutating func pickIfAny<Item>(_ items: [Item]) -> Item? { items.isEmpty ? nil : pick(items) }
}

extension Random {
    /// The keys, salts and numbers of a simulation: the same in every run, and so never those of a real deployment.
    public static func seeded(_ seed: UInt64) -> Random {
        let stream = Stream(seed)
        return Random { count in stream.bytes(count) }
    }

    private final class Stream: Sendable {
        private let chance: Mutex<Chance>
        init(_ seed: UInt64) { chance = Mutex(Chance(seed: seed)) }

        func bytes(_ count: Int) -> [UInt8] {
            chance.withLock { chance in (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next() >> 24) } }
        }
    }
}

/// The simulated present, moved by whoever holds it.
final class SimulatedTime: Sendable {
    private let moment: Mutex<Instant>
    init(_ start: Instant) { moment = Mutex(start) }

    var now: Instant { moment.withLock { $0 } }
    func move(to next: Instant) { moment.withLock { $0 = max($0, next) } }
    var clock: Clock { Clock { self.now } }
}

/// Things of which one is drawn by chance and one is taken out, both in the same time at any size.
struct Bag<Element: Hashable & Sendable>: Sendable {
    private(set) var elements: [Element] = []
    private var position: [Element: Int] = [:]

    func contains(_ element: Element) -> Bool { position[element] != nil }

    mutating func insert(_ element: Element) {
        guard position[element] == nil else { return }
        position[element] = elements.count
        elements.append(element)
    }

    mutating func set(_ element: Element, _ isIn: Bool) { if isIn { insert(element) } else { remove(element) } }

    mutating func remove(_ element: Element) {
        guard let hole = position.removeValue(forKey: element), let last = elements.popLast(), last != element else {
            return
        }
        elements[hole] = last
        position[last] = hole
    }
}
