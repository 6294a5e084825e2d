import Foundation
import Matters

@testable import Pages

/// What a text field holds in a sample page: the given text, or one hostile text everywhere.
struct Ink: Sendable {
    let hostile: String?
    /// The words of residents are left out, as for an inspector.
    var isMute = false

    static let plain = Ink(hostile: nil)

    func callAsFunction(_ text: String) -> String { hostile ?? text }
    func callAsFunction(_ zh: String, _ en: String) -> Bilingual { Bilingual(zh: self(zh), en: self(en)) }
}

/// Sunday 22 November 2026, 18:40 in 莲花街道.
enum Fixtures {
    static func at(_ text: String) -> Instant {
        ChinaTime.parse(rfc3339: text) ?? Instant(milliseconds: 0)
    }

    static let filedAt = at("2026-11-22T16:11:39+08:00")
    static let now = at("2026-11-22T18:40:00+08:00")
    static let number = MatterNumber(year: 2026, serial: 483_107_259)
    static let token = "7K3M9QXA2DH"

    static func site(_ ink: Ink) -> SiteView {
        SiteView(
            name: ink("九眼桥社区党群服务中心"), divisions: [ink("雁江区"), ink("莲花街道"), ink("九眼桥社区")],
            cell: ink("第一网格"), address: ink("莲花街道九眼桥社区党群服务中心公告栏"))
    }

    static func worker(_ ink: Ink) -> HolderView {
        .worker(
            name: ink("王国华"), station: ink("莲花街道一站式矛盾纠纷多元化解平台"), stationPhone: ink("028-0000-0101"))
    }

    static func station(_ ink: Ink) -> HolderView {
        .station(name: ink("莲花街道一站式矛盾纠纷多元化解平台"), phone: ink("028-0000-0101"))
    }

    static func emergencyLines(_ ink: Ink) -> [CallLine] {
        [
            CallLine(number: "110", name: ink("报警", "Police"), when: ink("有人打人", "Violence")),
            CallLine(number: "119", name: ink("火警", "Fire"), when: ink("着火", "Fire")),
            CallLine(number: "120", name: ink("急救", "Ambulance"), when: ink("有人受伤", "Injury")),
        ]
    }

    static func footerLines(_ ink: Ink) -> [CallLine] {
        [
            CallLine(number: "12345", name: ink("政务服务热线", "Government service line"), when: ink("办事", "Help")),
            CallLine(number: "12348", name: ink("法律服务", "Legal advice"), when: ink("问法律", "Law")),
        ]
    }

    static func tiles(_ ink: Ink) -> [TileView] {
        let rows = [
            ("wages", "D10", "欠薪", "Wages", "干活不给钱", "Work not paid"),
            ("neighbours", "D02", "邻居", "Neighbours", "吵闹、漏水、挡路", "Noise, leaks, blocked ways"),
            ("property", "D11", "物业", "Property", "物业、电梯、停车", "Management, lifts, parking"),
            ("land", "D03", "土地房子", "Land and house", "宅基地、地边、拆房", "Homestead, borders, demolition"),
            ("family", "D01", "家里事", "Family", "家里闹矛盾、养老", "Quarrels, care of parents"),
            ("injury", "D06", "受伤", "Injury", "被打伤、撞车、看病", "Hurt, accident, hospital"),
            ("danger", "D20", "危险", "Danger", "哪里有危险", "Something is dangerous"),
            ("other", "D99", "其他", "Other", "说不清，先说事", "Not sure? Just tell us"),
        ]
        return rows.compactMap { id, code, zh, en, hintZh, hintEn in
            CategoryCode(code).map {
                TileView(id: id, category: $0, name: ink(zh, en), hint: ink(hintZh, hintEn))
            }
        }
    }

    static func rawReport(_ ink: Ink) -> RawReport {
        var report = RawReport()
        report.draft = "draft-2026-11-22-0001"
        report.category = "D02"
        report.text = ink("楼上每天晚上十一点以后还在装修。\n说了三次，没有用。老人睡不着。")
        report.name = ink("李秀英")
        report.phone = ink("138 0000 0000")
        report.shareContact = true
        report.concerns = ["village"]
        return report
    }

    static func limit(
        _ id: String, _ zh: String, _ en: String, promise: (String, String)?, starts: EventKind, ink: Ink
    ) -> TimeLimit? {
        guard let from = LocalDate("2024-01-01"), let amount = TimeLimit.Amount(3, .workingDays) else { return nil }
        return TimeLimit(
            id: id, version: "2026-11", from: from, until: nil, what: ink(zh, en),
            promise: promise.map { ink($0.0, $0.1) }, starts: starts, stops: [.accepted], amount: amount, duty: nil,
            basis: ink("本服务承诺", "this service's own promise"), isLocal: true)
    }

    /// A kept one, a running one, a late one.
    static func deadlines(_ ink: Ink) -> [DeadlineView] {
        let seen = Deadline(
            rule: "R01", version: "2026-11", stops: [.accepted], start: filedAt, due: at("2026-11-22T16:41:39+08:00"),
            stopped: at("2026-11-22T16:20:00+08:00"))
        let visit = Deadline(
            rule: "R02", version: "2026-11", stops: [.visited], start: filedAt, due: at("2026-11-22T18:10:00+08:00"))
        let decision = Deadline(
            rule: "R03", version: "2026-11", stops: [.accepted], start: filedAt,
            due: at("2026-11-25T23:59:59+08:00"))
        return [
            DeadlineView(
                deadline: seen,
                limit: limit(
                    "R01", "有人看到", "seen by a person",
                    promise: ("{date}前有工作人员看到", "seen by a person by {date}"), starts: .filed, ink: ink)),
            DeadlineView(
                deadline: visit,
                limit: limit(
                    "R02", "网格员联系或上门", "the grid worker gets in touch",
                    promise: ("{date}前网格员跟您联系或上门", "the grid worker calls or visits you by {date}"),
                    starts: .filed, ink: ink)),
            DeadlineView(
                deadline: decision,
                limit: limit(
                    "R03", "答复受不受理", "decide whether it is accepted",
                    promise: ("{date}前告诉您受不受理", "you are told by {date} whether it is accepted"),
                    starts: .filed, ink: ink), holidays: [ink("元旦")]),
        ]
    }

    static func chrome(_ language: PageLanguage, _ ink: Ink, person: Chrome.Person? = nil) -> Chrome {
        Chrome(
            deployment: ink("雁江区 码上访、马上办"), language: language, languagePath: "/somewhere", person: person,
            formToken: "form-token", hotlines: footerLines(ink), now: now)
    }

    static func person(_ role: Role, _ ink: Ink, desk: Chrome.DeskLink.Desk) -> Chrome.Person {
        let desks: [(Chrome.DeskLink.Desk, String)] =
            role == .gridWorker
            ? [(.work, Paths.work)]
            : [(.station, Paths.station), (.county, Paths.county), (.admin, Paths.admin), (.audit, Paths.audit)]
        return Chrome.Person(
            name: ink(role == .gridWorker ? "王国华" : "陈丽"), role: role,
            desks: desks.map { Chrome.DeskLink($0.0, path: $0.1, isCurrent: $0.0 == desk) })
    }
}
