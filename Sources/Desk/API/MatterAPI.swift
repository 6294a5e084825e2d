import FoundationEssentials
import GridCatalog
import HTTPKit
import Hummingbird
import Matters

/// The desks for programs: the same rules, the same circles, JSON.
extension DeskSurface {
    struct MatterBody: Encodable, Sendable {
        struct Due: Encodable, Sendable {
            let rule, at: String
            let stopped: String?
            let late: Bool
        }

        struct Step: Encodable, Sendable {
            let version: Int
            let event, at, by: String
            let state: String
            let holder, note, reason: String?
        }

        let number, state, site, cell, holder, station: String
        let version: Int
        let category, text: String?
        let filed, changed: String
        let returns: Int
        let due: [Due]
        let allowed: [String]
        let trail: [Step]?
    }

    private struct ListBody: Encodable, Sendable {
        let matters: [MatterBody]
        let next: String?
    }

    private struct CommandBody: Decodable, Sendable {
        let type: String
        let version: Int
        let note, reason, to: String?
    }

    /// What this person must act on, most urgent first.
    @Sendable func inbox(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: [.gridWorker, .mediator, .stationChief, .countySupervisor])
        var query = MatterQuery(for: visitor.staff, states: MatterState.onTheWay)
        query.holder =
            visitor.staff.role == .gridWorker
            ? .worker(visitor.staff.id) : visitor.staff.station.map(Holder.station)
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
        return try await list(query, visitor)
    }

    @Sendable func matterAsJSON(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        return try .json(body(try await visible(context, to: visitor), visitor, withTrail: true))
    }

    @Sendable func commandFromJSON(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        let sent = try await request.readJSON(CommandBody.self, limit: Bounds.formBytes)
        do {
            let to = try sent.to.map { try known($0, "to", Holder.init(text:)) }
            let command = try Command(
                try commandKind(sent.type), version: sent.version, note: sent.note ?? "", reason: sent.reason ?? "",
                to: to)
            let record = try await act(command, context, visitor)
            return try .json(body(record, visitor, withTrail: true))
        } catch let fault as CommandFault {
            throw HTTPProblem(fault)
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
        return try .json(
            ListBody(matters: list.records.map { body($0, visitor, withTrail: false) }, next: list.next))
    }

    private func body(_ record: MatterRecord, _ visitor: Visitor, withTrail: Bool) -> MatterBody {
        let matter = record.matter
        let now = clock.now()
        let isHidden = visitor.staff.role == .inspector
        return MatterBody(
            number: matter.number.text, state: matter.state.rawValue, site: matter.filing.site.text,
            cell: matter.filing.cell.text, holder: matter.holder.text, station: matter.lead.text,
            version: matter.version, category: matter.filing.category?.text, text: isHidden ? nil : record.text,
            filed: ChinaTime.rfc3339(matter.filedAt), changed: ChinaTime.rfc3339(matter.changedAt),
            returns: matter.returns,
            due: matter.deadlines.map { deadline in
                MatterBody.Due(
                    rule: deadline.rule, at: ChinaTime.rfc3339(deadline.due),
                    stopped: deadline.stopped.map(ChinaTime.rfc3339), late: deadline.lateness(at: now) != nil)
            },
            allowed: matter.allowed(for: visitor.staff).map(\.rawValue),
            trail: withTrail
                ? record.events.map { event in
                    MatterBody.Step(
                        version: event.version, event: event.kind.rawValue, at: ChinaTime.rfc3339(event.at),
                        by: event.actor.text, state: event.facts.state.rawValue, holder: event.facts.holder?.text,
                        note: isHidden ? nil : event.words[.note], reason: isHidden ? nil : event.words[.reason])
                } : nil)
    }
}
