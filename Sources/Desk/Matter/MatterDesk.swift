import Dispatcher
import FoundationEssentials
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// One matter, for whoever may see it: what is known, what may be done, and doing it.
extension DeskSurface {
    /// Roles that may open a matter at all; which ones, the matter's own circles decide.
    static let readers: Set<Role> = [
        .gridWorker, .mediator, .stationChief, .townshipLeader, .countySupervisor, .inspector,
    ]

    @Sendable func showMatter(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.readers) { visitor in
            let record = try await visible(context, to: visitor)
            return try await matterPage(record, visitor, context)
        }
    }

    @Sendable func commandFromForm(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.readers) { visitor in
            let form = try await request.readForm(limit: Bounds.formBytes)
            try check(form, of: visitor)
            let kind = try commandKind(form["type"])
            let raw = RawCommand(form)
            do {
                let command = try Command(kind, raw)
                let record = try await act(command, context, visitor)
                // Whoever gave the matter away may not see it any more.
                let isVisible = record.matter.isVisible(to: visitor.staff)
                return .seeOther(isVisible ? Paths.matter(record.matter.number) : visitor.staff.role.home)
            } catch let fault as CommandFault {
                let record = try await visible(context, to: visitor)
                let problem = HTTPProblem(fault)
                return try await matterPage(
                    record, visitor, context, typed: MatterActions.Typed(kind: kind, raw: raw), fault: fault,
                    status: problem.status)
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
        let now = clock.now()
        var parent: Matter?
        if let number = command.parent { parent = try await matters.record(number)?.matter }
        let joined = parent
        do {
            return try await matters.act(number) { matter in
                let events = try matter.handle(command, by: staff, at: now, on: bench(visitor, for: matter, at: now))
                try ActionChoices(matter, visitor).check(command, parent: joined)
                return events
            }
        } catch CommandFault.notNow(let state, let allowed) where allowed.isEmpty {
            // An extension that was used up: the page goes on with what is left.
            let record = try await visible(context, to: visitor)
            throw CommandFault.notNow(
                state: state, allowed: record.matter.allowed(for: staff).filter { $0 != command.kind })
        } catch LedgerFault.unknownMatter {
            throw CommandFault.notVisible
        }
    }

    private func bench(_ visitor: Visitor, for matter: Matter, at now: Instant) -> Matter.Bench {
        let (dispatcher, filing) = (visitor.dispatcher, matter.filing)
        return Matter.Bench(
            rules: visitor.rules, staff: { dispatcher.roster.staff($0) },
            sealing: { category, nature in
                let site = dispatcher.catalog.site(filing.site)?.kind ?? .village
                let question = Question(
                    cell: filing.cell, site: site, category: category, nature: nature,
                    concerns: Set(filing.concerns), now: now)
                return try? dispatcher.seal(question)
            })
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

    private func matterPage(
        _ record: MatterRecord, _ visitor: Visitor, _ context: EdgeContext, typed: MatterActions.Typed? = nil,
        fault: CommandFault? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let matter = record.matter
        let directory = visitor.directory
        let isHidden = visitor.staff.role == .inspector
        let words = isHidden ? [:] : record.events.first?.words ?? [:]
        let allowed = matter.allowed(for: visitor.staff)
        let page = MatterPage(
            matter: matter, site: directory.site(matter.filing.site, cell: matter.filing.cell),
            holder: directory.holder(matter.holder),
            category: matter.category.flatMap { visitor.catalog.category($0)?.name },
            text: words[.text], isTextHidden: isHidden,
            contact: matter.filing.sharesContact && !isHidden
                ? ContactView(name: words[.name], phone: words[.phone]) : nil,
            location: words[.location], reasons: reasons(of: record, directory, for: visitor.staff),
            deadlines: directory.deadlines(of: matter),
            events: record.events.map { directory.event(isHidden ? $0.withoutWords : $0) },
            actions: MatterActions(
                allowed: allowed, choices: ActionChoices(matter, visitor).all(for: allowed, at: clock.now()),
                proof: matter.category.flatMap { visitor.catalog.category($0)?.proof }, typed: typed),
            links: try await links(of: record, allowed: allowed, visitor), fault: fault)
        return answer(
            page, to: visitor, context, at: nil, path: fault == nil ? Paths.matter(matter.number) : nil, status: status)
    }

    private func links(
        of record: MatterRecord, allowed: [CommandKind], _ visitor: Visitor
    ) async throws -> MatterPage.Links {
        let matter = record.matter
        var links = MatterPage.Links()
        links.owner = matter.owner.map { visitor.roster.staff($0)?.name ?? $0.text }
        if let body = matter.body {
            links.body = visitor.catalog.body(body)?.name ?? body.text
            if matter.state == .referred, allowed.contains(.recall) { links.letter = Paths.letter(matter.number) }
        }
        if allowed.contains(.refer) || allowed.contains(.decline) || matter.state == .referred {
            let subject = TimeLimit.Subject(
                category: matter.category, cell: matter.filing.cell, draft: matter.filing.draft)
            links.elsewhere = visitor.rules.elsewhere(for: subject, on: ChinaTime.date(of: clock.now()))
        }
        links.parent = try await parents(of: record, visibleTo: visitor).first { $0 == matter.parent }
        return links
    }

    /// The matters that this one belongs or belonged with, of those that the reader may see: nobody learns of another.
    func parents(of record: MatterRecord, visibleTo visitor: Visitor) async throws -> Set<MatterNumber> {
        var seen: Set<MatterNumber> = []
        for number in Set(record.events.compactMap(\.facts.parent)) {
            if try await matters.record(number)?.matter.isVisible(to: visitor.staff) == true { seen.insert(number) }
        }
        return seen
    }

    /// Why it came here. Who was passed over because the report concerns them is told to stations only.
    private func reasons(of record: MatterRecord, _ directory: Directory, for staff: Staff) -> DispatchReasons {
        guard let decision = record.events.lazy.compactMap(\.facts.decision).last else {
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
            }, inputs: staff.role == .gridWorker ? nil : inputs(of: decision, directory))
    }

    private func inputs(of decision: Decision, _ directory: Directory) -> DispatchReasons.Inputs? {
        guard let asked = decision.inputs else { return nil }
        let catalog = directory.catalog
        return DispatchReasons.Inputs(
            answers: [asked.cell.text, asked.category?.text, asked.nature?.rawValue, asked.siteKind, asked.language]
                .compactMap(\.self),
            at: asked.at, rules: asked.rules, duty: decision.duty.map { directory.roster.staff($0)?.name ?? $0.text },
            notified: (decision.notified ?? []).map { catalog.body($0)?.name ?? $0.text })
    }
}

