import Foundation
import Matters
import Testing

@testable import Storage

/// Four matters with a life behind them, a worker who is signed in, a code on a wall, and the folder they rest on.
struct CheckedLedger {
    /// 签收、走访、办结，居民说没解决，站里再签收。
    static let contested = Sample(serial: 1).number.text
    /// Without a contact, kept from one worker; given back to the station, which assigned it anew.
    static let returned = Sample(serial: 2).number.text
    /// Its words were erased.
    static let erased = Sample(serial: 3).number.text
    /// 升级、调解、中止、恢复、延期、并案、办结、评价。
    static let worked = Sample(serial: 4).number.text

    let files: TestStore

    init() async throws {
        files = try await TestStore()
        _ = try await files.store.shelf.add(Array("the folder of 2026".utf8), TestStore.start + -.days(1))
        for serial in 1...4 as ClosedRange<UInt64> {
            var sample = Sample(serial: serial)
            if serial == 2 { (sample.name, sample.phone, sample.excluded) = ("", "", [People.cheng.id]) }
            try await files.file(sample)
        }
        let first = Sample(serial: 1).number
        for (hour, kind, who) in [
            (1, CommandKind.accept, People.wang), (2, .visit, People.wang), (3, .resolve, People.wang),
            (4, .contest, nil),
            (5, .accept, People.chief),
        ] as [(Int, CommandKind, Staff?)] {
            try await files.act(kind, by: who, on: first, at: TestStore.start + .hours(hour))
        }
        let second = Sample(serial: 2).number
        try await files.act(.return, by: People.wang, on: second, to: .station(People.lotus))
        try await files.act(
            .assign, by: People.chief, on: second, to: .worker(People.wang.id), at: TestStore.start + .hours(2))
        try await work(on: Sample(serial: 4).number)
        try await files.tamper("DELETE FROM matter_key WHERE matter = ?", [Sample(serial: 3).number.value])
        try await files.store.accounts.put(People.wang, .hand, TestStore.start)
        try await files.store.accounts.openSession(
            StaffSession(tokenHash: [1, 2, 3], staff: People.wang.id, opened: TestStore.start))
        try await files.store.siteCodes.put("7K3M9Q2XW4H", at: "S0001")
    }

    private func work(on number: MatterNumber) async throws {
        func at(_ hour: Int) -> Instant { TestStore.start + .hours(hour) }
        try await files.tick(number, at: at(25))
        try await files.act(.accept, by: People.wang, on: number, at: at(26))
        try await files.act(.mediate, by: People.wang, on: number, at: at(27))
        try await files.act(.pause, by: People.chief, on: number, at: at(28)) { $0.until = "2026-12-01" }
        try await files.tick(number, at: at(24 * 12))
        try await files.act(.extend, by: People.chief, on: number, at: at(24 * 12 + 1))
        try await files.act(.join, by: People.chief, on: number, at: at(24 * 12 + 2)) { $0.parent = Self.contested }
        try await files.act(.resolve, by: People.wang, on: number, at: at(24 * 12 + 3))
        try await files.act(.rate, by: nil, on: number, at: at(24 * 12 + 4)) { $0.stars = "2" }
    }

    static let recomputation = Recomputation(
        folder: { bytes in
            guard bytes.starts(with: Array("the folder".utf8)) else { return nil }
            return (.few, [SiteID("S0001")!])
        },
        bodyHash: { _, words in
            SHA256ByHand.hash(Array("\(words[.text] ?? "") \(words[.name] ?? "") \(words[.phone] ?? "")".utf8))
        },
        receiptHash: { filing in Array("receipt \(filing.draft.text.split(separator: "-").last ?? "")".utf8) })

    func lines(lanes: Int = 1) async throws -> [String] {
        try await Self.flaws(in: files.store, lanes: lanes).map(\.line)
    }

    static func flaws(in store: Store, lanes: Int = 1) async throws -> [LedgerFlaw] {
        var found: [LedgerFlaw] = []
        let report = try await store.verify(recomputation, lanes: lanes, found: { found.append($0) })
        #expect(report.flaws == found.count)
        return found
    }
}

/// `mashang verify` names what was changed behind the ledger's back, and nothing else.
@Suite(.timeLimit(.minutes(2)))
struct VerifyTests {
    @Test func whatNobodyTouchedIsClean() async throws {
        let ledger = try await CheckedLedger()
        var steps: [Int] = []
        let report = try await ledger.files.store.verify(
            CheckedLedger.recomputation, progress: { done, _ in steps.append(done) },
            found: { Issue.record("\($0.line)") })
        #expect(report.matters == 4 && report.events == 24 && report.flaws == 0)
        #expect(report.erased == 4 && report.words > 10, "the erased matter's words are counted, and no fault")
        #expect(steps.first == 0 && steps.last == 4)
    }

