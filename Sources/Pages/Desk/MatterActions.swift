public import GridCatalog
public import Matters

/// What the reader of a matter may do now, as plain forms: each asks for what the table of transitions says its command
/// must carry.
public struct MatterActions: Sendable {
    public let allowed: [CommandKind]
    public let choices: Choices
    /// What proves that a matter of this category is solved.
    public let proof: Bilingual?
    /// What was typed when a command was refused: it is still there.
    public let typed: Typed?

    /// What can be chosen in a form.
    public struct Choices: Sendable, Hashable {
        /// For each command that names a holder, whom; the value is a `Holder`'s text.
        public var holders: [CommandKind: [Choice]] = [:]
        /// 包案
        public var owners: [Choice] = []
        public var bodies: [Choice] = []
        public var categories: [Category] = []
        /// What it is now.
        public var category: CategoryCode?
        /// The days a pause may end on; `nil` if none is left.
        public var pauseDays: ClosedRange<LocalDate>?

        public init() {}
    }

    public struct Typed: Sendable, Hashable {
        public let kind: CommandKind
        public let raw: RawCommand

        public init(kind: CommandKind, raw: RawCommand) {
            self.kind = kind
            self.raw = raw
        }
    }

    public init(
        allowed: [CommandKind], choices: Choices = Choices(), proof: Bilingual? = nil, typed: Typed? = nil
    ) {
        self.allowed = allowed
        self.choices = choices
        self.proof = proof
        self.typed = typed
    }

    /// The order on the page: what is done most comes first, the rest is folded away.
    private enum Group: String, CaseIterable {
        case daily, hands, procedure, asides

        var commands: [CommandKind] {
            switch self {
            case .daily: [.acknowledge, .accept, .visit, .resolve, .conclude, .callBack, .admit, .resume, .note]
            case .hands: [.assign, .takeOver, .return, .transfer, .assist, .own]
            case .procedure:
                [.classify, .simplify, .mediate, .endMediation, .refer, .recall, .pause, .extend, .decline]
            case .asides: [.urge, .supervise, .reply, .join, .unjoin]
            }
        }
    }

    func data(_ matter: Matter, _ words: Wording, fault: CommandFault?) -> [String: PageData] {
        // A form whose command became impossible stays, so that the typed text is not lost.
        let shown = Group.allCases.map { group in
            (group, group.commands.filter { allowed.contains($0) || $0 == typed?.kind })
        }.filter { !$0.1.isEmpty }
        return [
            "hasActions": .flag(!shown.isEmpty),
            "groups": .list(
                shown.map { group, commands in
                    [
                        "isFolded": .flag(group != .daily),
                        "isOpen": .flag(typed.map { commands.contains($0.kind) } ?? false),
                        "groupName": .text(words.of("actions", group.rawValue)),
                        "actions": .list(
                            commands.map { form($0, of: matter, words, fault: $0 == typed?.kind ? fault : nil) }),
                    ]
                }),
            "action": .text(Paths.commands(matter.number)),
            "version": .text(String(matter.version)),
            "faultHref": .maybe(faultHref(shown.flatMap(\.1), in: matter.state, fault)),
        ]
    }

    /// The field that the refusal is about; the forms, where it is about none.
    private func faultHref(_ shown: [CommandKind], in state: MatterState, _ fault: CommandFault?) -> String? {
        guard let kind = typed?.kind, shown.contains(kind) else { return nil }
        guard let field = fault?.field, Transitions.carriedByStaff(kind, in: state).contains(field) else {
            return "#act"
        }
        return "#\(kind.rawValue)-\(field == .kind ? "category" : field.rawValue)"
    }

    private func form(
        _ kind: CommandKind, of matter: Matter, _ words: Wording, fault: CommandFault?
    ) -> PageData {
        let typed = typed.flatMap { $0.kind == kind ? $0.raw : nil }
        let carried = Transitions.carriedByStaff(kind, in: matter.state)
        var choices = choices
        // Proposing the station that leads is asking it to decide.
        choices.holders[.return] = choices.holders[.return]?.map { choice in
            guard choice.value == Holder.station(matter.lead).text else { return choice }
            return Choice(value: choice.value, name: words("askStation", ["name": choice.name]))
        }
        let fields = ActionField.order.filter(carried.contains).flatMap {
            ActionField.fields(
                $0, of: kind, choices: choices, proof: proof, typed: typed ?? RawCommand(), fault: fault, words)
        }
        return [
            "type": .text(kind.rawValue),
            "label": .text(words.of("do", kind.rawValue)),
            "button": .text(words.of("done", kind.rawValue)),
            "isPlain": .flag(fields.isEmpty),
            "isMain": .flag([.accept, .acknowledge].contains(kind)),
            "isTyped": .flag(typed != nil),
            "fields": .list(fields.map { $0.data(of: kind) }),
        ]
    }
}
