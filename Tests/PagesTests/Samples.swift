import Matters
import Testing

@testable import Pages

/// Every page once, in every shape that has words of its own.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let page: any Page
    let chrome: Chrome

    var testDescription: String { name }

    static func all(_ language: PageLanguage, _ ink: Ink = .plain) throws -> [Sample] {
        try residents(language, ink) + desks(language, ink)
    }

    private static func residents(_ language: PageLanguage, _ ink: Ink) throws -> [Sample] {
        let (site, tiles, token) = (Fixtures.site(ink), Fixtures.tiles(ink), Fixtures.token)
        let (report, calls) = (Fixtures.rawReport(ink), Fixtures.emergencyLines(ink))
        let draft = try Fixtures.need(DraftID("draft-2026-11-22-0001"))
        let emergency = EmergencyView(
            name: ink("正在发生暴力", "Violence under way"),
            advice: ink("先离开危险的地方，再打110。", "Get away first, then call 110."), matched: ink("拿刀"), calls: calls)
        var fresh = RawReport()
        fresh.draft = "draft-2026-11-22-0002"
        func track(_ length: Int) throws -> TrackPage {
            TrackPage(
                matter: try Fixtures.matter(length: length), site: site,
                holder: length == 6 ? Fixtures.station(ink) : Fixtures.worker(ink),
                deadlines: Fixtures.deadlines(ink), events: try Fixtures.views(ink, length: length),
                text: ink(report.text), outcome: length >= 5 ? ink("四楼答应晚上八点后不施工。") : nil)
        }
        let pages: [(String, any Page)] = [
            ("scan", ScanPage(token: token, site: site, tiles: tiles, emergencyLines: calls)),
            ("tell", TellPage(token: token, site: site, tiles: tiles, report: report)),
            (
                "tell-faults",
                TellPage(token: token, site: site, tiles: tiles, report: fresh, faults: [.text: .empty])
            ),
            ("who", WhoPage(token: token, site: site, report: report)),
            (
                "who-faults",
                WhoPage(
                    token: token, site: site, report: report, faults: [.name: .tooLong(limit: 40), .phone: .notANumber])
            ),
            ("check", CheckPage(token: token, site: site, tile: tiles[1], report: report)),
            (
                "check-emergency",
                CheckPage(token: token, site: site, tile: tiles[1], report: report, emergencies: [emergency])
            ),
            (
                "receipt",
                ReceiptPage(
                    number: Fixtures.number, code: ink("K7QM 2XDA 94HT 0WCE"), draft: draft, site: site,
                    filedAt: Fixtures.filedAt, holder: Fixtures.worker(ink), deadlines: Fixtures.deadlines(ink))
            ),
            ("look-up", LookUpPage()),
            (
                "look-up-faults",
                LookUpPage(number: ink("2648 3107"), code: ink("K7QM"), faults: [.numberWrong, .codeWrong])
            ),
            ("track-handling", try track(4)),
            ("track-resolved", try track(5)),
            ("track-reopened", try track(6)),
            (
                "contest",
                ContestPage(number: Fixtures.number, version: 5, reason: ink("还在敲"), fault: .missing(.reason))
            ),
            ("problem", ProblemPage(status: 413, detail: ink("第 3 行"), requestID: "0f3a-77", backPath: "/m")),
        ]
        let dead = DeadCodePage.Cause.allCases.map { cause -> (String, any Page) in
            ("dead-code-\(cause.rawValue)", DeadCodePage(cause: cause, calls: calls))
        }
        return (pages + dead).map { Sample(name: $0.0, page: $0.1, chrome: Fixtures.chrome(language, ink)) }
    }

    private static func desks(_ language: PageLanguage, _ ink: Ink) throws -> [Sample] {
        let worker = Fixtures.person(.gridWorker, ink, desk: .work)
        let chief = Fixtures.person(.stationChief, ink, desk: .station)
        func sample(_ name: String, _ page: any Page, _ person: Chrome.Person?) -> Sample {
            Sample(name: name, page: page, chrome: Fixtures.chrome(language, ink, person: person))
        }
        return [
            sample("sign-in", SignInPage(), nil),
            sample("sign-in-faults", SignInPage(login: ink("g0001"), fault: .wrong, next: ink("/desk/work")), nil),
            sample("work", try work(ink), worker),
            sample("work-empty", WorkPage(cards: [], stream: "/desk/stream?after=0"), worker),
            sample("matter", try matter(ink, allowed: [.return, .note, .visit, .resolve]), worker),
            sample("matter-stale", try staleMatter(ink), chief),
            sample("board", try board(ink, isReadOnly: false), chief),
            sample(
                "board-inspector", try board(ink, isReadOnly: true), Fixtures.person(.inspector, ink, desk: .station)),
            sample("county", try county(ink), Fixtures.person(.countySupervisor, ink, desk: .county)),
            sample("admin", admin(ink), Fixtures.person(.admin, ink, desk: .admin)),
            sample("audit", try audit(ink), Fixtures.person(.auditor, ink, desk: .audit)),
        ]
    }

    private static func work(_ ink: Ink) throws -> WorkPage {
        let cards = try [(2, 1), (4, 2), (5, 3)].map { try Fixtures.card(ink, length: $0.0, serial: UInt64($0.1)) }
        return WorkPage(cards: cards, stream: "/desk/stream?after=41", morePath: "/desk/work?cursor=x")
    }

    private static func matter(_ ink: Ink, allowed: [CommandKind]) throws -> MatterPage {
        MatterPage(
            matter: try Fixtures.matter(length: 4), site: Fixtures.site(ink), holder: Fixtures.worker(ink),
            category: ink("邻里纠纷", "Neighbours"), text: ink("楼上每天晚上十一点以后还在装修。"),
            contact: ContactView(name: ink("李秀英"), phone: ink("13800000000")),
            location: ink("30.147737, 104.592391"),
            reasons: DispatchReasons(
                rule: ink("cell"), reasons: [.coversCell, .leastLoaded],
                rejected: [.init(name: ink("叶荣军"), reason: .leastLoaded)]),
            deadlines: Fixtures.deadlines(ink), events: try Fixtures.views(ink, length: 4),
            actions: MatterActions(allowed: allowed, owners: owners(ink)))
    }

    private static func staleMatter(_ ink: Ink) throws -> MatterPage {
        MatterPage(
            matter: try Fixtures.matter(length: 6), site: Fixtures.site(ink), holder: Fixtures.station(ink),
            category: nil, text: nil, isTextHidden: true,
            reasons: DispatchReasons(rule: ink("cell"), reasons: Decision.Reason.allCases),
            deadlines: Fixtures.deadlines(ink), events: try Fixtures.views(ink, length: 6),
            actions: MatterActions(
                allowed: [.accept, .note, .assign, .takeOver, .urge], owners: owners(ink),
                typed: .init(kind: .assign, reason: ink("王国华熟悉这栋楼"), to: "worker:g0001")),
            fault: .stale(current: 7))
    }

    private static func owners(_ ink: Ink) -> [Choice] {
        [
            Choice(value: "worker:g0001", name: ink("王国华")),
            Choice(value: "station:st-512002001", name: ink("莲花街道一站式矛盾纠纷多元化解平台")),
        ]
    }

    private static func board(_ ink: Ink, isReadOnly: Bool) throws -> BoardPage {
        let lengths = [0, 2, 4, 6, 5]
        let columns = try zip(BoardPage.ColumnKind.allCases, lengths).map { kind, length in
            let serials: [Int] = length == 0 ? [] : [length * 10 + 1, length * 10 + 2]
            let cards = try serials.map { serial in
                var ink = ink
                if isReadOnly { ink.isMute = true }
                return try Fixtures.card(ink, length: length, serial: UInt64(serial), withHolder: true)
            }
            return BoardPage.Column(kind: kind, cards: cards, total: length == 2 ? 12 : cards.count)
        }
        return BoardPage(
            place: ink("莲花街道"), path: "/desk/station", columns: columns,
            cells: [Choice(value: "512002001001001", name: ink("九眼桥社区第一网格"), isChosen: true)],
            workers: [Choice(value: "g0001", name: ink("王国华"))], isLateOnly: true,
            stream: "/desk/stream?after=41", isReadOnly: isReadOnly)
    }

    private static func county(_ ink: Ink) throws -> CountyPage {
        let rows = try [("512002001", "莲花街道", 31, 4), ("512002002", "三贤祠街道", 12, 0)].map { code, name, open, late in
            CountyPage.Row(
                name: ink(name), boardPath: "/desk/station?township=\(code)",
                tally: TownshipTally(
                    township: try Fixtures.need(DivisionCode(code)), open: open, late: late, triage: 2, reopened: 1))
        }
        return CountyPage(place: ink("雁江区"), rows: rows)
    }

    private static func admin(_ ink: Ink) -> AdminPage {
        AdminPage(
            counts: AdminPage.Count.allCases.enumerated().map { ($0.element, 442 + $0.offset) },
            gaps: [ink("512002001001901 建设工地专属网格：没有网格员")],
            versions: AdminPage.Part.allCases.map { ($0, ink("2026-11")) })
    }

    private static func audit(_ ink: Ink) throws -> AuditPage {
        let chief = try Fixtures.need(StaffID("z0001"))
        let rows = AuditEntry.Action.allCases.map { action in
            let actor: Actor = action == .gridImported ? .system : .staff(chief, .stationChief)
            return AuditPage.Row(
                entry: AuditEntry(at: Fixtures.filedAt, actor: actor, action: action, subject: ink("g0001")),
                who: action == .gridImported ? nil : PersonView(name: ink("陈丽"), role: .stationChief))
        }
        return AuditPage(rows: rows, olderPath: "/desk/audit?before=100")
    }
}
