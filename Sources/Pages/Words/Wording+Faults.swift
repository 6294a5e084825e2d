import Matters

// Why something was refused, and what to do about it.
extension Wording {
    func fault(_ fault: TextFault, in field: ReportField) -> String {
        switch (field, fault) {
        case (.text, .empty): self("faultTextEmpty")
        case (_, .empty): self("faultEmpty")
        case (_, .tooLong(let limit)): self("faultTooLong", ["limit": String(limit)])
        case (.phone, .notANumber), (.phone, .unreadable): self("faultPhone")
        case (.category, _): self("faultCategory")
        case (.draft, _): self("faultDraft")
        default: self("faultUnreadable")
        }
    }

    func fault(_ fault: CommandFault) -> String {
        switch fault {
        case .notVisible, .notYours: self("commandNotYours")
        case .stale: self("commandStale")
        case .notNow(let state, _): self("commandNotNow", ["state": self.state(state)])
        case .missing(let carried): of("missing", carried.rawValue)
        case .text(_, .tooLong(let limit)): self("faultTooLong", ["limit": String(limit)])
        case .text: self("faultUnreadable")
        case .unknown: self("commandUnknown")
        case .wrongOwner: self("commandWrongOwner")
        case .pausedTooLong(let latest):
            self("commandPausedTooLong", ["days": String(Bounds.pausedDays), "date": due(ChinaTime.endOfDay(latest))])
        case .tooLate(let since): self("commandTooLate", ["date": due(since)])
        case .tooSoon(let until): self("commandTooSoon", ["date": moment(until)])
        }
    }
}

/// One line of the summary at the top of a page, the same words as beside its field.
struct FieldFault {
    /// Id of the field on the page.
    let field: String
    let text: String

    static func data(_ faults: [FieldFault]) -> PageData {
        .list(faults.map { ["href": .text("#\($0.field)"), "text": .text($0.text)] })
    }
}

extension [FieldFault] {
    /// The words beside this field, or `false`.
    func at(_ field: String) -> PageData { .maybe(first { $0.field == field }?.text) }
}
