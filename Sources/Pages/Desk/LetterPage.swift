public import Matters

/// 转办函: asks a body outside, on one sheet of A4, with a link and a QR code that are good for one answer.
public struct LetterPage: Page {
    public let number: MatterNumber
    public let body: String
    public let bodyPhone: String?
    public let station: HolderView
    /// What the station asks.
    public let asked: String
    public let referredAt: Instant
    public let due: DeadlineView?
    /// The whole address of the answer page.
    public let link: String

    public init(
        number: MatterNumber, body: String, bodyPhone: String?, station: HolderView, asked: String,
        referredAt: Instant, due: DeadlineView?, link: String
    ) {
        self.number = number
        self.body = body
        self.bodyPhone = bodyPhone
        self.station = station
        self.asked = asked
        self.referredAt = referredAt
        self.due = due
        self.link = link
    }

    public var template: String { "letter" }
    public func title(_ words: Wording) -> String { words("letterTitle", ["number": number.grouped]) }

    public func data(_ words: Wording) -> [String: PageData] {
        [
            "number": .text(number.grouped),
            "bodyName": .text(body),
            "bodyPhone": .maybe(bodyPhone),
            "holder": .object(station.data(words)),
            "asked": .text(asked),
            "referredAt": .text(words.moment(referredAt)),
            "due": .maybe(due.map { $0.data(words) }),
            "link": .text(link),
            "codeSource": .text(Paths.letterCode(number)),
            "matterHref": .text(Paths.matter(number)),
        ]
    }
}
