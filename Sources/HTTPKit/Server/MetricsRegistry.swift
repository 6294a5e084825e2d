import Synchronization

/// Figures about the process in Prometheus' text format 0.0.4.
///
/// The number of series is bounded: beyond the limit a new combination of labels is counted as `other`.
public final class MetricsRegistry: Sendable {
    /// Content type of `text()`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    /// Upper edges of the time histogram, in seconds.
    private static let edges = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    private static let seriesLimit = 500

    public typealias Labels = [(name: String, value: String)]

    /// A figure that goes up and down.
    public final class Level: Sendable {
        private let value = Atomic<Int>(0)

        public func add(_ difference: Int) { value.add(difference, ordering: .relaxed) }
        public var current: Int { value.load(ordering: .relaxed) }
    }

    private enum Kind: String { case counter, gauge, histogram }

    private struct Histogram {
        var buckets = Array(repeating: 0, count: MetricsRegistry.edges.count)
        var count = 0
        var sum = 0.0
    }

    private struct Family {
        let kind: Kind
        let help: String
        var counts: [String: Int] = [:]
        var histograms: [String: Histogram] = [:]
        var read: (@Sendable () -> Double)?
    }

    private let families = Mutex<[String: Family]>([:])

    public init() {}

    public func count(_ name: String, help: String, labels: Labels = [], by amount: Int = 1) {
        families.withLock { families in
            var key = Self.key(labels)
            let isFull =
                families[name, default: Family(kind: .counter, help: help)].counts.count >= Self.seriesLimit
            if isFull, families[name]?.counts[key] == nil {
                key = Self.key(labels.map { ($0.name, "other") })
            }
            families[name, default: Family(kind: .counter, help: help)].counts[key, default: 0] += amount
        }
    }

    public func observe(_ name: String, help: String, labels: Labels = [], seconds: Double) {
        families.withLock { families in
            var family = families.removeValue(forKey: name) ?? Family(kind: .histogram, help: help)
            var key = Self.key(labels)
            if family.histograms.count >= Self.seriesLimit, family.histograms[key] == nil {
                key = Self.key(labels.map { ($0.name, "other") })
            }
            if let bucket = Self.edges.firstIndex(where: { seconds <= $0 }) {
                family.histograms[key, default: Histogram()].buckets[bucket] += 1
            }
            family.histograms[key, default: Histogram()].count += 1
            family.histograms[key, default: Histogram()].sum += seconds
            families[name] = family
        }
    }

    /// Registers a figure that is read when somebody asks.
    public func gauge(_ name: String, help: String, read: @escaping @Sendable () -> Double) {
        families.withLock { $0[name] = Family(kind: .gauge, help: help, read: read) }
    }

    /// Registers a figure that its owner moves up and down.
    public func level(_ name: String, help: String) -> Level {
        let level = Level()
        gauge(name, help: help) { Double(level.current) }
        return level
    }

    /// Everything known, ordered by name, so that two readings can be compared.
    public func text() -> String {
        var lines: [String] = []
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            lines.append("# HELP \(name) \(Self.escaped(family.help))")
            lines.append("# TYPE \(name) \(family.kind.rawValue)")
            if let read = family.read { lines.append("\(name) \(read())") }
            for (labels, count) in family.counts.sorted(by: { $0.key < $1.key }) {
                lines.append(name + Self.braced(labels) + " \(count)")
            }
            for (labels, histogram) in family.histograms.sorted(by: { $0.key < $1.key }) {
                lines += Self.lines(name, labels, histogram)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(_ name: String, _ labels: String, _ histogram: Histogram) -> [String] {
        let prefix = labels.isEmpty ? "" : labels + ","
        var sum = 0
        var lines = zip(edges, histogram.buckets).map { edge, count in
            sum += count
            return "\(name)_bucket{\(prefix)le=\"\(edge)\"} \(sum)"
        }
        lines.append("\(name)_bucket{\(prefix)le=\"+Inf\"} \(histogram.count)")
        lines.append("\(name)_sum\(braced(labels)) \(histogram.sum)")
        lines.append("\(name)_count\(braced(labels)) \(histogram.count)")
        return lines
    }

    private static func key(_ labels: Labels) -> String {
        labels.map { $0.name + "=\"" + escaped($0.value) + "\"" }.joined(separator: ",")
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{" + labels + "}" }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return text }
        return text.reduce(into: "") { escaped, character in
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n", "\r\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
    }
}
