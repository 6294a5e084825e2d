import CommandWire
import FoundationEssentials
import GridCatalog
public import HTTPKit
public import Hummingbird
import Matters

/// The desks for programs: the same rules, the same circles, JSON.
extension DeskSurface {
    struct MatterBody: Encodable, Sendable {
        struct Due: Encodable, Sendable {
            let rule, start, at, then: String
            let stopped: String?
            let late: Bool
            /// Stands still while the matter is paused.
            let stands: Bool
            /// How many steps of the ladder were taken for it.
            let raised: Int
        }

        struct Step: Encodable, Sendable {
            let version: Int
            let event, at, by: String
            let state: String
            let holder, owner, body, parent, finding, ground: String?
            let level: Int?
            let note, reason, evidence, elsewhere: String?
        }

        let number, state, site, cell, holder, station: String
        let version: Int
        let category, nature, text, owner, body, parent, admitted, ground: String?
        let pausedUntil: String?
        /// The highest level that lateness was told to, 1 to 4.
        let level: Int?
        let emergencies: [String]
        /// What was joined to it, of what this person may see: one page, the rest by `?parent=`; `nil` in lists.
        let children: [String]?
        let filed, changed: String
        let returns: Int
        let due: [Due]
        let allowed: [String]
        let trail: [Step]?

        enum CodingKeys: String, CodingKey {
            case number, state, site, cell, holder, station, version, category, nature, text, owner, body, parent
            case admitted, ground, level, emergencies, children, filed, changed, returns, due, allowed, trail
            case pausedUntil = "paused_until"
        }
    }

    /// What is left to say to whoever sealed a matter and is shut out now.
    private struct GivenAway: Encodable, Sendable {
        let number, state: String
        let version: Int

        init(_ matter: Matter) {
            (number, state, version) = (matter.number.text, matter.state.rawValue, matter.version)
        }
    }

    private struct ListBody: Encodable, Sendable {
        let matters: [MatterBody]
        let next: String?
    }