extension RawCommand {
    init(_ form: Form) {
        self.init()
        version = Int(form["version"] ?? "") ?? 0
        for (field, path) in Self.texts { self[keyPath: path] = form[field] ?? "" }
    }

    /// The fields of a command, as the HTTP contract names them.
    static var texts: [(field: String, path: WritableKeyPath<RawCommand, String>)] {
        [
            ("note", \.note), ("reason", \.reason), ("evidence", \.evidence), ("elsewhere", \.elsewhere), ("to", \.to),
            ("until", \.until), ("ground", \.ground), ("body", \.body), ("owner", \.owner), ("parent", \.parent),
            ("stars", \.stars), ("finding", \.finding), ("category", \.category), ("nature", \.nature),
        ]
    }
}

extension Event {
    /// What happened, without what anybody wrote.
    fileprivate var withoutWords: Event {
        Event(version: version, at: at, actor: actor, kind: kind, facts: facts)
    }
}

extension HTTPProblem {
    /// The refusal with how the matter stands now, and what this person may do with it.
    func with(fresh matter: Matter, for staff: Staff) -> HTTPProblem {
        var problem = self
        problem.members["version"] = .number(matter.version)
        problem.members["state"] = .text(matter.state.rawValue)
        if problem.members["allowed"] == nil {
            problem.members["allowed"] = .texts(matter.allowed(for: staff).map(\.rawValue))
        }
        return problem
    }

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
        case .unknown(let carried):
            self = .unusable([.init(field: carried.rawValue, detail: .init(zh: "没有这一项", en: "there is no such thing"))])
        case .pausedTooLong(let latest):
            self = .unusable([
                .init(
                    field: Carried.until.rawValue,
                    detail: .init(zh: "中止最晚到 \(latest)", en: "a pause lasts until \(latest) at most"))
            ])
        case .tooLate(let since):
            self.init(
                .unprocessableContent, slug: "too-late", title: .init(zh: "已经过期", en: "Too late"),
                detail: .init(
                    zh: "期限到 \(ChinaTime.rfc3339(since))。", en: "The time ended at \(ChinaTime.rfc3339(since))."),
                members: ["since": .text(ChinaTime.rfc3339(since))])
        case .tooSoon(let until):
            self.init(
                .unprocessableContent, slug: "too-soon", title: .init(zh: "刚催过", en: "Too soon"),
                detail: .init(
                    zh: "\(ChinaTime.rfc3339(until)) 以后可以再催。", en: "Possible again after \(ChinaTime.rfc3339(until))."),
                members: ["until": .text(ChinaTime.rfc3339(until))])
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
