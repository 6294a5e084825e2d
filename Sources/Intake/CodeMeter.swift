public import Matters
import Synchronization

/// Counts what happens behind each code, in memory: who asked is not looked at. Written down every few seconds; a node
/// that is killed loses what it counted since.
public final class CodeMeter: Sendable {
    private struct Key: Hashable {
        let token: String
        let day: LocalDate
        let step: CodeTraffic.Step
    }

    /// Scans of one code within one hour of the clock.
    private struct Hour {
        let number: Int64
        var scans: Int
    }

    private struct Tally {
        var counts: [Key: Int] = [:]
        var hours: [String: Hour] = [:]
    }

    private let tally = Mutex(Tally())

    /// Most codes whose scans of this hour are known; a county has a few thousand.
    private static let mostHours = 20_000

    public init() {}

    func note(_ step: CodeTraffic.Step, _ token: String, at now: Instant) {
        let day = ChinaTime.date(of: now)
        let hour = Self.hour(now)
        tally.withLock { tally in
            tally.counts[Key(token: token, day: day, step: step), default: 0] += 1
            guard step == .scan else { return }
            let before = tally.hours[token].flatMap { $0.number == hour ? $0.scans : nil } ?? 0
            if tally.hours.count >= Self.mostHours { tally.hours = tally.hours.filter { $0.value.number == hour } }
            if tally.hours.count >= Self.mostHours { tally.hours = [:] }
            tally.hours[token] = Hour(number: hour, scans: before + 1)
            if before == Bounds.scansInAnHour {
                tally.counts[Key(token: token, day: day, step: .burst), default: 0] += 1
            }
        }
    }

    /// Scans of a code on this node within the hour that runs.
    func scans(of token: String, at now: Instant) -> Int {
        let hour = Self.hour(now)
        return tally.withLock { $0.hours[token].flatMap { $0.number == hour ? $0.scans : nil } ?? 0 }
    }

    /// Writes down what was counted; if that fails, it is counted still.
    public func flush(_ write: ([CodeTraffic]) async throws -> Void) async throws {
        let counts = tally.withLock { tally in
            defer { tally.counts = [:] }
            return tally.counts
        }
        guard !counts.isEmpty else { return }
        do {
            try await write(
                counts.map { CodeTraffic(token: $0.token, day: $0.day, step: $0.step, count: $1) }
                    .sorted { ($0.token, $0.day, $0.step.rawValue) < ($1.token, $1.day, $1.step.rawValue) })
        } catch {
            tally.withLock { $0.counts.merge(counts, uniquingKeysWith: +) }
            throw error
        }
    }

    private static func hour(_ now: Instant) -> Int64 { now.milliseconds / 3_600_000 }
}
