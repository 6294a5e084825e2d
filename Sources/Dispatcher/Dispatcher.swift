public import GridCatalog
public import Matters

/// 派单: decides who gets a report, and says why. A pure function of what it is given.
///
/// The first rule of `routing.yaml` that holds names the stations; then a chain that always ends at somebody: a worker
/// of the cell, who stands in for one that is away, a worker of the same village, the leading station, the county.
/// Whom the report concerns is passed over, with everybody under them, and is shut out for ever (信访工作条例 arts. 28,
/// 30).
public struct Dispatcher: Sendable {
    public let catalog: Catalog
    public let roster: Roster
    private let attendance: Attendance

    public init(catalog: Catalog, roster: Roster) {
        self.catalog = catalog
        self.roster = roster
        attendance = Attendance(catalog, roster)
    }

    /// The workers one of whom gets this report, if it goes to a worker; ask the ledger for their load before `route`.
    public func candidates(for question: Question) -> [StaffID] {
        let shut = catalog.townshipStation(of: question.cell.village).map { shutOut(by: question, station: $0.id) }
        return chain(for: question, excluded: shut ?? []).first?.people.map(\.id) ?? []
    }

    /// - Parameter load: open matters by worker; who is not in it has none.
    /// - Throws: `NoStation` if the catalogue has no station for the township and the county; the import refuses such
    ///   a folder.
    public func route(_ question: Question, load: [StaffID: Int]) throws(NoStation) -> Decision {
        let cell = question.cell
        guard let township = catalog.townshipStation(of: cell.village),
            let county = catalog.countyCentre(of: cell.county)
        else { throw NoStation(cell: cell) }
        let calendar = catalog.rulebook.calendar
        let rule = catalog.routing.first { $0.when.holds(for: question, calendar) }
        let call = Call(
            question: question, rule: rule, township: township, county: county,
            excluded: shutOut(by: question, station: township.id))
        return question.isAccusation || rule?.lead == .discipline ? sealed(call) : open(call, load)
    }

    /// 检举控告: where an accusation goes; `nil` if this is none.
    public func seal(_ question: Question) throws(NoStation) -> Decision? {
        let calendar = catalog.rulebook.calendar
        let rule = catalog.routing.first { $0.when.holds(for: question, calendar) }
        return question.isAccusation || rule?.lead == .discipline ? try route(question, load: [:]) : nil
    }

    /// One question with what was found out about it.
    private struct Call {
        let question: Question
        let rule: RoutingRule?
        let township: Station
        let county: Station
        let excluded: Set<StaffID>

        var concerns: [Concern] { question.concerns.sorted { $0.rawValue < $1.rawValue } }
        var isAboutStation: Bool { question.concerns.contains(.station) }
        var day: LocalDate { ChinaTime.date(of: question.now) }
        var inputs: Decision.Inputs { question.inputs(rules: rule?.version ?? "") }
        var about: Decision.Concerned? {
            Decision.Concerned(
                village: question.concerns.contains(.village) ? question.cell.village : nil,
                station: isAboutStation ? township.id : nil)
        }
    }
}