    @Test func manyMattersOnManyPagesAreEachCheckedOnce() async throws {
        let ledger = try await CheckedLedger()
        for serial in 10..<510 as Range<UInt64> { try await ledger.files.file(Sample(serial: serial)) }
        for lanes in [1, 3] {
            let report = try await ledger.files.store.verify(
                CheckedLedger.recomputation, lanes: lanes, found: { Issue.record("\($0.line)") })
            #expect(report.matters == 504 && report.events == 1_024)
        }
        try await ledger.files.tamper("UPDATE matter SET state = 'closed' WHERE number > 260000000000")
        let lines = try await ledger.lines(lanes: 3)
        #expect(lines.count == 504 && lines == lines.sorted(), "in order of matter, whatever was read first")
    }

    @Test(arguments: Tampering.all)
    func eachKindOfFaultIsNamed(_ tampering: Tampering) async throws {
        let ledger = try await CheckedLedger()
        for (sql, values) in tampering.changes { try await ledger.files.tamper(sql, values) }
        if let number = tampering.rechained { try await ledger.files.rechain(number) }
        let lines = try await ledger.lines()
        let isExpected =
            lines.count == tampering.expected.count
            && zip(lines, tampering.expected).allSatisfy { $0.hasPrefix($1) }
        #expect(isExpected, "found \(lines), expected \(tampering.expected)")
    }

    @Test func noLineHoldsWordsOrWhatAReceiptIsMadeFrom() async throws {
        let ledger = try await CheckedLedger()
        for table in ["event", "sealed_words", "matter_key"] { try await ledger.files.tamper("DELETE FROM \(table)") }
        try await ledger.files.tamper("UPDATE matter SET draft = draft || 'x', state = 'open'")
        let other = try await CheckedLedger()
        try await other.files.tamper("UPDATE matter SET draft = draft || 'x', body_hash = receipt_hash")
        let lines = try await ledger.lines() + other.lines()
        #expect(lines.count > 6)
        for secret in ["楼上漏水", "张秀英", "13800001234", "draft-of-report", "receipt 1"] {
            #expect(!lines.contains { $0.contains(secret) }, "\(secret)")
        }
    }

    @Test func theRulesOfAnOldFolderJudgeOldEvents() async throws {
        let ledger = try await CheckedLedger()
        // A later folder without any limit: what began before it keeps its clocks, what begins after it needs none.
        let folders = Recomputation(
            folder: { bytes in
                bytes == Array("later".utf8)
                    ? (Rulebook(limits: [], calendar: Rulebook.few.calendar), [])
                    : CheckedLedger.recomputation.folder(bytes)
            },
            bodyHash: { _, _ in nil }, receiptHash: { _ in nil })
        _ = try await ledger.files.store.shelf.add(Array("later".utf8), TestStore.start + .days(20))
        #expect(try await ledger.files.store.verify(folders, found: { Issue.record("\($0.line)") }).flaws == 0)
        var late = Sample(serial: 7)
        late.at = TestStore.start + .days(21)
        try await ledger.files.file(late)
        var lines: [String] = []
        _ = try await ledger.files.store.verify(folders, found: { lines.append($0.line) })
        #expect(lines == ["event \(late.number) version 1: R02 should not have begun"])
    }

    @Test func theProgramOfTheDocsFindsTheSameBreaks() async throws {
        guard !TestEngine.isPostgres else { return }
        let changes = [
            "UPDATE event SET at = at + 1 WHERE version = 2", "DELETE FROM event WHERE version = 4",
            "UPDATE sealed_words SET digest = salt WHERE field = 'note'", "UPDATE event SET hash = randomblob(32)",
            "UPDATE event SET version = 19 WHERE version = 7", "UPDATE matter SET version = 1", "SELECT 1",
        ]
        for change in changes {
            let ledger = try await CheckedLedger()
            try await ledger.files.tamper(change)
            let flaws = try await CheckedLedger.flaws(in: ledger.files.store)
            let chain = flaws.filter { [.chain, .version].contains($0.kind) }
                .compactMap { flaw in flaw.version.map { "\(flaw.matter ?? "") version \($0) does not follow" } }
            try ledger.files.store.close()
            let said = try Python.check(ledger.files.path)
            #expect(said.filter { $0.hasSuffix("does not follow") } == chain, "\(change)")
            #expect(said.count == 1 || !flaws.isEmpty, "what it finds is found here, too: \(change) \(said)")
            #expect(chain.isEmpty || said.count > 1)
        }
    }

    @Test func aPageOfTheFileThatIsGarbageIsNamedAndTheRestIsStillChecked() async throws {
        guard !TestEngine.isPostgres else { return }
        let ledger = try await CheckedLedger()
        let root = try await ledger.files.rows("SELECT rootpage FROM sqlite_master WHERE name = 'deadline'")
        let page = UInt64(try #require(root.first?.optionalInteger("rootpage")))
        try ledger.files.store.close()
        let file = try FileHandle(forUpdating: URL(filePath: ledger.files.path))
        try file.seek(toOffset: (page - 1) * 4096)
        try file.write(contentsOf: Data(repeating: 0xAB, count: 4096))
        try file.close()
        let store = try await ledger.files.reopened()
        let lines = try await CheckedLedger.flaws(in: store).map(\.line)
        #expect(lines.first?.hasPrefix("file: ") == true)
        #expect(lines.contains { $0.hasPrefix("file: deadline of matters after the first through the last: ") })
        try store.close()
    }
}

/// Any change of any one value is found, whichever it is.
@Suite(.timeLimit(.minutes(2)))
struct VerifyPropertyTests {
    private struct Undo: Error { let isFound: Bool }

