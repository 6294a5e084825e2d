public import Matters

/// What the reader of a matter may do now, as plain forms.
public struct MatterActions: Sendable {
    public let allowed: [CommandKind]
    /// Whom it may be given to; the value is a `Holder`'s text.
    public let owners: [Choice]
    /// What was typed when a command was refused: it is still there.
    public let typed: Typed?

    public struct Typed: Sendable, Hashable {
        public let kind: CommandKind
        public let note: String
        public let reason: String
        public let to: String

        public init(kind: CommandKind, note: String = "", reason: String = "", to: String = "") {
            self.kind = kind
            self.note = note
            self.reason = reason
            self.to = to
        }
    }

    public init(allowed: [CommandKind], owners: [Choice] = [], typed: Typed? = nil) {
        self.allowed = allowed
        self.owners = owners
        self.typed = typed
    }

    /// The order on the page: what is done most comes first.
    private static let order: [CommandKind] = [
        .accept, .visit, .resolve, .assign, .takeOver, .note, .urge, .return,
    ]

    func data(_ matter: Matter, _ words: Wording, fault: CommandFault?) -> [String: PageData] {
        // A form whose command became impossible stays, so that the typed text is not lost.
        let shown = Self.order.filter { allowed.contains($0) || $0 == typed?.kind }
        let isTypedShown = typed.map { Self.order.contains($0.kind) } ?? false
        return [
            "hasActions": .flag(!shown.isEmpty),
            "actions": .list(shown.map { form($0, of: matter, words, fault: $0 == typed?.kind ? fault : nil) }),
            "action": .text(Paths.commands(matter.number)),
            "version": .text(String(matter.version)),
            "faultHref": .maybe(isTypedShown ? "#act" : nil),
        ]
    }

    private func form(
        _ kind: CommandKind, of matter: Matter, _ words: Wording, fault: CommandFault?
    ) -> PageData {
        let typed = typed.flatMap { $0.kind == kind ? $0 : nil }
        let field: Carried? =
            switch kind {
            case .visit, .resolve, .note, .urge: .note
            case .assign, .return: .reason
            default: nil
            }
        let choices = owners.map { owner in
            let isChosen = typed.map { $0.to == owner.value } ?? owner.isChosen
            let isLead = owner.value == Holder.station(matter.lead).text
            let asks = kind == .return && isLead
            return Choice(
                value: owner.value, name: asks ? words("askStation", ["name": owner.name]) : owner.name,
                isChosen: isChosen)
        }
        return [
            "type": .text(kind.rawValue),
            "label": .text(words.of("do", kind.rawValue)),
            "button": .text(words.of("done", kind.rawValue)),
            "isPlain": .flag(field == nil),
            "isMain": .flag(kind == .accept),
            "isTyped": .flag(typed != nil),
            "owners": .maybe(
                kind == .assign || kind == .return
                    ? ["toLabel": .text(words.of("to", kind.rawValue)), "options": .list(choices.map(\.data))] : nil),
            "field": .maybe(field?.rawValue),
            "fieldLabel": .text(words.of("label", kind.rawValue)),
            "fieldHint": .text(words("textLimit", ["limit": String(Bounds.noteCharacters)])),
            "typed": .text(field == .reason ? typed?.reason ?? "" : typed?.note ?? ""),
            "wrong": .maybe(Self.isAboutForm(fault) ? fault.map { words.fault($0) } : nil),
        ]
    }

    /// Whether the fault is in what was typed, rather than in what happened meanwhile.
    private static func isAboutForm(_ fault: CommandFault?) -> Bool {
        switch fault {
        case .missing, .text, .wrongOwner: true
        default: false
        }
    }
}