// The usual way.
extension Dispatcher {
    private func open(_ call: Call, _ load: [StaffID: Int]) -> Decision {
        let (question, cell, county) = (call.question, call.question.cell, call.county)
        let lead = lead(call)
        let wantsWorker = call.rule?.worker != RoutingRule.WorkerChoice.none
        let stage = wantsWorker ? chain(for: question, excluded: call.excluded).first : nil
        let worker = stage?.people.min { (load[$0.id] ?? 0, $0.id) < (load[$1.id] ?? 0, $1.id) }
        var rejected = wantsWorker ? passedOver(call) : []
        rejected += (stage?.people ?? []).filter { $0.id != worker?.id }.map {
            Decision.Rejection(holder: .worker($0.id), reason: .leastLoaded)
        }
        let answering = answering([lead, county], call)
        if worker == nil, let answering, answering != lead {
            rejected.append(Decision.Rejection(holder: .station(lead.id), reason: .absent))
        }
        let assistants = assistants(call, lead: lead)
        let duty = duty(at: [lead, county], call)

        var reasons = call.concerns.map(\.reason)
        if rejected.contains(where: { $0.reason == .absent }) { reasons.append(.absent) }
        if let stage {
            reasons.append(stage.reason)
            if stage.people.count > 1 { reasons.append(.leastLoaded) }
        } else if wantsWorker, rejected.isEmpty {
            reasons.append(.noWorker)
        }
        if !wantsWorker || (lead != call.township && !call.isAboutStation) { reasons.append(.ruled) }
        if !assistants.isEmpty { reasons.append(.specialised) }
        if duty?.hasTurn ?? false { reasons.append(.onDuty) }

        var scopes: Set<Scope> = [.station(lead.id), .station(county.id), .county(cell.county)]
        if let worker {
            scopes.insert(.staff(worker.id))
            // The cell's circle lets in whoever comes there next: perhaps from the very station the report is about.
            if question.concerns.isEmpty { scopes.insert(.cell(cell)) }
        }
        scopes.formUnion(assistants.map(Scope.station))
        return Decision(
            holder: worker.map { .worker($0.id) } ?? .station((answering ?? lead).id), lead: lead.id,
            assistants: assistants, overseer: county.id,
            needsTriage: worker == nil && (wantsWorker || answering != lead), scopes: scopes,
            excluded: call.excluded, rule: call.rule?.id ?? "township", reasons: reasons, rejected: rejected,
            about: call.about, duty: duty?.person, notified: notified(call), inputs: call.inputs)
    }

    private func lead(_ call: Call) -> Station {
        var lead = call.township
        if case .station(let choice) = call.rule?.lead { lead = station(choice, call) ?? lead }
        return call.isAboutStation && lead == call.township ? call.county : lead
    }

    private func station(_ choice: RoutingRule.StationChoice, _ call: Call) -> Station? {
        catalog.station(kind: choice.kind, specialty: choice.specialty, covering: call.question.cell.village)
    }

    /// None for a report about the station: the fewer know, the better.
    private func assistants(_ call: Call, lead: Station) -> [StationID] {
        guard !call.isAboutStation else { return [] }
        var seen: Set<StationID> = [lead.id]
        return (call.rule?.assists ?? []).compactMap { station($0, call)?.id }.filter { seen.insert($0).inserted }
    }

    /// Bodies that are told to respond; of a report about our own people nobody else is told.
    private func notified(_ call: Call) -> [BodyID] {
        let question = call.question
        guard question.concerns.isEmpty else { return [] }
        let bodies = (call.rule?.notifies ?? []).flatMap { choice -> [BodyID] in
            switch choice {
            case .body(let id): return [id]
            case .kind(let kind):
                return catalog.bodies.filter { body in
                    body.kind == kind && question.cell.text.hasPrefix(body.division.text)
                        && question.category.map { body.categories.contains($0) || body.categories.contains($0.top) }
                            ?? false
                }.map(\.id)
            }
        }
        var seen: Set<BodyID> = []
        return bodies.filter { seen.insert($0).inserted }
    }
}

// 检举控告
extension Dispatcher {
    /// The discipline station has it alone: neither township nor county sees it, nor is anybody else roused.
    private func sealed(_ call: Call) -> Decision {
        let discipline = catalog.disciplineStation(of: call.question.cell.county)
        let lead = discipline ?? call.county
        var scopes: Set<Scope> = [.station(lead.id)]
        if discipline == nil { scopes.insert(.county(call.question.cell.county)) }
        let duty = duty(at: [lead], call)
        return Decision(
            holder: .station(lead.id), lead: lead.id, assistants: [], overseer: lead.id, needsTriage: false,
            scopes: scopes, excluded: call.excluded,
            rule: call.rule.flatMap { $0.lead == .discipline ? $0.id : nil } ?? "accusation",
            reasons: call.concerns.map(\.reason) + [.discipline] + (duty?.hasTurn ?? false ? [.onDuty] : []),
            rejected: [Decision.Rejection(holder: .station(call.township.id), reason: .discipline)],
            about: call.about, duty: duty?.person, inputs: call.inputs)
    }
}

// Who is left.
extension Dispatcher {
    /// Workers who could have it for the same reason.
    private struct Stage {
        let reason: Decision.Reason
        let people: [Staff]
    }

