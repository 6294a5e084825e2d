public import Matters

/// What a life of the district came to.
public struct Outcome: Sendable {
    public internal(set) var through: LocalDate
    public internal(set) var counts: [Count: Int] = [:]
    /// How often each rule was looked at and held.
    public internal(set) var held: [Rule: Int] = [:]
    /// The first rule that was broken; the simulation ends there.
    public internal(set) var violation: Violation?

    /// What is counted.
    public enum Count: String, Sendable, CaseIterable {
        case days, steps, reports, replays, draftsRefused, commands, commandsRefused, events
        case rosterChanges, gridChanges, limitsShortened, longerLimitsRefused
        case kills, powerCuts, tornCommandsKept, tornCommandsGone
        /// Steps that the system took by itself, and those of them that told somebody.
        case systemSteps, alarms
        case urgent, calendarsAdded, recounted
        case confirmed, silent, contested, wholeChecks
    }

    public subscript(_ count: Count) -> Int { counts[count] ?? 0 }
}
