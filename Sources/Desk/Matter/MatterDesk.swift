import FoundationEssentials
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// One matter, for whoever may see it: what is known, what may be done, and doing it.
extension DeskSurface {
    /// Roles that may open a matter at all; which ones, the matter's own circles decide.
    static let readers: Set<Role> = [.gridWorker, .mediator, .stationChief, .countySupervisor, .inspector]

    @Sendable func showMatter(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.readers) { visitor in
            let record = try await visible(context, to: visitor)
            return matterPage(record, visitor, context)
        }
    }

    @Sendable func commandFromForm(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.readers) { visitor in
            let form = try await request.readForm(limit: Bounds.formBytes)
            try check(form, of: visitor)
            let kind = try commandKind(form["type"])
            let typed = MatterActions.Typed(
                kind: kind, note: form["note"] ?? "", reason: form["reason"] ?? "", to: form["to"] ?? "")
            do {
                let command = try Command(
                    kind, version: Int(form["version"] ?? "") ?? 0, note: typed.note, reason: typed.reason,
                    to: Holder(text: typed.to))
                let record = try await act(command, context, visitor)
                // Whoever gave the matter away may not see it any more.
                let isVisible = record.matter.isVisible(to: visitor.staff)
                return .seeOther(isVisible ? Paths.matter(record.matter.number) : visitor.staff.role.home)
            } catch let fault as CommandFault {
                let record = try await visible(context, to: visitor)
                let problem = HTTPProblem(fault)
                return matterPage(record, visitor, context, typed: typed, fault: fault, status: problem.status)
            }
        }
    }

    func commandKind(_ text: String?) throws -> CommandKind {
        guard let kind = CommandKind(rawValue: text ?? "") else {
            let known = CommandKind.allCases.map(\.rawValue).joined(separator: " ")
            throw HTTPProblem.unusable([
                .init(field: "type", detail: .init(zh: "没有这个操作；有：\(known)", en: "no such command; there are: \(known)"))
            ])
        }
        return kind
    }

    /// Loads, decides, appends: the same way for a form and for a program.
    func act(_ command: Command, _ context: EdgeContext, _ visitor: Visitor) async throws -> MatterRecord {
        guard let number = context.parameters.get("number").flatMap({ MatterNumber($0) }) else {
            throw HTTPProblem.notFound
        }
        let staff = visitor.staff
        let rules = visitor.rules
        let now = clock.now()
        let owners = Set(owners(for: staff, visitor).map(\.holder))
        do {
            return try await matters.act(number) { matter in
                let events = try matter.handle(command, by: staff, at: now, rules: rules)
                if let to = command.to, matter.allowed(for: staff).contains(command.kind), !owners.contains(to) {
                    throw CommandFault.wrongOwner
                }
                return events
            }
        } catch LedgerFault.unknownMatter {
            throw CommandFault.notVisible
        }
    }

    /// The matter of the address.
    /// - Throws: `HTTPProblem.notFound`, also for a matter that exists but is not this person's to see: nobody learns
    ///   which.
    func visible(_ context: EdgeContext, to visitor: Visitor) async throws -> MatterRecord {
        guard let number = context.parameters.get("number").flatMap({ MatterNumber($0) }),
            let record = try await matters.record(number), record.matter.isVisible(to: visitor.staff)
        else { throw HTTPProblem.notFound }
        return record
    }

    /// Whom a matter may be given to by this person: the workers of the township (of the county, for its supervisors),
    /// and the stations.
    func owners(for staff: Staff, _ visitor: Visitor) -> [(holder: Holder, name: String)] {
        let (catalog, roster) = (visitor.catalog, visitor.roster)
        let area =
            staff.role == .countySupervisor ? staff.division : staff.station.flatMap { catalog.station($0)?.division }
        guard let area else { return [] }
        let workers = roster.all.filter { worker in
            worker.role == .gridWorker && worker.cells.contains { $0.text.hasPrefix(area.text) }
        }
        let stations = catalog.stations.filter { $0.kind == .township && $0.division.text.hasPrefix(area.text) }
        return stations.map { (.station($0.id), $0.name) } + workers.map { (.worker($0.id), $0.name) }
    }

    private func matterPage(
        _ record: MatterRecord, _ visitor: Visitor, _ context: EdgeContext, typed: MatterActions.Typed? = nil,
        fault: CommandFault? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        let matter = record.matter
        let directory = visitor.directory
        let isHidden = visitor.staff.role == .inspector
        let words = isHidden ? [:] : record.events.first?.words ?? [:]
        let choices = owners(for: visitor.staff, visitor).filter { owner in
            owner.holder != matter.holder && matter.mayBeHeld(by: owner.holder)
        }
        let page = MatterPage(
            matter: matter, site: directory.site(matter.filing.site, cell: matter.filing.cell),
            holder: directory.holder(matter.holder),
            category: matter.filing.category.flatMap { visitor.catalog.category($0)?.name },
            text: words[.text], isTextHidden: isHidden,
            contact: matter.filing.sharesContact && !isHidden
                ? ContactView(name: words[.name], phone: words[.phone]) : nil,
            location: words[.location], reasons: reasons(of: record, directory, for: visitor.staff),
            deadlines: matter.deadlines.map(directory.deadline),
            events: record.events.map { directory.event(isHidden ? $0.withoutWords : $0) },
            actions: MatterActions(
                allowed: matter.allowed(for: visitor.staff),
                owners: choices.map { Choice(value: $0.holder.text, name: $0.name) }, typed: typed),
            fault: fault)
        return answer(
            page, to: visitor, context, at: nil, path: fault == nil ? Paths.matter(matter.number) : nil, status: status)
    }

    /// Why it came here. Who was passed over because the report concerns them is told to stations only.
    private func reasons(of record: MatterRecord, _ directory: Directory, for staff: Staff) -> DispatchReasons {
        guard let decision = record.events.lazy.compactMap(\.facts.decision).first else {
            return DispatchReasons(rule: "-", reasons: [])
        }
        let rejected = staff.role == .gridWorker ? [] : decision.rejected
        return DispatchReasons(
            rule: decision.rule, reasons: decision.reasons,
            rejected: rejected.map { rejection in
                let name =
                    switch directory.holder(rejection.holder) {
                    case .worker(let name, _, _): name
                    case .station(let name, _): name
                    }
                return DispatchReasons.Rejected(name: name, reason: rejection.reason)
            })
    }
}

