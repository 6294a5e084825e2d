import Matters

@testable import Storage

/// One change behind the ledger's back, and the lines that name it, each by its beginning.
struct Tampering: Sendable, CustomStringConvertible {
    let description: String
    let changes: [(sql: String, values: [SQLValue])]
    let expected: [String]
    /// Whoever did it wrote the hashes of this matter anew.
    var rechained: MatterNumber?
    /// PostgreSQL refuses it by itself.
    var isSQLiteOnly = false

    init(
        _ description: String, _ sql: String..., values: [SQLValue] = [], rechained: MatterNumber? = nil,
        isSQLiteOnly: Bool = false, finds expected: [String]
    ) {
        self.description = description
        changes = sql.map { ($0, values) }
        self.rechained = rechained
        self.isSQLiteOnly = isSQLiteOnly
        self.expected = expected
    }

    private static let a = CheckedLedger.contested
    private static let b = CheckedLedger.returned
    private static let c = CheckedLedger.worked
    private static let first = Sample(serial: 1).number
    private static let fourth = Sample(serial: 4).number
    /// Where each of them is seen.
    private static let circles = [
        "cell:512002001001001", "county:512002", "staff:g0001", "station:st-512002001", "station:st-county",
    ]
    /// When the matters were filed, and the first accepted: where their clocks begin.
    private static let filed = TestStore.start.milliseconds
    private static let accepted = (TestStore.start + .hours(1)).milliseconds
    /// A number that no matter has.
    private static let free = Sample(serial: 77).number.text

    static let all = (trail + sealed + steps + casework + projections + others).filter {
        !TestEngine.isPostgres || !$0.isSQLiteOnly
    }

    private static let trail = [
        Tampering(
            "a time", "UPDATE event SET at = at + 1 WHERE matter = \(a) AND version = 2",
            finds: ["event \(a) version 2: hash is "]),
        Tampering(
            "a payload", "UPDATE event SET payload = 'x' WHERE matter = \(a) AND version = 4",
            finds: ["event \(a) version 4: hash is ", "event \(a) version 4: payload cannot be read"]),
        Tampering(
            "a kind", "UPDATE event SET kind = 'fled' WHERE matter = \(a) AND version = 4",
            finds: ["event \(a) version 4: hash is ", "event \(a) version 4: there is no kind “fled”"]),
        Tampering(
            "an actor", "UPDATE event SET actor = 'mayor' WHERE matter = \(a) AND version = 4",
            finds: ["event \(a) version 4: hash is ", "event \(a) version 4: there is no actor “mayor”"]),
        Tampering(
            "a time that is none", "UPDATE event SET at = 'noon' WHERE matter = \(a) AND version = 4",
            isSQLiteOnly: true,
            finds: ["event \(a) version 4: at is of another type"]),
        Tampering(
            "a hash", "UPDATE event SET hash = ? WHERE matter = \(a) AND version = 7", values: [.bytes([1, 2])],
            finds: ["event \(a) version 7: hash is 0102…, should be "]),
        Tampering(
            "a missing event", "DELETE FROM event WHERE matter = \(a) AND version = 4",
            finds: [
                "event \(a) version 5: follows version 3",
                "sealed_words \(a) version 4: 3 sealed words belong to no event",
            ]),
        Tampering(
            "the last event", "DELETE FROM event WHERE matter = \(b) AND version = 4",
            finds: [
                "sealed_words \(b) version 4: 3 sealed words", "matter \(b): state is “dispatched”, should be “triage”",
                "matter \(b): version is 4, should be 3", "matter \(b): holder is “worker:g0001”, should be “station:",
                "matter \(b): changed_at is ",
                "matter_scope \(b): scope cell:512002001001001: state is “dispatched”, should be “triage”",
                "matter_scope \(b): scope county:512002: state", "matter_scope \(b): scope staff:g0001: state",
                "matter_scope \(b): scope station:st-512002001: state",
                "matter_scope \(b): scope station:st-county: state",
            ]),
        Tampering(
            "a position", "UPDATE event SET position = position + 1000 WHERE matter = \(a) AND version = 2",
            finds: ["event \(a) version 3: position "]),
        Tampering(
            "all events", "DELETE FROM event WHERE matter = \(b)",
            finds: [
                "matter \(b): 1 rows, and no events", "deadline \(b): 1 rows", "sealed_words \(b): 8 rows",
                "matter_key \(b): 1 rows", "matter_scope \(b): 5 rows", "matter_exclusion \(b): 1 rows",
            ]),
    ]