    private static let columns: [String: [String]] = [
        "event": ["matter", "version", "at", "actor", "kind", "payload", "hash"],
        "sealed_words": ["matter", "version", "field", "salt", "digest", "box"],
        "matter": [
            "number", "draft", "body_hash", "receipt_hash", "site", "cell", "township", "category", "state", "version",
            "holder", "filed_at", "changed_at", "next_due", "next_tick", "level", "parent", "stars", "unit",
        ],
        "deadline": ["matter", "rule", "rule_version", "start", "due", "stopped", "raised"],
        "matter_scope": ["matter", "scope", "state", "next_due", "township", "level", "rousing"],
        "matter_exclusion": ["matter", "staff"], "matter_key": ["matter", "wrapped"],
    ]

    @Test(arguments: [1, 2] as [UInt64])
    func anyEditOfAnyColumnIsReported(seed: UInt64) async throws {
        let ledger = try await CheckedLedger()
        let random = Random.seeded(seed)
        func below(_ count: Int) -> Int { Int(random.number() % UInt64(count)) }
        var tried = 0
        for _ in 0..<400 {
            let (table, columns) = Self.columns.sorted { $0.key < $1.key }[below(Self.columns.count)]
            let number = table == "matter" ? "number" : "matter"
            // Of an erased matter nobody can open the boxes any more.
            let rows = try await ledger.files.rows(
                "SELECT * FROM \(table) WHERE \(number) <> \(CheckedLedger.erased) "
                    + "ORDER BY \(columns.joined(separator: ", "))"
            )
            let row = rows[below(rows.count)]
            let column = columns[below(columns.count)]
            let old = row[column] ?? .null
            let new = Self.other(than: old, random: random, from: rows.compactMap { $0[column] })
            // Erasing a box is allowed.
            guard new != old, !(column == "box" && new == .null) else { continue }
            let key = columns.filter { row[$0] != .null }
            let sql = "UPDATE \(table) SET \(column) = ? WHERE " + key.map { "\($0) = ?" }.joined(separator: " AND ")
            if try await Self.isFound(sql, [new] + key.compactMap { row[$0] }, in: ledger.files.store) {
                tried += 1
            } else {
                continue
            }
        }
        #expect(tried > 150, "edits that the database itself refuses prove nothing: \(tried)")
        #expect(try await ledger.lines() == [], "every edit was undone")
    }

    /// - Returns: `false` if the database refused the edit.
    private static func isFound(_ sql: String, _ values: [SQLValue], in store: Store) async throws -> Bool {
        let vault = store.ledger.vault
        do {
            try await store.database.write { connection in
                try connection.run(sql, values)
                let page = try MatterPage(after: nil, through: nil, connection)
                let clocks = try FolderShelf(CheckedLedger.recomputation).clocks(connection)
                let proofs = page.proofs(vault: vault, clocks: clocks, recomputation: CheckedLedger.recomputation)
                throw Undo(isFound: !page.strayFlaws.isEmpty || proofs.contains { !$0.flaws.isEmpty })
            }
            return false
        } catch let undo as Undo {
            #expect(undo.isFound, "\(sql) \(values.first ?? .null)")
            return true
        } catch {
            return false
        }
    }

    /// A value a little different, or another row's, or of another kind.
    private static func other(than old: SQLValue, random: Random, from others: [SQLValue]) -> SQLValue {
        let dice = random.number()
        switch (dice % 4, old) {
        case (0, _): return others[Int(dice / 4) % others.count]
        case (1, _): return [.null, .text("x"), .integer(5)][Int(dice / 4) % 3]
        case (_, .integer(let value)): return .integer(value + [1, -1, 1000][Int(dice / 4) % 3])
        case (_, .text(let text)):
            var bytes = Array(text.utf8)
            let index = Int(dice / 4) % max(1, bytes.count)
            if bytes.isEmpty { return .text("y") }
            if bytes[index] < 0x80 { bytes[index] ^= 1 } else { bytes.removeAll { $0 >= 0x80 } }
            return .text(String(decoding: bytes, as: UTF8.self))
        case (_, .bytes(var bytes)):
            if bytes.isEmpty { return .bytes([0]) }
            bytes[Int(dice / 4) % bytes.count] ^= UInt8(1) << UInt8(dice >> 60 & 7)
            return .bytes(bytes)
        case (_, .null): return .text("x")
        }
    }
}

/// The program of docs/ledger.md, as it is printed there.
enum Python {
    /// - Returns: what it prints, line by line.
    static func check(_ database: String) throws -> [String] {
        let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/ledger.md")
        let text = try String(contentsOf: docs, encoding: .utf8)
        let program = try #require(
            text.components(separatedBy: "```python\n").last?.components(separatedBy: "```").first)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", program, database]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(process.terminationStatus == (lines.count > 1 ? 1 : 0))
        return lines
    }
}