extension Event {
    /// What happened, without what anybody wrote.
    fileprivate var withoutWords: Event {
        Event(version: version, at: at, actor: actor, kind: kind, facts: facts)
    }
}

extension HTTPProblem {
    /// The contract's answers to a refused command: 403, 404, 409, 422.
    init(_ fault: CommandFault) {
        switch fault {
        case .notVisible: self = .notFound
        case .notYours: self = .notYours
        case .stale(let current):
            self.init(
                .conflict, slug: "stale", title: .init(zh: "有人先办了一步", en: "Somebody acted first"),
                detail: .init(zh: "请看最新情况再办。", en: "Look at how it stands now, then act."),
                members: ["version": .number(current)])
        case .notNow(let state, let allowed):
            self.init(
                .unprocessableContent, slug: "not-now", title: .init(zh: "现在不能这样办", en: "Not possible now"),
                detail: .init(zh: "这件事目前的状态是 \(state.rawValue)。", en: "The matter is \(state.rawValue)."),
                members: ["state": .text(state.rawValue), "allowed": .texts(allowed.map(\.rawValue))])
        case .missing(let carried):
            self = .unusable([.init(field: carried.rawValue, detail: .init(zh: "这一项要填", en: "is needed"))])
        case .text(let carried, let fault):
            self = .unusable([.init(field: carried.rawValue, detail: Words(note: fault))])
        case .wrongOwner:
            self = .unusable([
                .init(field: "to", detail: .init(zh: "不能交给这个人或站点", en: "it cannot be given to this person or station"))
            ])
        }
    }
}

extension HTTPProblem.Words {
    fileprivate init(note fault: TextFault) {
        switch fault {
        case .tooLong(let limit): self.init(zh: "最多 \(limit) 个字", en: "at most \(limit) characters")
        case .empty: self.init(zh: "要填", en: "is needed")
        case .unreadable, .notANumber: self.init(zh: "里面有看不见的特殊字符", en: "it contains control characters")
        }
    }
}