    private static let sealed = [
        Tampering(
            "a digest", "UPDATE sealed_words SET digest = salt WHERE matter = \(a) AND field = 'name'",
            finds: [
                "event \(a) version 1: hash is ",
                "sealed_words \(a) version 1: name: the digest is not that of the words in the box",
            ]),
        Tampering(
            "a box", "UPDATE sealed_words SET box = salt WHERE matter = \(a) AND field = 'name'",
            finds: ["sealed_words \(a) version 1: name: the box does not open"]),
        Tampering(
            "a salt", "UPDATE sealed_words SET salt = digest WHERE matter = \(a) AND field = 'name'",
            finds: ["sealed_words \(a) version 1: name: the digest is not"]),
        Tampering(
            "an erased box is no fault", "UPDATE sealed_words SET box = NULL WHERE matter = \(a) AND field = 'name'",
            finds: []
        ),
        Tampering(
            "a field", "UPDATE sealed_words SET field = 'wish' WHERE matter = \(a) AND field = 'name'",
            finds: ["event \(a) version 1: hash is ", "sealed_words \(a) version 1: there is no field “wish”"]),
        Tampering(
            "words of no matter", "UPDATE sealed_words SET matter = \(free) WHERE matter = \(a) AND field = 'name'",
            finds: [
                "event \(a) version 1: hash is ", "matter \(a): body_hash",
                "sealed_words \(free): 1 rows, and no events",
            ]),
        Tampering(
            "a key of no matter",
            "INSERT INTO matter_key (matter, wrapped) SELECT \(free), wrapped FROM matter_key WHERE matter = \(a)",
            finds: ["matter_key \(free): 1 rows, and no events"]),
        Tampering(
            "another matter's key",
            "UPDATE matter_key SET wrapped = (SELECT wrapped FROM matter_key WHERE matter = \(b)) WHERE matter = \(a)",
            finds: ["matter_key \(a): does not open with the deployment's key"]),
    ]

    private static let steps = [
        Tampering(
            "a step that cannot be", "UPDATE event SET kind = 'visited' WHERE matter = \(a) AND version = 7",
            rechained: first, finds: ["event \(a) version 7: visited cannot happen in state reopened"]),
        Tampering(
            "a step by somebody else", "UPDATE event SET actor = 'system' WHERE matter = \(a) AND version = 6",
            rechained: first, finds: ["event \(a) version 6: contested cannot be done by system"]),
        Tampering(
            "a wrong state",
            "UPDATE event SET payload = replace(payload, 'handling', 'resolved') WHERE matter = \(a) AND version = 4",
            rechained: first,
            finds: [
                "event \(a) version 4: leads to resolved, should lead to handling",
                "event \(a) version 5: resolved cannot happen in state resolved",
            ]),
        Tampering(
            "a wrong holder",
            "UPDATE event SET payload = replace(payload, 'st-512002001', 'st-county') WHERE kind = 'contested'",
            rechained: first,
            finds: [
                "event \(a) version 6: contested cannot pass it from worker:g0001 to station:st-county",
                "matter \(a): holder is “station:st-512002001”, should be “station:st-county”",
            ]),
        Tampering(
            "a step back in time", "UPDATE event SET at = at - 7200000 WHERE matter = \(a) AND version = 7",
            rechained: first,
            finds: ["event \(a) version 7: happened at ", "matter \(a): changed_at is "]),
        Tampering(
            "a clock by other rules",
            "UPDATE event SET payload = replace(payload, '2026-11', '2026-12') WHERE matter = \(a) AND version = 3",
            rechained: first,
            finds: [
                "event \(a) version 3: T05: rule version is 2026-12, should be 2026-11",
                "deadline \(a): rule T05 \(accepted): rule_version is “2026-11”, should be “2026-12”",
            ]),
        Tampering(
            "a clock that began and should not",
            "UPDATE event SET payload = replace(payload, '\"T05\"', '\"T06\"') WHERE matter = \(a) AND version = 3",
            "UPDATE deadline SET rule = 'T06' WHERE matter = \(a) AND rule = 'T05'",
            rechained: first,
            finds: [
                "event \(a) version 3: T06 should not have begun", "event \(a) version 3: T05 should have begun",
                "event \(a) version 7: T05 should have begun",
            ]),
    ]

