/// A code on a wall that opens nothing, and what to do instead.
public struct DeadCodePage: Page {
    public enum Cause: String, Sendable, CaseIterable {
        /// Well formed, but never issued.
        case unknown
        /// Its check character does not fit: damaged, or changed by somebody.
        case altered
        /// Taken out of use.
        case revoked
        /// Its last day is over: a building site, a market day.
        case ended
        /// Another hangs in its place.
        case replaced
    }

    public let cause: Cause
    public let calls: [CallLine]
    /// The code, if it was once ours.
    public let token: String?

    public init(cause: Cause, calls: [CallLine], token: String? = nil) {
        self.cause = cause
        self.calls = calls
        self.token = token
    }

    public var template: String { "dead-code" }
    public func title(_ words: Wording) -> String { words.of("deadTitle", cause.rawValue) }

    public func data(_ words: Wording) -> [String: PageData] {
        [
            "heading": .text(words.of("deadTitle", cause.rawValue)),
            "detail": .text(words.of("deadDetail", cause.rawValue)),
            "calls": .list(calls.map { .object($0.data(words)) }),
            "trackHref": .text(words.link(Paths.lookUp)),
            "doubtHref": .text(words.link(token.map(Paths.doubt) ?? Paths.foreignDoubt)),
        ]
    }
}
