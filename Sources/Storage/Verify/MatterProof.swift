import Crypto
import Matters

/// Checks one matter: its trail against itself and the table of transitions, its clocks against the rules of their
/// day, and every projection against the trail.
struct MatterProof {
    private let id: Int64
    private let page: MatterPage
    private let clocks: ClockProof
    private let recomputation: Recomputation
    private(set) var flaws: [LedgerFlaw] = []
    private(set) var report = LedgerReport()

    init(_ id: Int64, on page: MatterPage, vault: Vault, clocks: ClockProof, recomputation: Recomputation) {
        self.id = id
        self.page = page
        self.clocks = clocks
        self.recomputation = recomputation
        let events = page.rows(.event, of: id)
        report.matters = page.rows(.matter, of: id).count
        report.events = events.count
        if let number = MatterNumber(stored: id) {
            check(number, events, vault)
        } else {
            flaw(.matter, "is no matter number: its check digit is wrong")
        }
    }

    private mutating func check(_ number: MatterNumber, _ events: [SQLRow], _ vault: Vault) {
        guard !events.isEmpty else { return checkOrphans() }
        if page.rows(.matter, of: id).isEmpty { flaw(.event, "\(events.count) events, and no row in matter") }
        checkPositions(events)
        let trail = StoredTrail(
            number, events: events, words: page.rows(.words, of: id), key: key(number, vault), vault: vault)
        flaws += trail.flaws
        report.words = trail.opened
        report.erased = trail.erased
        // Without all events there is nothing to compute from.
        guard trail.events.count == events.count, !trail.flaws.contains(where: { $0.kind == .version }) else { return }
        if let matter = replay(trail.events) { compare(matter, trail.events[0]) }
    }

    private mutating func flaw(_ kind: LedgerFlaw.Kind, version: Int? = nil, _ detail: String) {
        let number = MatterNumber(stored: id)?.text ?? String(id)
        flaws.append(LedgerFlaw(kind, of: number, version: version, detail))
    }

    private mutating func checkOrphans() {
        for table in MatterPage.Table.allCases where table != .event {
            let count = page.rows(table, of: id).count
            if count > 0 { flaw(table.flaw, "\(count) rows, and no events") }
        }
    }

    private mutating func checkPositions(_ events: [SQLRow]) {
        for (before, row) in zip(events, events.dropFirst()) {
            guard let first = before.optionalInteger("position"), let second = row.optionalInteger("position"),
                first >= second
            else { continue }
            flaw(
                .event, version: row.optionalInteger("version").map { Int($0) },
                "position \(second) is not after \(first), that of the event before")
        }
    }

    private mutating func key(_ number: MatterNumber, _ vault: Vault) -> SymmetricKey? {
        guard let row = page.rows(.key, of: id).first else { return nil }
        if let wrapped = row.optionalBytes("wrapped"), let key = try? vault.unwrap(wrapped, for: number) { return key }
        flaw(.key, "does not open with the deployment's key")
        return nil
    }

    // MARK: The trail

    /// - Returns: the matter as its events make it; `nil` if they cannot.
    private mutating func replay(_ events: [Event]) -> Matter? {
        guard events.count >= 2, var matter = try? Matter(events.prefix(2)) else {
            flaw(.event, version: 1, "the trail does not begin with a filing and where it went")
            return nil
        }
        checkBeginning(matter, events[0], events[1])
        for event in events.dropFirst(2) {
            if let objection = matter.objection(to: event) {
                flaw(.transition, version: event.version, objection.text(for: event, holder: matter.holder))
            } else if event.actor == .system {
                checkTick(matter, event)
            }
            check(clocksOf: event) { [matter] in
                matter.clockChange(event.kind, event.facts, at: event.at, rules: $0)
            }
            guard (try? matter.apply(event)) != nil else { return nil }
        }
        return matter
    }

    private mutating func checkBeginning(_ matter: Matter, _ filed: Event, _ routed: Event) {
        if matter.number.value != .integer(id) { flaw(.event, version: 1, "is the filing of \(matter.number)") }
        if filed.actor != .resident { flaw(.transition, version: 1, "filed by \(filed.actor.text), not a resident") }
        let triage = routed.facts.decision?.needsTriage == true
        let (kind, state): (EventKind, MatterState) = triage ? (.triaged, .triage) : (.dispatched, .dispatched)
        if routed.kind != kind || routed.actor != .system || routed.facts.state != state || filed.facts.state != state {
            flaw(.transition, version: 2, "should be \(kind.rawValue) by the system, to \(state.rawValue)")
        }
        if routed.at < filed.at { flaw(.transition, version: 2, "happened before the filing") }
        if routed.facts.holder != routed.facts.decision?.holder {
            flaw(.transition, version: 2, "the holder is not the decision's")
        }
        let filing = matter.filing
        let subject = TimeLimit.Subject(category: filing.category, cell: filing.cell, draft: filing.draft)
        for event in [filed, routed] {
            check(clocksOf: event) {
                Matter.ClockChange(started: $0.deadlines(startedBy: event.kind, at: event.at, for: subject))
            }
        }
    }

