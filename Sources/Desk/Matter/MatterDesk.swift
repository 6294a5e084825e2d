import CommandWire
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
            let kind = try CommandKind(sent: form["type"])
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
        let query = MatterQuery(for: visitor.staff)
        let children = try await matters.children(matter.number, query)
        links.children = children.records.map { card($0, visitor, withHolder: true) }
        links.hasMoreChildren = children.next != nil
        if allowed.contains(.join), children.records.isEmpty {
            links.similar = try await similar(to: record, visitor).map { card($0, visitor, withHolder: true) }
        }
        links.parent = try await parents(of: record, visibleTo: visitor).first { $0 == matter.parent }
        return links
    }

    /// What may be about the same thing and may be joined to, the likeliest first.
    private func similar(to record: MatterRecord, _ visitor: Visitor) async throws -> [MatterRecord] {
        let matter = record.matter
        let known = try await matters.similar(
            matter, MatterQuery(for: visitor.staff), matter.filedAt + -.days(Self.similarDays))
        let choices = ActionChoices(matter, visitor)
        return Likeness.suggestions(for: record, among: known.filter { choices.mayBeParent($0.matter) })
            .prefix(Self.similarShown).map(\.record)
    }

    /// How long before a matter another one may have been filed and still be suggested, in days.
    private static let similarDays = 90
    private static let similarShown = 5

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

extension Event {
    /// What happened, without what anybody wrote.
    fileprivate var withoutWords: Event {
        Event(version: version, at: at, actor: actor, kind: kind, facts: facts)
    }
}