    /// What this person must act on, most urgent first.
    @Sendable func inbox(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers.subtracting([.inspector]))
        var query = MatterQuery(for: visitor.staff, states: MatterState.onTheWay)
        query.holder = visitor.staff.desk
        query.cursor = try request.readQuery()["cursor"]
        return try await list(query, visitor)
    }

    @Sendable func listMatters(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        let asked = try request.readQuery()
        var query = MatterQuery(for: visitor.staff)
        if let state = asked["state"] { query.states = [try known(state, "state", MatterState.init(rawValue:))] }
        if let cell = asked["cell"] { query.cell = try known(cell, "cell", { CellCode($0) }) }
        if let category = asked["category"] { query.category = try known(category, "category", { CategoryCode($0) }) }
        if ["1", "true", "yes"].contains(asked["overdue"]) { query.dueBefore = clock.now() }
        query.cursor = asked["cursor"]
        guard let parent = asked["parent"] else { return try await list(query, visitor) }
        return try await listChildren(of: try known(parent, "parent", { MatterNumber($0) }), query, visitor)
    }

    /// 并案: a parent that the reader may not see has nothing joined to it, as one that does not exist.
    private func listChildren(
        of parent: MatterNumber, _ query: MatterQuery, _ visitor: Visitor
    ) async throws -> Response {
        guard try await matters.record(parent)?.matter.isVisible(to: visitor.staff) == true else {
            return try .json(ListBody(matters: [], next: nil))
        }
        let list = try await matters.children(parent, query)
        return try .json(ListBody(matters: list.records.map { body($0, visitor, trail: nil) }, next: list.next))
    }

    @Sendable public func matterAsJSON(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        return try .json(try await whole(try await visible(context, to: visitor), visitor))
    }

    @Sendable public func commandFromJSON(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        do {
            let sent = try await request.readJSON(SentCommand.self, limit: Bounds.formBytes)
            let record: MatterRecord
            do { record = try await act(sent.command(), context, visitor) } catch let fault as CommandFault {
                throw HTTPProblem(fault)
            }
            // Whoever gave the matter away may not see it any more.
            guard record.matter.isVisible(to: visitor.staff) else { return try .json(GivenAway(record.matter)) }
            return try .json(try await whole(record, visitor))
        } catch let problem as HTTPProblem where problem.isAboutCommand {
            let fresh = try await visible(context, to: visitor).matter
            throw problem.with(fresh: fresh, allowed: fresh.allowed(for: visitor.staff))
        }
    }

    private func known<Value>(_ text: String, _ field: String, _ parse: (String) -> Value?) throws -> Value {
        guard let value = parse(text) else {
            throw HTTPProblem.unusable([
                .init(field: field, detail: .init(zh: "没有“\(text)”", en: "there is no “\(text)”"))
            ])
        }
        return value
    }

    private func list(_ query: MatterQuery, _ visitor: Visitor) async throws -> Response {
        let list = try await matters.list(query)
        return try .json(ListBody(matters: list.records.map { body($0, visitor, trail: nil) }, next: list.next))
    }

    /// A matter with its trail, and with those of the matters it belongs with that this person may see.
    private func whole(_ record: MatterRecord, _ visitor: Visitor) async throws -> MatterBody {
        let parents = try await parents(of: record, visibleTo: visitor)
        let children = try await matters.children(record.matter.number, MatterQuery(for: visitor.staff)).records
        let isHidden = visitor.staff.role == .inspector
        return body(
            record, visitor, parents: parents, children: children.map(\.matter.number.text),
            trail: record.events.map { step($0, isHidden: isHidden, parents: parents) })
    }

    private func body(
        _ record: MatterRecord, _ visitor: Visitor, parents: Set<MatterNumber> = [],
        children: [String]? = nil, trail: [MatterBody.Step]?
    ) -> MatterBody {
        let matter = record.matter
        let now = clock.now()
        let isHidden = visitor.staff.role == .inspector
        return MatterBody(
            number: matter.number.text, state: matter.state.rawValue, site: matter.filing.site.text,
            cell: matter.filing.cell.text, holder: matter.holder.text, station: matter.lead.text,
            version: matter.version, category: matter.category?.text, nature: matter.nature?.rawValue,
            text: isHidden ? nil : record.text, owner: matter.owner?.text, body: matter.body?.text,
            parent: matter.parent.flatMap { parents.contains($0) ? $0.text : nil },
            admitted: matter.admittedAt.map(ChinaTime.rfc3339),
            ground: matter.ground?.rawValue, pausedUntil: matter.pausedUntil.map(ChinaTime.rfc3339),
            level: matter.level?.rawValue, emergencies: matter.filing.emergencies ?? [],
            children: children,
            filed: ChinaTime.rfc3339(matter.filedAt), changed: ChinaTime.rfc3339(matter.changedAt),
            returns: matter.returns,
            due: matter.deadlines.map { deadline in
                MatterBody.Due(
                    rule: deadline.rule, start: ChinaTime.rfc3339(deadline.start),
                    at: ChinaTime.rfc3339(deadline.due), then: deadline.action.rawValue,
                    stopped: deadline.stopped.map(ChinaTime.rfc3339), late: deadline.lateness(at: now) != nil,
                    stands: matter.stands(deadline), raised: deadline.raised ?? 0)
            },
            allowed: matter.allowed(for: visitor.staff).map(\.rawValue),
            trail: trail)
    }

    private func step(_ event: Event, isHidden: Bool, parents: Set<MatterNumber>) -> MatterBody.Step {
        let words = isHidden ? [:] : event.wordsForStaff
        let facts = event.facts
        return MatterBody.Step(
            version: event.version, event: event.kind.rawValue, at: ChinaTime.rfc3339(event.at), by: event.actor.text,
            state: facts.state.rawValue, holder: facts.holder?.text, owner: facts.owner?.text, body: facts.body?.text,
            parent: facts.parent.flatMap { parents.contains($0) ? $0.text : nil }, finding: facts.finding?.rawValue,
            ground: facts.ground?.rawValue,
            level: facts.alarm?.level.rawValue, note: words[.note], reason: words[.reason],
            evidence: words[.evidence], elsewhere: words[.elsewhere])
    }
}

extension Staff {
    /// In whose name matters lie on this person's desk; `nil` for whoever sees only what is theirs anyway.
    var desk: Holder? { role == .gridWorker ? .worker(id) : station.map(Holder.station) }
}
