import Clockwork
import Dispatcher
import GridCatalog
import Matters

/// Lets a matter live through its plan: people act when the plan says so, and between them the system does what is due,
/// at the moment it is due.
struct DemoLife: Sendable {
    /// What somebody does, with everything it carries.
    struct Deed: Sendable {
        let at: Instant
        let who: DemoFate.Who
        let kind: CommandKind
        let raw: RawCommand
    }

    private let roster: Roster
    private let bench: Matter.Bench
    private let rules: Tick.Rules

    init(_ dispatcher: Dispatcher) {
        let roster = dispatcher.roster
        self.roster = roster
        bench = Matter.Bench(rules: dispatcher.catalog.rulebook) { roster.staff($0) }
        rules = dispatcher.tickRules
    }

    /// Everything that happens to `matter` until now. A plan ends early where the matter went another way.
    func events(of matter: Matter, by plan: [Deed], until now: Instant) throws -> [Event] {
        var (matter, events) = (matter, [Event]())
        func add(_ event: Event) throws {
            try matter.apply(event)
            events.append(event)
        }
        func wait(until moment: Instant) throws {
            while let next = matter.nextTick, next <= moment,
                let event = matter.tick(at: next, rules: rules.rulebook, leader: rules.leader)
            {
                try add(event)
            }
        }
        for deed in plan {
            try wait(until: deed.at)
            guard let done = try happen(deed, to: matter) else { break }
            try done.forEach(add)
        }
        try wait(until: now)
        return events
    }

    /// - Returns: `nil` if it is not theirs to do, or not now.
    private func happen(_ deed: Deed, to matter: Matter) throws -> [Event]? {
        var raw = deed.raw
        raw.version = matter.version
        if case .return = deed.kind { raw.to = Holder.station(matter.lead).text }
        if case .own = deed.kind { raw.owner = rules.leader(matter.filing.cell.township)?.id.text ?? "" }
        let command = try Command(deed.kind, raw)
        switch deed.who {
        case .resident:
            guard matter.allowedForResident.contains(deed.kind) else { return nil }
            return try matter.handleResident(command, at: deed.at, on: bench)
        case .body:
            guard let body = matter.body, matter.state == .referred else { return nil }
            return try matter.handleBody(command, of: body, at: deed.at, on: bench)
        case .holder, .chief, .county:
            guard let staff = person(deed.who, of: matter), matter.allowed(for: staff).contains(deed.kind) else {
                return nil
            }
            return try matter.handle(command, by: staff, at: deed.at, on: bench)
        }
    }

    private func person(_ who: DemoFate.Who, of matter: Matter) -> Staff? {
        switch who {
        case .holder:
            switch matter.holder {
            case .worker(let id): roster.staff(id)
            case .station(let id): head(of: id)
            }
        case .chief: head(of: matter.lead)
        case .county: head(of: matter.overseer)
        case .resident, .body: nil
        }
    }

    private func head(of station: StationID) -> Staff? {
        roster.chiefs(of: station).first
            ?? roster.all.first { $0.role == .countySupervisor && $0.station == station }
    }
}
