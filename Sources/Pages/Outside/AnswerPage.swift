public import Matters

/// `/a/LINK`: what a body outside was asked, and its answer. Nothing of the resident is here but what the station
/// wrote.
public struct AnswerPage: Page {
    public enum Standing: Sendable, Hashable {
        /// With the version the answer must name.
        case open(version: Int)
        case answered
    }

    public let link: String
    public let number: MatterNumber
    public let standing: Standing
    public let station: HolderView
    public let body: String
    /// What the station asks.
    public let asked: String
    public let due: Instant?
    public let typed: String
    public let fault: CommandFault?

    public init(
        link: String, number: MatterNumber, standing: Standing, station: HolderView, body: String, asked: String,
        due: Instant?, typed: String = "", fault: CommandFault? = nil
    ) {
        self.link = link
        self.number = number
        self.standing = standing
        self.station = station
        self.body = body
        self.asked = asked
        self.due = due
        self.typed = typed
        self.fault = fault
    }

    public var template: String { "answer" }
    public var isFaulty: Bool { fault != nil }
    public func title(_ words: Wording) -> String { words("answerTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        let wrong = fault.map { [FieldFault(field: "note", text: words.fault($0))] } ?? []
        var version: Int?
        if case .open(let seen) = standing { version = seen }
        return [
            "number": .text(number.grouped),
            "bodyLine": .text(words("answerTo", ["body": body])),
            "holder": .object(station.data(words)),
            "asked": .text(asked),
            "due": .maybe(due.map { words("answerDue", ["date": words.due($0)]) }),
            "action": .text(Paths.answer(link)),
            "isOpen": .flag(version != nil),
            "version": .text(version.map(String.init) ?? ""),
            "note": .text(typed),
            "limit": .text(words("textLimit", ["limit": String(Bounds.noteCharacters)])),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
            "noteFault": wrong.at("note"),
        ]
    }
}

/// A link that opens nothing. It says the same whatever is behind it.
public struct DeadLinkPage: Page {
    public let isExpired: Bool

    public init(isExpired: Bool) { self.isExpired = isExpired }

    public var template: String { "dead-link" }
    public func title(_ words: Wording) -> String { words("deadLinkTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        ["detail": .text(words(isExpired ? "deadLinkExpired" : "deadLinkUnknown"))]
    }
}