    /// What the system did was due, and told whom it should. Who owns the matter from then on hangs on the roster of
    /// that day, which is not kept.
    private mutating func checkTick(_ matter: Matter, _ event: Event) {
        guard event.kind != .recounted else { return }
        // 急件: roused as it came in, before any clock ran.
        if event.kind == .roused, event.version == 3, matter.filing.emergencies != nil { return }
        let rules = Rulebook(limits: [], calendar: WorkCalendar(daysOff: [:], makeUpDays: [], years: []))
        let due = matter.tick(at: event.at, rules: rules) { _ in nil }
        if due?.kind != event.kind {
            let should = due.map { "\($0.kind.rawValue) was" } ?? "nothing was"
            flaw(.transition, version: event.version, "\(event.kind.rawValue) by the system, and \(should) due")
        } else if due?.facts.alarm != event.facts.alarm {
            flaw(
                .transition, version: event.version,
                "tells \(event.facts.alarm.text), should tell \((due?.facts.alarm).text)")
        }
    }

    private mutating func check(clocksOf event: Event, expected: (Rulebook) -> Matter.ClockChange) {
        for detail in clocks.faults(of: event, expected) { flaw(.clock, version: event.version, detail) }
    }

    // MARK: The projections

    private mutating func compare(_ matter: Matter, _ filed: Event) {
        let filing = matter.filing
        let state = SQLValue.text(matter.state.rawValue)
        var row: [(String, SQLValue)] = [
            ("draft", .text(filing.draft.text)), ("site", .text(filing.site.text)), ("cell", .text(filing.cell.text)),
            ("township", .text(filing.cell.township.text)), ("category", .text(matter.category?.text)),
            ("state", state), ("version", .integer(Int64(matter.version))), ("holder", .text(matter.holder.text)),
            ("filed_at", .integer(matter.filedAt.milliseconds)),
            ("changed_at", .integer(matter.changedAt.milliseconds)), ("next_due", matter.nextDueValue),
            ("next_tick", matter.nextTickValue), ("level", matter.levelValue),
            ("parent", matter.parent?.value ?? .null),
            ("stars", .integer(matter.stars.map(Int64.init))), ("unit", .text(matter.handlingUnit?.text)),
        ]
        if let hash = recomputation.receiptHash(filing) { row.append(("receipt_hash", .bytes(hash))) }
        // Computed from all words of the report: not once one of them was erased.
        let isWhole = page.rows(.words, of: id).filter { $0.optionalInteger("version") == 1 }.count == filed.words.count
        if isWhole, let hash = recomputation.bodyHash(filing, filed.words) { row.append(("body_hash", .bytes(hash))) }
        for stored in page.rows(.matter, of: id) { compare(.matter, "", stored, row) }

        compare(
            .deadline, "rule", and: "start",
            matter.deadlines.map { deadline in
                (
                    "\(deadline.rule) \(deadline.start.milliseconds)",
                    [
                        ("rule_version", .text(deadline.version)), ("due", .integer(deadline.due.milliseconds)),
                        ("stopped", .integer(deadline.stopped?.milliseconds)),
                        ("raised", .integer(deadline.raised.map(Int64.init))),
                    ]
                )
            })
        compare(
            .scope, "scope",
            matter.scopes.map { scope in
                (
                    scope.text,
                    [
                        ("state", state), ("next_due", matter.nextDueValue),
                        ("township", .text(matter.township(for: scope))), ("level", matter.levelValue),
                        ("rousing", matter.rousingValue),
                    ]
                )
            })
        compare(.exclusion, "staff", matter.exclusions.map { ($0.text, []) })
    }

    /// The rows of one table against those that should be there.
    private mutating func compare(
        _ table: MatterPage.Table, _ key: String, and second: String? = nil,
        _ expected: [(String, [(String, SQLValue)])]
    ) {
        var missing = Dictionary(expected) { first, _ in first }
        for row in page.rows(table, of: id) {
            let first = row.optionalText(key) ?? ""
            let name = second.map { "\(first) \(row.optionalInteger($0) ?? 0)" } ?? first
            guard let columns = missing.removeValue(forKey: name) else {
                flaw(table.flaw, "\(key) \((row[key] ?? .null).shown) should not be there")
                continue
            }
            compare(table, "\(key) \(name): ", row, columns)
        }
        for name in missing.keys.sorted() { flaw(table.flaw, "\(key) \(name) is missing") }
    }

    /// What a receipt could be made from is never shown.
    private static let secret: Set = ["draft", "body_hash", "receipt_hash"]

    private mutating func compare(
        _ table: MatterPage.Table, _ place: String, _ row: SQLRow, _ columns: [(String, SQLValue)]
    ) {
        for (column, expected) in columns {
            let stored = row[column] ?? .null
            guard stored != expected else { continue }
            flaw(
                table.flaw,
                Self.secret.contains(column)
                    ? "\(column) is not what the events give"
                    : "\(place)\(column) is \(stored.shown), should be \(expected.shown)")
        }
    }
}

extension Alarm? {
    fileprivate var text: String {
        guard let self else { return "nobody" }
        let clocks = self.clocks.map { "\($0.rule) \($0.start.milliseconds) step \($0.step)" }
        return "level \(self.level.rawValue) of [\(clocks.joined(separator: ", "))]"
    }
}

extension TrailObjection {
    fileprivate func text(for event: Event, holder: Holder) -> String {
        switch self {
        case .backInTime(let before):
            "happened at \(event.at.milliseconds), before the event before it (\(before.milliseconds))"
        case .notFrom(let state): "\(event.kind.rawValue) cannot happen in state \(state.rawValue)"
        case .actor: "\(event.kind.rawValue) cannot be done by \(event.actor.text)"
        case .state(let expected): "leads to \(event.facts.state.rawValue), should lead to \(expected.rawValue)"
        case .holder:
            "\(event.kind.rawValue) cannot pass it from \(holder.text) to \((event.facts.holder ?? holder).text)"
        case .facts: "\(event.kind.rawValue) lacks what its kind says, or says what is not its to say"
        }
    }
}