    /// The stages at which somebody is there, best first. Who stands in for a worker or works beside them gets nothing
    /// about that worker or village: then it is the station's.
    private func chain(for question: Question, excluded: Set<StaffID>) -> [Stage] {
        let day = ChinaTime.date(of: question.now)
        let own = roster.workers(of: question.cell).filter { !excluded.contains($0.id) }
        let (away, here) = (
            own.filter { attendance.isAway($0.id, on: day) }, own.filter { !attendance.isAway($0.id, on: day) }
        )
        var stages = [Stage(reason: .coversCell, people: here)]
        if question.concerns.isDisjoint(with: [.gridWorker, .village]) {
            let substitutes = away.compactMap { attendance.substitute(of: $0.id, on: day) }
            stages.append(Stage(reason: .substitutes, people: unique(substitutes)))
            stages.append(
                Stage(
                    reason: .sameVillage,
                    people: workers(of: question.cell.village).filter { !attendance.isAway($0.id, on: day) }))
        }
        return stages.map { stage in
            Stage(
                reason: stage.reason,
                people: stage.people.filter { $0.role == .gridWorker && !excluded.contains($0.id) })
        }.filter { !$0.people.isEmpty }
    }

    private func unique(_ people: [Staff]) -> [Staff] {
        Array(Set(people)).sorted { $0.id < $1.id }
    }

    private func workers(of village: DivisionCode) -> [Staff] {
        roster.all.filter { $0.role == .gridWorker && $0.cells.contains { $0.village == village } }
    }

    /// The cell's own workers who cannot have it, and those who would stand in for them.
    private func passedOver(_ call: Call) -> [Decision.Rejection] {
        let concern = call.concerns.first?.reason ?? .noWorker
        let own = roster.workers(of: call.question.cell)
        let substitutes = unique(own.compactMap { attendance.substitute(of: $0.id, on: call.day) })
            .filter { !own.contains($0) }
        return (own + substitutes).compactMap { person in
            if call.excluded.contains(person.id) {
                return Decision.Rejection(holder: .worker(person.id), reason: concern)
            }
            guard attendance.isAway(person.id, on: call.day) else { return nil }
            return Decision.Rejection(holder: .worker(person.id), reason: .absent)
        }
    }

    /// Everybody the report is about, everybody who answers to them, and whoever stands in for one of them that day.
    private func shutOut(by question: Question, station: StationID) -> Set<StaffID> {
        let (cell, concerns) = (question.cell, question.concerns)
        guard !concerns.isEmpty else { return [] }
        var excluded: Set<StaffID> = []
        if concerns.contains(.gridWorker) { excluded.formUnion(roster.workers(of: cell).map(\.id)) }
        if concerns.contains(.village) {
            excluded.formUnion(workers(of: cell.village).map(\.id))
        }
        if concerns.contains(.station) {
            excluded.formUnion(roster.all.filter { $0.station == station }.map(\.id))
        }
        let day = ChinaTime.date(of: question.now)
        let substitutes = excluded.compactMap { attendance.substitute(of: $0, on: day) }
        return excluded.union(substitutes.map(\.id))
    }

    /// Chiefs of a station, supervisors of a county, who are there and whom the report does not concern.
    private func people(of station: Station, _ call: Call) -> [Staff] {
        let all =
            station.kind == .county
            ? roster.supervisors(of: call.question.cell.county) : roster.chiefs(of: station.id)
        return attendance.present(all, on: call.day).filter { !call.excluded.contains($0.id) }
    }

    /// The first of these stations where somebody is.
    private func answering(_ stations: [Station], _ call: Call) -> Station? {
        stations.first { !people(of: $0, call).isEmpty }
    }

    /// Whom an urgent matter rouses: who has the turn, else who answers for the station.
    private func duty(at stations: [Station], _ call: Call) -> (person: StaffID, hasTurn: Bool)? {
        for station in stations {
            let turn = attendance.onDuty(at: station.id, call.question.now)
            if let person = turn.first(where: { !call.excluded.contains($0.id) }) { return (person.id, true) }
            if let person = people(of: station, call).first { return (person.id, false) }
        }
        return nil
    }
}

/// No station answers for this cell.
public struct NoStation: Error, Sendable, Hashable, CustomStringConvertible {
    public let cell: CellCode
    public var description: String {
        "no township station or county centre covers cell \(cell); run `mashang grids check`"
    }
}

extension Concern {
    fileprivate var reason: Decision.Reason {
        switch self {
        case .gridWorker: .aboutWorker
        case .village: .aboutVillage
        case .station: .aboutStation
        }
    }
}
