import Matters

/// What somebody tries to do to a matter.
struct Attempt: Sendable {
    /// Who tries.
    enum Doer: Sendable, Hashable {
        case staff(Staff)
        case resident
        case body(BodyID)
    }

    let number: MatterNumber
    let kind: CommandKind
    let doer: Doer
    /// The version they saw.
    var version: Int
    var note = ""
    var reason = ""
    var evidence = ""
    var elsewhere = ""
    var to: Holder?
    var until: LocalDate?
    var ground: Ground?
    var body: BodyID?
    var owner: StaffID?
    var parent: MatterNumber?
    var stars: Int?
    var finding: Finding?
    var category: CategoryCode?
    var nature: Nature?

    init(_ kind: CommandKind, on matter: ExpectedMatter, by doer: Doer) {
        (number, self.kind, self.doer, version) = (matter.number, kind, doer, matter.version)
    }

    var person: Staff? { if case .staff(let person) = doer { person } else { nil } }

    var actor: Actor {
        switch doer {
        case .staff(let person): .staff(person.id, person.role)
        case .resident: .resident
        case .body(let id): .body(id)
        }
    }

    func brings(_ what: Carried) -> Bool {
        switch what {
        case .note: !note.isEmpty
        case .reason: !reason.isEmpty
        case .evidence: !evidence.isEmpty
        case .elsewhere: !elsewhere.isEmpty
        case .to: to != nil
        case .until: until != nil
        case .ground: ground != nil
        case .body: body != nil
        case .owner: owner != nil
        case .parent: parent != nil
        case .stars: stars != nil
        case .finding: finding != nil
        case .kind: category != nil || nature != nil
        }
    }

    /// As it comes in at the door.
    var raw: RawCommand {
        var raw = RawCommand()
        raw.version = version
        (raw.note, raw.reason, raw.evidence, raw.elsewhere) = (note, reason, evidence, elsewhere)
        raw.to = to?.text ?? ""
        raw.until = until?.description ?? ""
        raw.ground = ground?.rawValue ?? ""
        raw.body = body?.text ?? ""
        raw.owner = owner?.text ?? ""
        raw.parent = parent?.text ?? ""
        raw.stars = stars.map { "\($0)" } ?? ""
        raw.finding = finding?.rawValue ?? ""
        raw.category = category?.text ?? ""
        raw.nature = nature?.rawValue ?? ""
        return raw
    }

    /// `accept of 260000000000 at version 2 by g0001`
    var words: String {
        let who =
            switch doer {
            case .staff(let person): "\(person.id) (\(person.role.rawValue))"
            case .resident: "the resident"
            case .body(let id): "the body \(id)"
            }
        let whom = to.map { " to \($0.text)" } ?? owner.map { " owned by \($0)" } ?? ""
        return "\(kind.rawValue) of \(number) at version \(version) by \(who)\(whom)"
    }
}
