/// Any error, for a person: what happened, what to do, and a number to quote.
public struct ProblemPage: Page {
    /// HTTP status.
    public let status: Int
    /// What exactly is wrong, if there is more to say than the status says.
    public let detail: String?
    public let requestID: String
    public let backPath: String?

    public init(status: Int, detail: String? = nil, requestID: String, backPath: String? = nil) {
        self.status = status
        self.detail = detail
        self.requestID = requestID
        self.backPath = backPath
    }

    /// Statuses with words of their own; the others share those of their class.
    static let spoken = [400, 403, 404, 405, 409, 413, 422, 429, 500, 503]

    public var template: String { "problem" }
    public func title(_ words: Wording) -> String { words.of("problemTitle", key) }

    private var key: String {
        Self.spoken.contains(status) ? String(status) : (400...499).contains(status) ? "400" : "500"
    }

    public func data(_ words: Wording) -> [String: PageData] {
        [
            "heading": .text(words.of("problemTitle", key)),
            "advice": .text(words.of("problemAdvice", key)),
            "detail": .maybe(detail),
            "status": .text(String(status)),
            // As much as one reads out on the telephone; it finds the line in the log, which has the whole.
            "requestID": .text(String(requestID.prefix(8))),
            "backHref": .maybe(backPath),
            "trackHref": .text(words.link(Paths.lookUp)),
        ]
    }
}
