/// 访问计数: how often a step was taken behind a code on a day. Nothing of whoever took it is kept.
public struct CodeTraffic: Sendable, Hashable {
    /// A resident's way, and what is odd about it.
    public enum Step: String, Sendable, CaseIterable {
        /// The page was opened.
        case scan
        /// Somebody began to write.
        case start
        /// A report was sent.
        case sent
        /// More scans in an hour than a wall can bring.
        case burst
        /// A report was sent from far away.
        case far
    }

    public let token: String
    public let day: LocalDate
    public let step: Step
    public let count: Int

    public init(token: String, day: LocalDate, step: Step, count: Int) {
        self.token = token
        self.day = day
        self.step = step
        self.count = count
    }
}

/// 疑似假码: somebody says that a sticker looks forged.
public struct CodeDoubt: Sendable, Hashable {
    /// What looks wrong.
    public enum Reason: String, Sendable, CaseIterable {
        /// The page shows another colour or other words than the poster.
        case words
        /// Another address.
        case address
        /// Pasted over something.
        case pasted
        /// Asks for money, papers or an app.
        case money
        case other
    }

    /// The code it is about; `nil` if it is none of ours.
    public let token: String?
    public let at: Instant
    public let reason: Reason
    /// Where it hangs and what it looks like, in the words of whoever saw it; at most `Bounds.doubtCharacters`.
    public let note: String?

    public init(token: String?, at: Instant, reason: Reason, note: String?) {
        self.token = token
        self.at = at
        self.reason = reason
        self.note = note
    }
}

/// 不在现场: why a report may not come from where its code hangs. A mark for whoever handles it; nothing is refused for it.
public enum Presence: String, Sendable, Codable, CaseIterable {
    /// The phone said it was more than `Bounds.onSiteMetres` away.
    case far
    /// The code was scanned more often within the hour than a wall can bring: a picture of it goes round.
    case burst

    /// - Parameters:
    ///   - scans: of the code within this hour.
    /// - Returns: `nil` where nothing speaks against it.
    public init?(of location: Location?, at site: Location, scans: Int) {
        if let location {
            guard location.metres(to: site) > Bounds.onSiteMetres else { return nil }
            self = .far
        } else {
            guard scans > Bounds.scansInAnHour else { return nil }
            self = .burst
        }
    }
}
