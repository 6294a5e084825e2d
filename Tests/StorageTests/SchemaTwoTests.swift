import Matters
import Testing

@testable import Storage

/// A database of the second schema, filed through the statements of its day, on both engines: casework is computed from
/// its events when this program opens it.
@Suite(.timeLimit(.minutes(1)))
struct SchemaTwoTests {
    /// More than the rebuilding reads at once.
    private static let count: UInt64 = 230
    /// 签收、走访、办结，居民说没解决。
    private static let contested = Sample(serial: 1)
    /// 办结，居民确认。
    private static let closed = Sample(serial: 2)
    private let files: TestStore

    init() async throws {
        files = try await TestStore { database in
            try await Migrations.run(on: database, at: TestStore.start, upTo: [Migrations.first, Migrations.second])
            for serial in 1...Self.count {
                var sample = Sample(serial: serial)
                if serial == 3 { sample.excluded = [People.cheng.id] }
                let (new, number) = (try sample.matter, sample.number)
                let events = try Self.life(of: serial, from: new.events(number))
                try await database.write { try Self.file(new, events, $0, database.dialect) }
            }
        }
        _ = try await files.store.shelf.add(Array("the folder of 2026".utf8), TestStore.start + -.days(1))
    }

    private static func life(of serial: UInt64, from opening: [Event]) throws -> [Event] {
        let kinds: [CommandKind] =
            switch serial {
            case 1: [.accept, .visit, .resolve, .contest]
            case 2: [.accept, .resolve, .confirm]
            default: serial.isMultiple(of: 5) ? [.accept] : []
            }
        return try kinds.enumerated().reduce(into: opening) { events, step in
            let matter = try Matter(events)
            let at = TestStore.start + .hours(step.offset + 1)
            let command = try Command(
                step.element, version: matter.version, note: "已经上门看过", reason: "还在漏", evidence: "照片两张")
            let isResident = step.element == .contest || step.element == .confirm
            events +=
                try isResident
                ? matter.handleResident(command, at: at, on: .few)
                : matter.handle(command, by: People.wang, at: at, on: .few)
        }
    }

    /// The statements of the second schema.
    private static func file(
        _ new: NewMatter, _ events: [Event], _ connection: any SQLConnection, _ dialect: SQLDialect
    ) throws {
        let matter = try Matter(events)
        let vault = Vault(master: TestStore.master, random: .seeded(UInt64(events.count)))
        let (number, key) = (matter.number.value, vault.newKey())
        try connection.run(
            "INSERT INTO matter_key (matter, wrapped) VALUES (?, ?)",
            [number, .bytes(try vault.wrap(key, for: matter.number))])
        try connection.run(
            """
            INSERT INTO matter (number, draft, body_hash, receipt_hash, site, cell, township, category, state, version,
                holder, filed_at, changed_at, next_due) VALUES (\(connection.marks(14)))
            """,
            [
                number, .text(new.draft.text), .bytes(new.bodyHash), .bytes(new.receiptHash),
                .text(matter.filing.site.text), .text(matter.filing.cell.text),
                .text(matter.filing.cell.township.text), .text(matter.filing.category?.text),
                .text(matter.state.rawValue), .integer(Int64(matter.version)), .text(matter.holder.text),
                .integer(matter.filedAt.milliseconds), .integer(matter.changedAt.milliseconds), matter.nextDueValue,
            ])
        try connection.insert(
            "matter_exclusion (matter, staff)", matter.exclusions.sorted().map { [number, .text($0.text)] })
        try connection.insert(
            "deadline (matter, rule, rule_version, start, due, stopped)",
            matter.deadlines.map { deadline in
                [
                    number, .text(deadline.rule), .text(deadline.version), .integer(deadline.start.milliseconds),
                    .integer(deadline.due.milliseconds), .integer(deadline.stopped?.milliseconds),
                ]
            })
        try connection.insert(
            "matter_scope (matter, scope, state, next_due, township)",
            matter.scopes.map { scope in
                [
                    number, .text(scope.text), .text(matter.state.rawValue), matter.nextDueValue,
                    .text(matter.township(for: scope)),
                ]
            })
        let trail = try SealedTrail(events, of: matter.number, after: EventChain.beginning, with: key, vault: vault)
        _ = try TrailWriter(connection: connection, dialect: dialect).append(trail, to: matter)
    }

    @Test func itIsCleanToTheLastRow() async throws {
        let report = try await files.store.verify(
            CheckedLedger.recomputation, found: { Issue.record("\($0.line)") })
        #expect(report.matters == Int(Self.count))
        #expect(try await files.rows("SELECT name FROM schema_migration").count == Migrations.all.count)
    }

    @Test func everyMatterGetsTheMomentAtWhichTheSystemActs() async throws {
        var (found, after) = ([DueMatter](), DueMatter?.none)
        repeat {
            let page = try await files.matters.due(TestStore.start + .days(90), after, 100)
            found += page
            after = page.last
        } while after != nil
        #expect(found.count == Int(Self.count) - 1, "all but the one that is closed")
        let told = try await files.tick(Sample(serial: 4).number, at: TestStore.start + .hours(25))
        #expect(told.matter.level == .station)
    }

    @Test func whatIsDoneWithItNextIsWrittenWhole() async throws {
        try await files.act(.accept, by: People.chief, on: Self.contested.number, at: TestStore.start + .days(1))
        try await files.act(.mediate, by: People.chief, on: Self.contested.number, at: TestStore.start + .days(1))
        #expect(try await files.matters.record(Self.closed.number)?.matter.handlingUnit == People.lotus)
        try await files.act(.rate, by: nil, on: Self.closed.number, at: TestStore.start + .days(1)) { $0.stars = "4" }
        #expect(try await CheckedLedger.flaws(in: files.store).map(\.line) == [])
    }

    @Test func aTrailThatCannotBeReadKeepsItsRowForVerifyToName() async throws {
        let files = try await TestStore { database in
            try await Migrations.run(on: database, at: TestStore.start, upTo: [Migrations.first, Migrations.second])
            for serial in 1...3 as ClosedRange<UInt64> {
                let sample = Sample(serial: serial)
                let (new, number) = (try sample.matter, sample.number)
                try await database.write { try Self.file(new, new.events(number), $0, database.dialect) }
            }
            try await database.write { connection in
                try connection.run(
                    "UPDATE event SET payload = '{}' WHERE version = 2 AND matter = ?",
                    [Sample(serial: 2).number.value])
            }
        }
        _ = try await files.store.shelf.add(Array("the folder of 2026".utf8), TestStore.start + -.days(1))
        let flaws = try await CheckedLedger.flaws(in: files.store)
        #expect(Set(flaws.compactMap(\.matter)) == [Sample(serial: 2).number.text])
        #expect(try await files.count("matter") == 3)
        #expect(try await files.matters.record(Sample(serial: 3).number)?.matter.state == .dispatched)
    }
}