    /// Writes the fourth matter's payload over.
    private static func payload(_ old: String, _ new: String, _ which: String) -> String {
        "UPDATE event SET payload = replace(payload, '\(old)', '\(new)') WHERE matter = \(c) AND \(which)"
    }

    /// What the system did and what moved clocks, each written over with the hashes written anew to fit.
    private static let casework = [
        Tampering(
            "a clock that a pause moved",
            payload("\"moved\"", "\"mooved\"", "kind = 'resumed'"),
            rechained: fourth,
            finds: [
                "event \(c) version 7: moves [], should move [T14 to ",
                "deadline \(c): rule T14 \((TestStore.start + .hours(27)).milliseconds): due is ",
            ]),
        Tampering(
            "a clock that an extension ended",
            payload("\"ended\"", "\"ennded\"", "kind = 'extended'"),
            rechained: fourth,
            finds: [
                "event \(c) version 8: ends [], should end [T05]",
                "deadline \(c): rule T05 \((TestStore.start + .hours(26)).milliseconds): stopped is ",
            ]),
        Tampering(
            "an escalation's level",
            payload("\"level\":2", "\"level\":4", "version = 3"),
            rechained: fourth,
            finds: [
                "event \(c) version 3: tells level 4 of [R02 \(filed) step 2], should tell level 2 of ",
                "matter \(c): level is 2, should be 4",
            ] + circles.map { "matter_scope \(c): scope \($0): level is 2, should be 4" }),
        Tampering(
            "a step of the ladder",
            payload("\"step\":2", "\"step\":1", "version = 3"),
            rechained: fourth,
            finds: [
                "event \(c) version 3: tells level 2 of [R02 \(filed) step 1], should ",
                "deadline \(c): rule R02 \(filed): raised is 2, should be 1",
            ]),
        Tampering(
            "a silent closing before its time",
            "UPDATE event SET kind = 'closed', actor = 'system', payload = '{\"state\":\"closed\"}' "
                + "WHERE matter = \(c) AND version = 11",
            rechained: fourth,
            finds: [
                "event \(c) version 11: closed by the system, and escalated was due",
                "matter \(c): state is “resolved”, should be “closed”", "matter \(c): next_due is ",
                "matter \(c): next_tick is ", "matter \(c): stars is 2, should be empty",
                "deadline \(c): rule R02 \(filed): stopped is empty, should be ",
            ]
                + circles.flatMap { circle in
                    ["state", "next_due"].map { "matter_scope \(c): scope \(circle): \($0) is " }
                }),
        Tampering(
            "an escalation by somebody", "UPDATE event SET actor = 'resident' WHERE matter = \(c) AND version = 3",
            rechained: fourth, finds: ["event \(c) version 3: escalated cannot be done by resident"]),
        Tampering(
            "when the system acts next", "UPDATE matter SET next_tick = NULL WHERE number = \(a)",
            finds: ["matter \(a): next_tick is empty, should be "]),
        Tampering(
            "a level", "UPDATE matter SET level = NULL WHERE number = \(c)",
            finds: ["matter \(c): level is empty, should be 2"]),
        Tampering(
            "a circle's level", "UPDATE matter_scope SET level = 4 WHERE matter = \(c) AND scope = 'county:512002'",
            finds: ["matter_scope \(c): scope county:512002: level is 4, should be 2"]),
        Tampering(
            "a parent", "UPDATE matter SET parent = \(b) WHERE number = \(c)",
            finds: ["matter \(c): parent is \(b), should be \(a)"]),
        Tampering(
            "a better rating", "UPDATE matter SET stars = 5 WHERE number = \(c)",
            finds: ["matter \(c): stars is 5, should be 2"]),
        Tampering(
            "somebody else's rating", "UPDATE matter SET unit = 'st-county' WHERE number = \(c)",
            finds: ["matter \(c): unit is “st-county”, should be “st-512002001”"]),
        Tampering(
            "what was told of a clock", "UPDATE deadline SET raised = 1 WHERE matter = \(c) AND rule = 'R02'",
            finds: ["deadline \(c): rule R02 \(filed): raised is 1, should be 2"]),
    ]

