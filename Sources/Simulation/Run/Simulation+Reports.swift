import Codes
import Dispatcher
import GridCatalog
import Matters

/// Residents: they report, send again, and say whether it is solved.
extension Simulation {
    mutating func report(cut: Bool = false) async throws {
        let day = ChinaTime.date(of: time.now)
        let sites = world.catalog.sites.filter { $0.dates.contains(day) }
        guard let site = chance.pickIfAny(sites), let cell = world.catalog.cellInForce(for: site, on: day) else {
            return
        }
        let raw = write(about: site)
        let report = try Report(raw, site: site.id) { world.catalog.category($0) != nil }
        doing = "a resident reports at \(site.id), draft \(report.draft)"
        let asked = Question(
            cell: cell.code, site: site.kind, category: report.category, concerns: report.concerns, now: time.now)
        let expectedRoute = world.route(report, from: cell.code, site: site.kind, at: time.now) { book.load(of: $0) }
        guard let route = expectedRoute else {
            throw Violation(.nothingLost, "no station covers cell \(cell.code)")
        }
        let candidates = dispatcher.candidates(for: asked)
        let load = try await ports.matters.load(candidates)
        // Where there is only one, nobody is weighed.
        for worker in candidates where candidates.count > 1 {
            let (told, held) = (load[worker] ?? 0, min(book.load(of: worker), Bounds.countedLoad))
            try rules.settles(told == held, "\(worker) is said to have \(told) open matters, and has \(held)")
        }
        let decision = try dispatcher.route(asked, load: load)
        let new = newMatter(report, cell: cell.code, decision)
        let written = try await write(cut: cut) { try await $0.matters.file(new) }
        guard let number = new.numbers.first else { return }
        let expected = ExpectedMatter(
            number: number, report: report, receiptHash: new.receiptHash, cell: cell.code, route: route,
            isUrgent: soundsUrgent(report.text) && !report.isCalm, at: time.now,
            rules: world.catalog.rulebook)
        switch written {
        case .answered(.filed(let record)):
            try rules.check(record, is: expected, world.catalog.rulebook)
        case .answered: throw Violation(.nothingLost, "a new draft was taken for one that was sent before")
        case .cut(isKept: true): doing += ", and the power fails just after it was kept"
        case .cut(isKept: false):
            doing += ", and the power fails before it was kept"
            let left = try await ports.matters.numberOfReceipt(new.receiptHash)
            let isThere = try await ports.matters.record(number) != nil
            try rules.settles(left == nil && !isThere, "a part of \(number) is there, of which not all arrived")
            return try await checkAfterCrash()
        }
        book.file(expected)
        sent[number] = raw
        count(.reports)
        if expected.isUrgent { count(.urgent) }
        for version in 1...expected.version { unread.append((number, version)) }
        if cut { try await checkAfterCrash() }
        let found = try await ports.matters.numberOfReceipt(new.receiptHash)
        try rules.settles(found == number, "the receipt of \(number) finds \(found?.text ?? "nothing")")
        try await checkTouched(expected)
    }

    /// The same draft once more; the first answer comes back, or a refusal if the words are others.
    mutating func resend(changed: Bool) async throws {
        guard let number = chance.pickIfAny(book.numbers), let first = book.matters[number], var raw = sent[number]
        else { return }
        if changed { raw.text += "（改）" }
        doing = "draft \(raw.draft) of \(number) is sent again" + (changed ? " with other words" : "")
        let report = try Report(raw, site: first.report.site) { _ in true }
        let decision = try dispatcher.route(
            Question(
                cell: first.cell, site: .village, category: report.category, concerns: report.concerns, now: time.now),
            load: [:])
        switch try await ports.matters.file(newMatter(report, cell: first.cell, decision)) {
        case .filed(let record):
            throw Violation(.nothingLost, "\(number) was filed twice: also as \(record.matter.number)")
        case .replayed(let record):
            count(.replays)
            try rules.settles(!changed, "other words under the draft of \(number) were taken for the same")
            try rules.check(record, is: first, world.catalog.rulebook)
        case .otherContent:
            count(.draftsRefused)
            try rules.settles(changed, "the same words under the draft of \(number) were taken for others")
        }
        try await checkTouched(first)
    }

