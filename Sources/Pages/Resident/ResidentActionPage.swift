public import Matters

/// `/m/N/…`: one thing that whoever holds the receipt can do, with what it means, and a button.
public struct ResidentActionPage: Page {
    public let kind: CommandKind
    public let number: MatterNumber
    public let version: Int
    /// The state decides how the question is put.
    public let state: MatterState
    public let typed: RawCommand
    public let fault: CommandFault?

    public init(
        kind: CommandKind, number: MatterNumber, version: Int, state: MatterState, typed: RawCommand = RawCommand(),
        fault: CommandFault? = nil
    ) {
        self.kind = kind
        self.number = number
        self.version = version
        self.state = state
        self.typed = typed
        self.fault = fault
    }

    public var template: String { "resident-action" }
    public var isFaulty: Bool { fault != nil && untimely == nil }
    public func title(_ words: Wording) -> String { words.of("ask", name) }

    /// What a resident does has a page of its own, but for the plain "solved".
    public static let kinds: [CommandKind] = [.contest, .add, .urge, .rate, .review, .calm, .withdraw]

    /// Pressed to withdraw, or left alone for months: saying "not solved" then is another question.
    private var name: String { Self.name(kind, state) }

    static func name(_ kind: CommandKind, _ state: MatterState) -> String {
        guard kind == .contest, [.withdrawn, .declined].contains(state) else { return kind.rawValue }
        return "\(kind.rawValue)_\(state.rawValue)"
    }

    /// Pressed too soon or too late: pressing again does not help, and there is nothing to type or to mend.
    private var untimely: CommandFault? {
        switch fault {
        case .tooSoon, .tooLate: field == nil ? fault : nil
        default: nil
        }
    }

    /// The field of the text; `nil` where there is nothing to say.
    private var field: Carried? {
        switch kind {
        case .contest, .review: .reason
        case .add, .rate: .note
        default: nil
        }
    }

    public func data(_ words: Wording) -> [String: PageData] {
        let wrong = isFaulty ? faults(words) : []
        return [
            "backHref": .text(words.link(Paths.track(number))),
            "action": .text(Paths.trackCommands(number)),
            "type": .text(kind.rawValue),
            "version": .text(String(version)),
            "question": .text(words.of("ask", name)),
            "hint": .text(words.of("askHint", name)),
            "button": .text(words.of("askButton", name)),
            "field": .maybe(
                field.map { field in
                    [
                        "field": .text(field.rawValue),
                        "fieldLabel": .text(words.of("askField", name)),
                        "typed": .text(field == .reason ? typed.reason : typed.note),
                        "limit": .text(words("textLimit", ["limit": String(Bounds.noteCharacters)])),
                        "wrong": wrong.at(field.rawValue),
                    ]
                }),
            "stars": .maybe(
                kind == .rate ? ["stars": .list((1...Bounds.stars).reversed().map { star($0, words) })] : nil),
            "untimely": .maybe(untimely.map { words.fault($0) }),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
        ]
    }

    private func faults(_ words: Wording) -> [FieldFault] {
        fault.map { [FieldFault(field: ($0.field ?? field)?.rawValue ?? "main", text: words.fault($0))] } ?? []
    }

    private func star(_ count: Int, _ words: Wording) -> PageData {
        [
            "value": .text(String(count)),
            "label": .text(words.of("stars", String(count))),
            "isChosen": .flag(typed.stars == String(count)),
        ]
    }
}