    private static let projections = [
        Tampering(
            "a missing matter", "DELETE FROM matter WHERE number = \(a)",
            finds: ["event \(a): 7 events, and no row in matter"]),
        Tampering(
            "a number that is none", "UPDATE matter SET number = 6 WHERE number = \(a)",
            finds: ["matter 6: is no matter number", "event \(a): 7 events, and no row in matter"]),
        Tampering(
            "a state", "UPDATE matter SET state = 'closed' WHERE number = \(a)",
            finds: ["matter \(a): state is “closed”, should be “accepted”"]),
        Tampering(
            "a category", "UPDATE matter SET category = NULL WHERE number = \(a)",
            finds: ["matter \(a): category is empty, should be “D02”"]),
        Tampering(
            "a draft", "UPDATE matter SET draft = 'other' WHERE number = \(a)",
            finds: ["matter \(a): draft is not what the events give"]),
        Tampering(
            "a receipt", "UPDATE matter SET receipt_hash = body_hash WHERE number = \(a)",
            finds: ["matter \(a): receipt_hash is not what the events give"]),
        Tampering(
            "what was sent", "UPDATE matter SET body_hash = receipt_hash WHERE number = \(a)",
            finds: ["matter \(a): body_hash is not what the events give"]),
        Tampering(
            "a deadline", "UPDATE deadline SET due = 5 WHERE matter = \(a) AND rule = 'R02'",
            finds: ["deadline \(a): rule R02 \(filed): due is 5, should be "]),
        Tampering(
            "a stopped deadline", "UPDATE deadline SET stopped = NULL WHERE matter = \(a) AND rule = 'R02'",
            finds: ["deadline \(a): rule R02 \(filed): stopped is empty, should be "]),
        Tampering(
            "a missing deadline", "DELETE FROM deadline WHERE matter = \(a) AND rule = 'R02'",
            finds: ["deadline \(a): rule R02 \(filed) is missing"]),
        Tampering(
            "a deadline too many",
            "INSERT INTO deadline (matter, rule, rule_version, start, due) VALUES (\(a), 'R9', '', 1, 2)",
            finds: ["deadline \(a): rule “R9” should not be there"]),
        Tampering(
            "a missing circle", "DELETE FROM matter_scope WHERE matter = \(a) AND scope = 'county:512002'",
            finds: ["matter_scope \(a): scope county:512002 is missing"]),
        Tampering(
            "a circle too many",
            "INSERT INTO matter_scope (matter, scope, state, next_due) VALUES (\(a), 'staff:g0009', 'accepted', 1)",
            finds: ["matter_scope \(a): scope “staff:g0009” should not be there"]),
        Tampering(
            "a circle's state",
            "UPDATE matter_scope SET state = 'closed' WHERE matter = \(a) AND scope = 'staff:g0001'",
            finds: ["matter_scope \(a): scope staff:g0001: state is “closed”, should be “accepted”"]),
        Tampering(
            "a county's township", "UPDATE matter_scope SET township = NULL WHERE matter = \(a)",
            finds: ["matter_scope \(a): scope county:512002: township is empty, should be “512002001”"]),
        Tampering(
            "somebody who may see it after all", "DELETE FROM matter_exclusion WHERE matter = \(b)",
            finds: ["matter_exclusion \(b): staff g0002 is missing"]),
        Tampering(
            "somebody shut out", "INSERT INTO matter_exclusion (matter, staff) VALUES (\(b), 'g0001')",
            finds: ["matter_exclusion \(b): staff “g0001” should not be there"]),
        Tampering(
            "a matter that is text", "UPDATE matter_exclusion SET matter = 'x' WHERE matter = \(b)", isSQLiteOnly: true,
            finds: ["matter_exclusion “x”: matter is no number", "matter_exclusion \(b): staff g0002 is missing"]),
    ]

