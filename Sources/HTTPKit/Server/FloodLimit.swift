import Synchronization

/// How fast one caller may go on: `burst` at once, then one every `interval`.
///
/// A pure value (the generic cell rate algorithm, ITU-T I.371): one instant for each key says when its bucket
/// is full again.
struct TokenBuckets: Sendable {
    let burst: Int
    let interval: Duration
    let keyLimit: Int
    private var fullAgain: [String: ContinuousClock.Instant] = [:]

    init(burst: Int, interval: Duration, keyLimit: Int) {
        self.burst = burst
        self.interval = interval
        self.keyLimit = max(keyLimit, 1)
    }

    var count: Int { fullAgain.count }

    /// Takes one token. Returns how long to wait when there is none.
    mutating func take(_ key: String, at now: ContinuousClock.Instant) -> Duration? {
        let start = max(fullAgain[key] ?? now, now)
        let wait = (start + interval) - (now + interval * burst)
        guard wait <= .zero else { return wait }
        if fullAgain[key] == nil, fullAgain.count >= keyLimit { makeRoom(at: now) }
        fullAgain[key] = start + interval
        return nil
    }

    /// Puts one token back.
    mutating func giveBack(_ key: String) {
        if let full = fullAgain[key] { fullAgain[key] = full - interval }
    }

    /// Forgets who has all tokens back; if that is nobody, the quarter that is nearest to it.
    private mutating func makeRoom(at now: ContinuousClock.Instant) {
        fullAgain = fullAgain.filter { $0.value > now }
        guard fullAgain.count >= keyLimit else { return }
        for (key, _) in fullAgain.sorted(by: { $0.value < $1.value }).prefix(max(keyLimit / 4, 1)) {
            fullAgain[key] = nil
        }
    }
}

/// A soft brake by key: an address, a site code. What happens to those who are too fast is the handler's
/// choice, and never a refusal of a first report, because a whole village may share one address.
public final class FloodLimit: Sendable {
    public enum Verdict: Sendable, Equatable {
        case free
        case wait(Duration)
    }

    private let buckets: Mutex<TokenBuckets>
    private let isOn: Bool

    /// - Parameters:
    ///   - burst: requests allowed at once.
    ///   - interval: time until one more is allowed.
    ///   - keyLimit: most keys remembered; the least interesting are forgotten first.
    public init(burst: Int, every interval: Duration, keyLimit: Int = 20_000) {
        buckets = Mutex(TokenBuckets(burst: burst, interval: interval, keyLimit: keyLimit))
        isOn = true
    }

    private init() {
        buckets = Mutex(TokenBuckets(burst: 1, interval: .zero, keyLimit: 1))
        isOn = false
    }

    /// Lets everything pass; for load tests.
    public static let off = FloodLimit()

    public func take(_ key: String, at now: ContinuousClock.Instant = .now) -> Verdict {
        guard isOn else { return .free }
        return buckets.withLock { $0.take(key, at: now) }.map(Verdict.wait) ?? .free
    }

    /// What was taken did not count after all: only failures are to be slowed.
    public func giveBack(_ key: String) { buckets.withLock { $0.giveBack(key) } }
}
