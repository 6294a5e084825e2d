public import Matters

/// 这张码像假的: what looks wrong, and where, in one form; then what happens next.
public struct DoubtPage: Page {
    /// What keeps it from being sent.
    public enum Fault: String, Sendable, CaseIterable {
        case reasonEmpty, noteEmpty, noteWrong

        fileprivate var field: String { self == .reasonEmpty ? DoubtPage.reasonField : DoubtPage.noteField }
    }

    public static let reasonField = "reason"
    public static let noteField = "note"

    /// `nil` for a sticker that is none of ours.
    public let token: String?
    public let reason: String
    public let note: String
    public let faults: [Fault]
    public let isDone: Bool

    public init(token: String?, reason: String = "", note: String = "", faults: [Fault] = [], isDone: Bool = false) {
        self.token = token
        self.reason = reason
        self.note = note
        self.faults = faults
        self.isDone = isDone
    }

    public var template: String { "doubt" }
    public var isFaulty: Bool { !faults.isEmpty }
    public func title(_ words: Wording) -> String { words(isDone ? "doubtDone" : "doubtTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        let wrong = faults.map { fault in
            FieldFault(
                field: fault.field,
                text: words.of("doubtFault", fault.rawValue, ["limit": String(Bounds.doubtCharacters)]))
        }
        return [
            "isDone": .flag(isDone),
            "heading": .text(title(words)),
            "action": .text(token.map(Paths.doubt) ?? Paths.foreignDoubt),
            "reasons": .list(
                CodeDoubt.Reason.allCases.map { one in
                    [
                        "value": .text(one.rawValue), "label": .text(words.of("doubtReason", one.rawValue)),
                        "isChosen": .flag(one.rawValue == reason),
                    ]
                }),
            "note": .text(note),
            "noteLabel": .text(words(token == nil ? "doubtNoteForeign" : "doubtNote")),
            "limit": .text(words("textLimit", ["limit": String(Bounds.doubtCharacters)])),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
            "reasonFault": wrong.at(Self.reasonField),
            "noteFault": wrong.at(Self.noteField),
            "backHref": .text(words.link(token.map(Paths.scan) ?? Paths.front)),
        ]
    }
}
