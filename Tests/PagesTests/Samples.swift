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
            advice: ink("先离开危险的地方，再打110。", "Get away first, then call 110."), matched: [ink("拿刀")], calls: calls)
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
            (
                "scan",
                ScanPage(
                    token: token, site: site,
                    check: CheckView(
                        colour: .green,
                        words: [("苹果", "apple"), ("台灯", "lamp"), ("河马", "hippo")].map { Bilingual(zh: $0, en: $1) }),
                    tiles: tiles, emergencyLines: calls)
            ),
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
            ("front", FrontPage()),
            ("front-fault", FrontPage(number: ink("123 456 783"), fault: .wrong)),
            ("doubt", DoubtPage(token: "7K3M9Q2XW4H")),
            (
                "doubt-faults",
                DoubtPage(token: nil, reason: ink("x"), note: ink("菜市场北门"), faults: [.reasonEmpty, .noteWrong])
            ),
            ("doubt-done", DoubtPage(token: nil, isDone: true)),
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
                ResidentActionPage(
                    kind: .contest, number: Fixtures.number, version: 5, state: .resolved,
                    typed: said(\.reason, ink("还在敲")),
                    fault: .missing(.reason))
            ),
            (
                "contest-withdrawn",
                ResidentActionPage(kind: .contest, number: Fixtures.number, version: 5, state: .withdrawn)
            ),
            (
                "rate",
                ResidentActionPage(
                    kind: .rate, number: Fixtures.number, version: 5, state: .closed, typed: said(\.stars, "4"))
            ),
            ("withdraw", ResidentActionPage(kind: .withdraw, number: Fixtures.number, version: 5, state: .handling)),
            (
                "urge-again",
                ResidentActionPage(
                    kind: .urge, number: Fixtures.number, version: 5, state: .handling,
                    fault: .tooSoon(until: Fixtures.filedAt))
            ),
            (
                "answer",
                AnswerPage(
                    link: ink("264831070517.5.1800000000.tag"), number: Fixtures.number, standing: .open(version: 5),
                    station: Fixtures.station(ink), body: ink("雁江区住房和城乡建设局"), asked: ink("请查一查夜间施工许可。"),
                    due: Fixtures.filedAt, typed: ink("已到现场"), fault: .text(.note, .tooLong(limit: 2_000)))
            ),
            (
                "answer-done",
                AnswerPage(
                    link: ink("x"), number: Fixtures.number, standing: .answered, station: Fixtures.station(ink),
                    body: ink("雁江区住房和城乡建设局"), asked: ink("请查一查夜间施工许可。"), due: nil)
            ),
            ("dead-link", DeadLinkPage(isExpired: false)),
            ("dead-link-expired", DeadLinkPage(isExpired: true)),
            ("problem", ProblemPage(status: 413, detail: ink("第 3 行"), requestID: "0f3a-77", backPath: "/m")),
        ]
        let dead = DeadCodePage.Cause.allCases.map { cause -> (String, any Page) in
            ("dead-code-\(cause.rawValue)", DeadCodePage(cause: cause, calls: calls))
        }
        return (pages + dead).map { Sample(name: $0.0, page: $0.1, chrome: Fixtures.chrome(language, ink)) }
    }

    private static func said(_ field: WritableKeyPath<RawCommand, String>, _ text: String) -> RawCommand {
        var raw = RawCommand()
        raw[keyPath: field] = text
        return raw
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
            sample("matter-forms", try everyForm(ink), chief),
            sample("letter", letter(ink), chief),
            sample("board", try board(ink, isReadOnly: false), chief),
            sample(
                "board-inspector", try board(ink, isReadOnly: true), Fixtures.person(.inspector, ink, desk: .station)),
            sample("county", try county(ink), Fixtures.person(.countySupervisor, ink, desk: .county)),
            sample("admin", admin(ink), Fixtures.person(.admin, ink, desk: .admin)),
            sample("codes", try codes(ink), Fixtures.person(.stationChief, ink, desk: .codes)),
            sample("audit", try audit(ink), Fixtures.person(.auditor, ink, desk: .audit)),
        ]
    }

    private static func letter(_ ink: Ink) -> LetterPage {
        LetterPage(
            number: Fixtures.number, body: ink("雁江区住房和城乡建设局"), bodyPhone: ink("028-0000-0202"),
            station: Fixtures.station(ink), asked: ink("请查一查夜间施工许可。"), referredAt: Fixtures.filedAt,
            due: Fixtures.deadlines(ink).first, link: ink("https://yj.example.gov.cn/a/264831070517.5.1.tag"))
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
            actions: MatterActions(
                allowed: allowed, choices: choices(ink), proof: ink("双方签字的协议", "the signed agreement")))
    }

    private static func staleMatter(_ ink: Ink) throws -> MatterPage {
        var assignment = said(\.reason, ink("王国华熟悉这栋楼"))
        assignment.to = "worker:g0001"
        return MatterPage(
            matter: try Fixtures.matter(length: 6), site: Fixtures.site(ink), holder: Fixtures.station(ink),
            category: nil, text: nil, isTextHidden: true,
            reasons: DispatchReasons(rule: ink("cell"), reasons: Decision.Reason.allCases),
            deadlines: Fixtures.deadlines(ink), events: try Fixtures.views(ink, length: 6),
            actions: MatterActions(
                allowed: [.accept, .note, .assign, .takeOver, .urge], choices: choices(ink),
                typed: .init(kind: .assign, raw: assignment)),
            fault: .stale(current: 7))
    }

    private static func choices(_ ink: Ink) -> MatterActions.Choices {
        let (worker, station) = (
            Choice(value: "worker:g0001", name: ink("王国华")),
            Choice(value: "station:st-512002001", name: ink("莲花街道一站式矛盾纠纷多元化解平台"))
        )
        var choices = MatterActions.Choices()
        choices.holders = [
            .assign: [worker, station], .return: [worker, station], .transfer: [station], .assist: [station],
        ]
        choices.owners = [Choice(value: "l512002001", name: ink("周敏"))]
        choices.bodies = [Choice(value: "b-labour", name: ink("区人社局劳动监察大队"))]
        if let first = LocalDate("2026-11-23"), let last = LocalDate("2026-12-22") { choices.pauseDays = first...last }
        return choices
    }

    /// Every form that staff can be asked to fill in, with one that was filled in badly.
    private static func everyForm(_ ink: Ink) throws -> MatterPage {
        let commands = Set(
            Transitions.table.filter { !$0.by.isSubset(of: [.resident, .system, .outside]) }.map(\.command))
        var links = MatterPage.Links()
        (links.owner, links.body, links.letter) = (ink("周敏"), ink("区人社局劳动监察大队"), "/desk/m/1/letter")
        links.parent = Fixtures.number
        links.children = [try Fixtures.card(ink, length: 4, serial: 81), try Fixtures.card(ink, length: 5, serial: 82)]
        links.hasMoreChildren = true
        links.similar = [try Fixtures.card(ink, length: 2, serial: 83, withHolder: true)]
        links.elsewhere = Fixtures.deadlines(ink).compactMap(\.limit)
        return MatterPage(
            matter: try Fixtures.matter(length: 4), site: Fixtures.site(ink), holder: Fixtures.worker(ink),
            category: ink("邻里纠纷", "Neighbours"), text: ink("楼上每天晚上十一点以后还在装修。"),
            reasons: DispatchReasons(
                rule: ink("cell"), reasons: [.coversCell],
                inputs: .init(
                    answers: [ink("512002001001001"), ink("D02")], at: Fixtures.filedAt, rules: ink("2026-12"),
                    duty: ink("陈丽"), notified: [ink("区住建局")])),
            deadlines: Fixtures.deadlines(ink), events: try Fixtures.views(ink, length: 4),
            actions: MatterActions(
                allowed: CommandKind.allCases.filter(commands.contains), choices: choices(ink),
                proof: ink("双方签字的协议", "the signed agreement"),
                typed: .init(kind: .pause, raw: said(\.reason, ink("等鉴定结果")))),
            links: links, fault: .missing(.until))
    }

    private static func watch(_ ink: Ink) throws -> WatchView {
        WatchView(
            urgent: [try Fixtures.card(ink, length: 2, serial: 71, withHolder: true)],
            counts: WatchView.Gap.allCases.enumerated().map { index, gap in
                WatchView.Count(
                    gap: gap, count: index * 2, isMore: index == 3, path: "/desk/station?gap=\(gap.rawValue)")
            },
            callBacks: [try Fixtures.card(ink, length: 5, serial: 72)])
    }

    private static func board(_ ink: Ink, isReadOnly: Bool) throws -> BoardPage {
        let lengths = [0, 2, 4, 0, 6, 5]
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
            rating: isReadOnly ? nil : Rating(count: 12, sum: 50),
            watch: isReadOnly ? WatchView() : try watch(ink), stream: "/desk/stream?after=41", isReadOnly: isReadOnly)
    }

    private static func county(_ ink: Ink) throws -> CountyPage {
        let rows = try [("512002001", "莲花街道", 31, 4), ("512002002", "三贤祠街道", 12, 0)].map { code, name, open, late in
            CountyPage.Row(
                name: ink(name), boardPath: "/desk/station?township=\(code)",
                tally: TownshipTally(
                    township: try Fixtures.need(DivisionCode(code)), open: open, late: late, triage: 2, reopened: 1))
        }
        return CountyPage(place: ink("雁江区"), rows: rows, watch: try watch(ink))
    }

    private static func admin(_ ink: Ink) -> AdminPage {
        AdminPage(
            counts: AdminPage.Count.allCases.enumerated().map { ($0.element, 442 + $0.offset) },
            gaps: [ink("512002001001901 建设工地专属网格：没有网格员")],
            versions: AdminPage.Part.allCases.map { ($0, ink("2026-11")) })
    }

    private static func codes(_ ink: Ink) throws -> CodesPage {
        let doubt = CodeDoubt(token: nil, at: Fixtures.filedAt, reason: .pasted, note: ink("菜市场北门，贴在旧海报上"))
        func row(_ state: CodeState, _ deeds: [CodeDeed]) -> CodesPage.Row {
            CodesPage.Row(
                token: "7K3M9Q2XW4H", site: ink("九眼桥社区党群服务中心"), place: ink("九眼桥社区 第一网格"), state: state,
                version: 2, lastScan: state == .alive ? LocalDate("2026-11-20") : nil, posted: Fixtures.filedAt,
                postedAway: state == .silent ? 3_400 : nil, ends: state == .retiring ? Fixtures.filedAt : nil,
                funnel: CodesPage.Funnel(
                    [.scan, .start, .sent, .burst].map { step in
                        CodeTraffic(token: "7K3M9Q2XW4H", day: LocalDate(dayNumber: 20_000), step: step, count: 3)
                    }), doubts: state == .doubted ? [doubt] : [], deeds: deeds)
        }
        let corners = [(30.1, 104.6), (30.1, 104.7), (30.2, 104.7)].compactMap { Location(lat: $0, lon: $1) }
        return CodesPage(
            counts: CodeState.allCases.enumerated().map { ($0.element, $0.offset) },
            visits: [
                row(.doubted, [.see, .miss]), row(.silent, [.post, .see, .miss, .revoke]), row(.printed, [.post]),
            ],
            chosen: nil, rows: [row(.alive, []), row(.retiring, [])], page: 1, hasMore: true,
            map: CodesMap(
                areas: [corners],
                points: zip(corners, [CodeState.alive, .silent, .doubted]).map { corner, state in
                    CodesMap.Point(location: corner, state: state, name: ink("九眼桥社区"))
                }, total: 5), foreign: [doubt], refused: ink("九眼桥社区"))
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
