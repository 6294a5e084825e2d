import GridCatalog
import Matters

/// One field of a command's form.
struct ActionField {
    enum Input {
        case text, line
        /// One of these days; `nil` if there is none left.
        case date(ClosedRange<LocalDate>?)
        case choice([Choice])
    }

    /// As the HTTP contract names it.
    let name: String
    let label: String
    var hint: String?
    let input: Input
    let typed: String
    let wrong: String?

    /// What is chosen first, then what is written.
    static let order: [Carried] = [
        .to, .body, .owner, .kind, .ground, .finding, .parent, .until, .note, .reason, .evidence, .elsewhere,
    ]

    /// What one thing that a command must carry looks like in its form.
    static func fields(
        _ carried: Carried, of kind: CommandKind, choices: MatterActions.Choices, proof: Bilingual?,
        typed: RawCommand, fault: CommandFault?, _ words: Wording
    ) -> [ActionField] {
        let wrong = fault?.field == carried ? fault.map { words.fault($0) } : nil
        func field(_ typed: String, _ input: Input, label: String? = nil, hint: String? = nil) -> [ActionField] {
            [
                ActionField(
                    name: carried.rawValue, label: label ?? words.of("field", carried.rawValue), hint: hint,
                    input: input.choosing(typed), typed: typed, wrong: wrong)
            ]
        }
        let limit = words("textLimit", ["limit": String(Bounds.noteCharacters)])
        switch carried {
        case .note: return field(typed.note, .text, label: words.of("label", kind.rawValue), hint: limit)
        case .reason: return field(typed.reason, .text, label: words.of("label", kind.rawValue), hint: limit)
        case .evidence:
            let known = kind == .resolve ? proof.map { words("hintProof", ["proof": words.pick($0)]) } : nil
            return field(typed.evidence, .text, hint: [known, limit].compactMap(\.self).joined(separator: " "))
        case .elsewhere: return field(typed.elsewhere, .text, hint: words("hintElsewhere"))
        case .to:
            return field(
                typed.to, .choice(choices.holders[kind] ?? []), label: words.of("to", kind.rawValue))
        case .body: return field(typed.body, .choice(choices.bodies))
        case .owner: return field(typed.owner, .choice(choices.owners))
        case .parent: return field(typed.parent, .line, hint: words("hintParent"))
        case .until:
            return field(
                typed.until, .date(choices.pauseDays), hint: words("hintUntil", ["days": String(Bounds.pausedDays)]))
        case .ground: return field(typed.ground, .choice(all("ground", Ground.allCases.map(\.rawValue), words)))
        case .finding:
            let known = kind == .conclude ? Finding.ofReview : Finding.ofCallBack
            let names = Finding.allCases.filter(known.contains).map(\.rawValue)
            return field(typed.finding, .choice(all("finding", names, words)))
        case .kind:
            let natures = Input.choice(all("nature", Nature.allCases.map(\.rawValue), words)).choosing(typed.nature)
            let categories = choices.categories.map {
                Choice(
                    value: $0.code.text, name: "\($0.code) \(words.pick($0.name))",
                    isChosen: $0.code == choices.category)
            }
            return [
                ActionField(
                    name: "category", label: words("fieldCategory"),
                    input: Input.choice(categories).choosing(typed.category), typed: typed.category,
                    wrong: wrong),
                ActionField(
                    name: "nature", label: words("fieldNature"), input: natures, typed: typed.nature, wrong: nil),
            ]
        case .stars: return []
        }
    }

    private static func all(_ family: String, _ values: [String], _ words: Wording) -> [Choice] {
        values.map { Choice(value: $0, name: words.of(family, $0)) }
    }

    func data(of kind: CommandKind) -> PageData {
        var options: [Choice]?
        if case .choice(let choices) = input { options = choices }
        return [
            "id": .text("\(kind.rawValue)-\(name)"),
            "name": .text(name),
            "fieldLabel": .text(label),
            "fieldHint": .maybe(hint),
            "wrong": .maybe(wrong),
            "typed": .text(typed),
            "isText": .flag(input.isText),
            "inputType": .maybe(input.type),
            "from": .maybe(input.days?.lowerBound.description),
            "until": .maybe(input.days?.upperBound.description),
            "options": .maybe(options.map { ["options": .list($0.map(\.data))] }),
        ]
    }
}

extension ActionField.Input {
    fileprivate var isText: Bool { if case .text = self { true } else { false } }

    /// The type of an HTML input; `nil` if it is none.
    fileprivate var type: String? {
        switch self {
        case .line: "text"
        case .date: "date"
        case .text, .choice: nil
        }
    }

    fileprivate var days: ClosedRange<LocalDate>? { if case .date(let days) = self { days } else { nil } }

    /// With what was chosen before.
    fileprivate func choosing(_ value: String) -> Self {
        guard case .choice(let choices) = self, !value.isEmpty else { return self }
        return .choice(choices.map { Choice(value: $0.value, name: $0.name, isChosen: $0.value == value) })
    }
}