    /// A resident says whether it is solved.
    mutating func answer() async throws {
        guard let number = chance.pickIfAny(waiting.elements), let matter = book.matters[number] else { return }
        var attempt = filled(chance.hits(70) ? .confirm : .contest, in: matter, by: .resident)
        if attempt.kind == .contest { attempt.reason = chance.pick(Words.contests) }
        try await self.attempt(attempt)
    }

    /// A resident looks at their matter, and does something about it: most often gives stars.
    mutating func lookAfter() async throws {
        guard let number = chance.pickIfAny(book.numbers), let matter = book.matters[number] else { return }
        let kinds: [CommandKind] = [
            .rate, .rate, .rate, .rate, .urge, .urge, .add, .review, .review, .calm, .contest, .withdraw,
        ]
        let kind = chance.pick(kinds)
        // Of those who withdraw, most think better of it.
        if kind == .withdraw, chance.hits(60) { return }
        try await attempt(filled(kind, in: matter, by: .resident))
    }

    private func newMatter(_ report: Report, cell: CellCode, _ decision: Decision) -> NewMatter {
        let lookUp = keys.key(for: .receiptLookup)
        let code = ReceiptCode.derive(draft: report.draft.text, key: keys.key(for: .receiptCode))
        let (now, rulebook) = (time.now, world.catalog.rulebook)
        let year = ChinaTime.date(of: now).year
        let emergencies = world.catalog.emergencies(in: report.text).map(\.id)
        return NewMatter(
            draft: report.draft, bodyHash: report.contentHash(key: lookUp), receiptHash: code.lookupHash(key: lookUp),
            numbers: freeNumbers(year: year),
            events: {
                Matter.open(
                    report, cell: cell, number: $0, decision: decision, emergencies: emergencies, at: now,
                    rules: rulebook)
            })
    }

    /// By what was written, not by what the file of emergencies makes of it.
    private func soundsUrgent(_ text: String) -> Bool { Words.urgent.contains { text.contains($0) } }

    private func freeNumbers(year: Int) -> [MatterNumber] {
        (0..<4).map { _ in MatterNumber(year: year, serial: random.number()) }.filter { book.matters[$0] == nil }
    }

    private mutating func write(about site: Site) -> RawReport {
        var raw = RawReport()
        raw.draft = "simulated-\(plan.seed)-\(chance.below(1_000_000_000))-\(book.numbers.count)"
        raw.text = chance.pick(Words.troubles) + "（\(site.name)）"
        if chance.hits(6) { raw.text += chance.pick(Words.urgent) }
        raw.calm = chance.hits(20)
        if chance.hits(80) { raw.category = chance.pickIfAny(world.catalog.categories)?.code.text ?? "" }
        if chance.hits(35) {
            raw.name = chance.pick(Words.names)
            raw.phone = "1540000\(1000 + chance.below(9000))"
            raw.shareContact = chance.hits(50)
        }
        if chance.hits(25) { raw.location = site.location }
        if chance.hits(20) { raw.concerns = [chance.pick(Concern.allCases).rawValue] }
        if chance.hits(3) { raw.concerns = Concern.allCases.map(\.rawValue) }
        return raw
    }
}

/// What the people of the simulation say. Invented; no sentence comes from a real report.
enum Words {
    static let troubles = [
        "楼上漏水漏到卧室，说了三次没人管", "工地夜里打桩，老人睡不好", "流转的地租金拖了一年", "路灯坏了五盏，昨天有人摔了",
        "隔壁的狗没人牵，吓到娃娃", "村上的低保评议没有公示", "班组长说没拨款，两个月没发钱", "电梯坏了一星期",
    ]
    static let names = ["周大姐", "刘师傅", "陈永福", "李秀英", "王婆婆", "张建国"]
    static let notes = ["上门看过，双方都在", "电话联系了，约了后天", "已经修好，用了一天没有再坏", "对方认了，写了保证"]
    static let reasons = ["不在我这片，请转给邻片", "这片由你负责，先去看现场", "当事人要求换人"]
    static let proofs = ["照片两张：修好的水管", "双方签字的协议", "转账截图一张"]
    /// Words that emergencies.yaml must know.
    static let urgent = ["他拿刀在门口", "她说不想活了", "孩子不见了", "闻到煤气泄漏"]
    static let contests = ["只修了一半，今天又坏了", "没有人来过，怎么就办好了"]
}
