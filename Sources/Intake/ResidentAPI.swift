import Codes
import CommandWire
import Dispatcher
import FoundationEssentials
import GridCatalog
public import HTTPKit
public import Hummingbird
import Matters
import Pages

/// The status page for programs: `Authorization: Bearer CODE`, where the code is that of the receipt.
extension IntakeSurface {
    /// Whether somebody asks as a resident: with a receipt code, be it right or wrong.
    public static func isAskedByResident(_ request: Request) -> Bool { request.receiptCode != nil }

    @Sendable public func matterAsJSON(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let record = try await shown(request, context)
        return try answer(record, context)
    }

    @Sendable public func commandFromJSON(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let matter = try await shown(request, context).matter
        guard let dispatcher = dispatcher() else { throw HTTPProblem.busy() }
        do {
            let sent = try await request.readJSON(SentCommand.self, limit: Bounds.formBytes)
            do {
                return try answer(await act(sent.command(), on: matter.number, dispatcher), context)
            } catch let fault as CommandFault {
                throw HTTPProblem(fault)
            }
        } catch let problem as HTTPProblem where problem.isAboutCommand {
            let fresh = try await matters.record(matter.number)?.matter ?? matter
            throw problem.with(fresh: fresh, allowed: fresh.allowedForResident)
        }
    }

    private func answer(_ record: MatterRecord, _ context: EdgeContext) throws -> Response {
        guard let dispatcher = dispatcher() else { throw HTTPProblem.busy() }
        let directory = Directory(catalog: dispatcher.catalog, roster: dispatcher.roster)
        let body = ResidentBody(
            record, directory, elsewhere: elsewhere(for: record.matter, dispatcher), now: clock.now(),
            english: context.language.hasPrefix("en"))
        return try .json(body)
    }

    /// The matter that the code belongs to, if it is the one of the address. Wrong codes and unknown numbers are
    /// answered alike, and slow down whoever sends them as the look-up form does.
    private func shown(_ request: Request, _ context: EdgeContext) async throws -> MatterRecord {
        try slow(flood.lookUp, context)
        guard let number = context.parameters.get("number").flatMap({ MatterNumber($0) }),
            let code = request.receiptCode, try await isReceipt(code, of: number),
            let record = try await matters.record(number)
        else { throw HTTPProblem.noSuchReceipt }
        flood.lookUp.giveBack(context.client.floodKey)
        return record
    }
}

extension Request {
    fileprivate var receiptCode: ReceiptCode? { bearerToken.flatMap { ReceiptCode($0) } }
}

extension HTTPProblem {
    /// 401: also for a number that there is not.
    fileprivate static let noSuchReceipt = HTTPProblem(
        .unauthorized, slug: "no-such-receipt",
        title: Words(zh: "号码和查询码对不上", en: "Number and code do not match"),
        detail: Words(
            zh: "请照回执上的号码和查询码再试一次。", en: "Send the number and the code as they stand on the receipt."))
}

/// What the status page shows.
private struct ResidentBody: Encodable, Sendable {
    struct Site: Encodable, Sendable { let id, name: String }
    struct Holder: Encodable, Sendable {
        let role, name: String
        let station, phone: String?
        let since: String
    }
    struct Due: Encodable, Sendable {
        let rule, what, at, basis: String
        let stopped: String?
        let late: Bool
        /// Stands still while the matter is paused.
        let stands: Bool
    }
    struct Declined: Encodable, Sendable { let ground, reason, elsewhere: String }
    struct Limit: Encodable, Sendable { let what, basis: String }
    struct Step: Encodable, Sendable {
        let version: Int
        let event, at, by, state: String
        let name, holder, body, note, reason: String?
    }

    let number, state: String
    let version: Int
    /// How it ended: `confirmed`, `silent`, `contested`.
    let ending: String?
    let site: Site
    let holder: Holder
    let owner, body: String?
    let text, outcome: String?
    let declined: Declined?
    let urgent: Bool
    let pausedUntil: String?
    let filed, changed: String
    let due: [Due]
    /// Limits at other bodies, once it has gone there.
    let elsewhere: [Limit]
    let allowed: [String]
    let trail: [Step]

    enum CodingKeys: String, CodingKey {
        case number, state, version, ending, site, holder, owner, body, text, outcome, declined, urgent, filed, changed
        case due, elsewhere, allowed, trail
        case pausedUntil = "paused_until"
    }

    init(_ record: MatterRecord, _ directory: Directory, elsewhere: [TimeLimit], now: Instant, english: Bool) {
        func pick(_ text: Bilingual) -> String { english ? text.en : text.zh }
        let matter = record.matter
        let (catalog, rules) = (directory.catalog, directory.catalog.rulebook)
        (number, state, version) = (matter.number.text, matter.state.rawValue, matter.version)
        ending = matter.ending?.rawValue
        let place = directory.site(matter.filing.site, cell: matter.filing.cell)
        site = Site(id: matter.filing.site.text, name: place.name)
        holder = Holder(directory.holder(matter.holder), since: matter.heldSince)
        owner = matter.owner.map { directory.roster.staff($0)?.name ?? $0.text }
        body = matter.state == .referred ? matter.body.map { catalog.body($0)?.name ?? $0.text } : nil
        (text, outcome) = (record.text, record.outcome)
        declined = record.declined.map {
            Declined(ground: $0.ground.rawValue, reason: $0.reason, elsewhere: $0.elsewhere)
        }
        urgent = matter.isRousing
        pausedUntil = matter.pausedUntil.map(ChinaTime.rfc3339)
        (filed, changed) = (ChinaTime.rfc3339(matter.filedAt), ChinaTime.rfc3339(matter.changedAt))
        due = matter.deadlines.compactMap { deadline in
            guard let limit = rules.limit(of: deadline), limit.promise != nil else { return nil }
            return Due(
                rule: deadline.rule, what: pick(limit.what), at: ChinaTime.rfc3339(deadline.due),
                basis: pick(limit.basis), stopped: deadline.stopped.map(ChinaTime.rfc3339),
                late: deadline.lateness(at: now) != nil, stands: matter.stands(deadline))
        }
        self.elsewhere = elsewhere.map { Limit(what: pick($0.what), basis: pick($0.basis)) }
        allowed = matter.allowedForResident.map(\.rawValue)
        trail = record.events.map { Step($0, directory) }
    }
}

extension ResidentBody.Holder {
    init(_ holder: HolderView, since: Instant) {
        switch holder {
        case .worker(let name, let station, let phone):
            self.init(
                role: Role.gridWorker.rawValue, name: name, station: station, phone: phone,
                since: ChinaTime.rfc3339(since))
        case .station(let name, let phone):
            self.init(role: "station", name: name, station: nil, phone: phone, since: ChinaTime.rfc3339(since))
        }
    }
}

extension ResidentBody.Step {
    init(_ event: Event, _ directory: Directory) {
        let words = event.wordsForResident
        let by =
            switch event.actor {
            case .resident: "resident"
            case .system: "system"
            case .staff(_, let role): role.rawValue
            case .body: "body"
            }
        let holder = event.facts.holder.map { holder in
            switch directory.holder(holder) {
            case .worker(let name, _, _), .station(let name, _): name
            }
        }
        self.init(
            version: event.version, event: event.kind.rawValue, at: ChinaTime.rfc3339(event.at), by: by,
            state: event.facts.state.rawValue, name: directory.person(event.actor)?.name, holder: holder,
            body: event.facts.body.map { directory.catalog.body($0)?.name ?? $0.text }, note: words[.note],
            reason: words[.reason])
    }
}