    private static let others = [
        Tampering(
            "a migration", "UPDATE schema_migration SET checksum = 'x' WHERE version = 2",
            finds: ["schema_migration: 2 is not “0002 several nodes” of this program"]),
        Tampering(
            "a folder's digest", "UPDATE grid_folder SET digest = bytes",
            finds: ["grid_folder: version 1: the digest is not that of the bytes"]),
        Tampering(
            "a folder", "UPDATE grid_folder SET bytes = digest",
            finds: ["grid_folder: version 1: the digest", "grid_folder: version 1 cannot be read as a grid folder"]),
        Tampering(
            "no folder", "DELETE FROM grid_folder",
            finds: ["grid_folder: there is none", "site_code: “7K3M9Q2XW4H”: no grid folder ever had a site S0001"]),
        Tampering(
            "a folder's number", "UPDATE grid_folder SET version = 2", finds: ["grid_folder: version 2 follows 0"]),
        Tampering(
            "a role", "UPDATE account SET role = 'mayor'", finds: ["account: “g0001” cannot be read"]),
        Tampering(
            "a cell", "UPDATE account SET cells = 'here'",
            finds: ["account: “g0001”: cells, station, division or source"]),
        Tampering(
            "a session without a person", "CREATE TABLE loose AS SELECT * FROM session", "DROP TABLE session",
            "ALTER TABLE loose RENAME TO session", "UPDATE session SET staff = 'nobody'",
            finds: ["session: there is no account “nobody”"]),
        Tampering(
            "a session for ever", "UPDATE session SET expires_at = expires_at + 1",
            finds: ["session: of “g0001”: it does not end when it should"]),
        Tampering(
            "a code of no site", "UPDATE site_code SET site = 'S9999'",
            finds: ["site_code: “7K3M9Q2XW4H”: no grid folder ever had a site S9999"]),
        Tampering(
            "an audited action", "UPDATE audit SET action = 'x'", finds: ["audit: position 1 cannot be read"]),
    ]
}

extension TestStore {
    /// Writes the hashes of a matter anew, as somebody who can write the database can.
    func rechain(_ number: MatterNumber) async throws {
        let events = try await rows("SELECT * FROM event WHERE matter = ? ORDER BY version", [number.value])
        let words = try await rows("SELECT * FROM sealed_words WHERE matter = ?", [number.value])
        var head = EventChain.beginning
        for event in events {
            let version = try event.integer("version")
            head = EventChain.hash(
                after: head, number: number, version: Int(version),
                at: Instant(milliseconds: try event.integer("at")), actor: try event.text("actor"),
                kind: try event.text("kind"), payload: try event.text("payload"),
                words: try words.filter { try $0.integer("version") == version }
                    .map { (try $0.text("field"), try $0.bytes("digest")) })
            try await tamper(
                "UPDATE event SET hash = ? WHERE matter = ? AND version = ?",
                [.bytes(head), number.value, .integer(version)])
        }
    }
}
