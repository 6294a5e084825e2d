import Foundation
import Hummingbird
import Matters
import Testing

@testable import mashang

/// Each row of the table of transitions that staff can take, through the page's form and through the API.
@Suite("Every command, by form and by program", .timeLimit(.minutes(3)))
struct EveryCommandTests {
    /// One step: who, what, with which fields. `{other}`, `{body}` and `{leader}` are filled in by the test.
    struct Step: Sendable {
        let who: String
        let type: String
        let fields: [String: String]

        init(_ who: String, _ type: String, _ fields: [String: String] = [:]) {
            self.who = who
            self.type = type
            self.fields = fields
        }
    }

    /// A command in its place: what comes before it, who may do it, how the matter stands then, and who may not.
    struct Case: Sendable, CustomTestStringConvertible {
        let before: [Step]
        let step: Step
        let state: String
        let wrong: String
        var text = "楼上漏水三天了，没人管。"
        var testDescription: String { step.type }

        init(_ before: [Step] = [], _ step: Step, _ state: String, wrong: String) {
            self.before = before
            self.step = step
            self.state = state
            self.wrong = wrong
        }
    }

    private static let accept = Step(Town.worker, "accept")
    private static let resolve = Step(Town.worker, "resolve", ["note": "修好了", "evidence": "双方签了字"])
    private static let pause = Step(
        Town.chief, "pause", ["reason": "等鉴定", "evidence": "鉴定委托书", "until": "2026-12-01"])
    private static let refer = Step(Town.chief, "refer", ["body": "{body}", "reason": "请你单位处理"])
    private static let join = Step(Town.chief, "join", ["parent": "{other}", "reason": "同一件事"])

    static let cases: [Case] = [
        Case(accept, "accepted", wrong: Town.chief),
        Case(
            Step(Town.worker, "return", ["to": "worker:g0002", "reason": "在他的网格"]), "dispatched", wrong: Town.chief),
        Case([accept], Step(Town.worker, "visit", ["note": "到现场看过"]), "handling", wrong: Town.chief),
        Case([accept], resolve, "resolved", wrong: Town.supervisor),
        Case(
            Step(Town.chief, "assign", ["to": "worker:g0002", "reason": "请你跟进"]), "dispatched", wrong: Town.worker),
        Case(Step(Town.chief, "takeOver"), "accepted", wrong: Town.worker),
        Case(
            Step(Town.chief, "transfer", ["to": "station:st-512002002", "reason": "人在三贤祠"]), "dispatched",
            wrong: Town.worker),
        Case(Step(Town.chief, "admit"), "dispatched", wrong: Town.worker),
        Case(
            Step(Town.chief, "decline", ["ground": "23", "reason": "归法院管", "elsewhere": "雁江区人民法院"]), "declined",
            wrong: Town.worker),
        Case(Step(Town.chief, "simplify"), "dispatched", wrong: Town.worker),
        Case(
            [accept, Step(Town.chief, "admit")], Step(Town.chief, "extend", ["reason": "当事人在外地"]), "accepted",
            wrong: Town.worker),
        Case([accept], pause, "paused", wrong: Town.worker),
        Case([accept, pause], Step(Town.chief, "resume"), "accepted", wrong: Town.worker),
        Case([accept], Step(Town.worker, "mediate"), "mediating", wrong: Town.supervisor),
        Case(
            [accept, Step(Town.worker, "mediate")], Step(Town.worker, "endMediation", ["reason": "谈不拢"]), "handling",
            wrong: Town.supervisor),
        Case([accept], refer, "referred", wrong: Town.worker),
        Case([accept, refer], Step(Town.chief, "recall", ["reason": "自己办"]), "handling", wrong: Town.worker),
        Case(
            [accept, resolve, Step("resident", "review", ["reason": "没有道理"])],
            Step(Town.supervisor, "conclude", ["finding": "upheld", "note": "处理得当"]), "closed", wrong: Town.chief),
        Case(Step(Town.worker, "note", ["note": "已打电话"]), "dispatched", wrong: Town.inspector),
        Case(Step(Town.chief, "classify", ["category": "D02"]), "dispatched", wrong: Town.worker),
        Case(Step(Town.chief, "urge", ["note": "今天去看"]), "dispatched", wrong: Town.worker),
        Case(Step(Town.supervisor, "supervise", ["note": "三天内报结果"]), "dispatched", wrong: Town.chief),
        Case(
            [Step(Town.supervisor, "supervise", ["note": "三天内报结果"])],
            Step(Town.worker, "reply", ["note": "已约双方"]), "dispatched", wrong: Town.mediator),
        Case(Step(Town.chief, "own", ["owner": "l512002001"]), "dispatched", wrong: Town.worker),
        Case(Step(Town.chief, "assist", ["to": "station:st-property"]), "dispatched", wrong: Town.worker),
        Case(join, "dispatched", wrong: Town.worker),
        Case([join], Step(Town.chief, "unjoin", ["reason": "不是一件事"]), "dispatched", wrong: Town.worker),
        Case(
            [accept, resolve, Step("resident", "confirm"), Step("resident", "contest", ["reason": "又漏了"])],
            Step(Town.chief, "takeOver"), "accepted", wrong: Town.worker),
    ]

    private func file(_ step: Case, in town: Town) async throws -> String {
        let number = try await town.file(step.text).number
        for earlier in step.before { try await act(earlier, on: number, in: town) }
        return number
    }

    private func act(_ step: Step, on number: String, in town: Town) async throws {
        let fields = try await filled(step.fields, in: town)
        let version = try await version(of: number, in: town)
        if step.who == "resident" {
            try await town.resident(number, step.type) { $0.reason = fields["reason"] ?? "" }
        } else {
            let answer = try await town.staff(step.who).send(number, step.type, version: version, json(fields))
            #expect(answer.status == .ok, "before: \(step.who) \(step.type) \(answer.text)")
        }
    }

    private func filled(_ fields: [String: String], in town: Town) async throws -> [String: String] {
        var filled = fields
        if fields["parent"] == "{other}" { filled["parent"] = try await town.file("也是楼上漏水").number }
        if fields["body"] == "{body}" {
            filled["body"] = try town.firstBody
        }
        return filled
    }

    private func version(of number: String, in town: Town) async throws -> Int {
        try await town.matter(number).version
    }

    private func json(_ fields: [String: String]) -> String {
        fields.sorted { $0.key < $1.key }.map { #","\#($0.key)":"\#($0.value)""# }.joined()
    }

    @Test("whoever may do it does it by program; whoever may not is told so, and nothing has changed", arguments: cases)
    func byProgram(_ step: Case) async throws {
        try await Town.open { town in
            let number = try await file(step, in: town)
            let (type, fields) = (step.step.type, try await filled(step.step.fields, in: town))
            let version = try await version(of: number, in: town)
            let refused = try await town.staff(step.wrong).send(number, type, version: version, json(fields))
            #expect(refused.status == .forbidden, "\(refused.text)")
            let done = try await town.staff(step.step.who).send(number, type, version: version, json(fields))
            #expect(done.status == .ok, "\(done.text)")
            let seen = try done.decoded(Seen.self)
            #expect(seen.state == step.state && seen.version == version + 1)
        }
    }

    @Test(
        "the page has its form with every field it needs; it works without scripts and is offered to nobody else",
        arguments: cases)
    func byForm(_ step: Case) async throws {
        try await Town.open { town in
            let number = try await file(step, in: town)
            let (type, fields) = (step.step.type, try await filled(step.step.fields, in: town))
            let version = try await version(of: number, in: town)
            let (person, wrong) = (try await town.staff(step.step.who), try await town.staff(step.wrong))
            let page = try await person.get("/desk/m/\(number)")
            #expect(page.holds(#"name="type" value="\#(type)""#))
            for field in fields.keys { #expect(page.holds(#"id="\#(type)-\#(field)" name="\#(field)""#), "\(field)") }
            for (field, value) in fields where ["to", "owner", "body", "ground", "finding", "category"].contains(field)
            {
                #expect(page.holds(#"<option value="\#(value)""#), "\(field) \(value)")
            }
            #expect(try await !wrong.get("/desk/m/\(number)").holds(#"name="type" value="\#(type)""#))
            let form = fields.map { ($0.key, $0.value) }
            #expect(try await wrong.command(number, type, version: version, form).status == .forbidden)
            let done = try await person.command(number, type, version: version, form)
            #expect(done.status == .seeOther, "\(done.text.prefix(400))")
        }
    }

    @Test(
        "each thing that is missing is named above and beside its field, and what was typed is still there",
        arguments: cases)
    func missing(_ step: Case) async throws {
        try await Town.open { town in
            let number = try await file(step, in: town)
            let (type, fields) = (step.step.type, try await filled(step.step.fields, in: town))
            let version = try await version(of: number, in: town)
            let person = try await town.staff(step.step.who)
            for field in fields.keys.sorted() {
                let left = fields.filter { $0.key != field }
                let answer = try await person.send(number, type, version: version, json(left))
                #expect(answer.status == .unprocessableContent, "\(field)")
                #expect(try answer.problem.fields == [field == "category" ? "kind" : field])
                let page = try await person.command(number, type, version: version, left.map { ($0.key, $0.value) })
                #expect(page.status == .unprocessableContent, "\(field)")
                #expect(page.holds(##"href="#\##(type)-\##(field)""##), "\(field): the summary leads to it")
                #expect(page.holds(#"id="\#(type)-\#(field)-wrong""#), "\(field): it is said beside it")
                for (other, value) in left { #expect(page.holds(value), "\(other) is lost") }
            }
        }
    }

    @Test("an urgent report is answered by whoever has it, and not by an inspector")
    func acknowledge() async throws {
        try await Town.open { town in
            let number = try await town.file("隔壁拿刀砍人，快来").number
            let version = try await version(of: number, in: town)
            let worker = try await town.staff(Town.worker)
            let work = try await worker.get("/desk/work")
            let board = try await town.staff(Town.chief).get("/desk/station")
            #expect(work.holds("急件，还没人应答") && board.holds("急件：还没人应答"))
            let refused = try await town.staff(Town.inspector).send(number, "acknowledge", version: version)
            #expect(refused.status == .forbidden)
            #expect(try await worker.command(number, "acknowledge", version: version).status == .seeOther)
            #expect(try await !worker.get("/desk/work").holds("急件，还没人应答"))
            #expect(try await !town.staff(Town.chief).get("/desk/station").holds("急件：还没人应答"))
        }
    }

    @Test("an urgent report stands above the board and the worker's list, however many others are overdue")
    func urgentAboveAll() async throws {
        try await Town.open { town in
            for index in 0..<(Bounds.boardColumnItems + 1) { try await town.file("第\(index)件") }
            town.pass(.days(9))
            let number = try await town.file("隔壁拿刀砍人，快来").number
            let board = try await town.staff(Town.chief).get("/desk/station").text
            let urgent = try #require(board.range(of: "急件：还没人应答"))
            let first = try #require(board[urgent.upperBound...].range(of: "/desk/m/"))
            #expect(board[first.upperBound...].hasPrefix(number))
            let work = try await town.staff(Town.worker).get("/desk/work").text
            let top = try #require(work.range(of: "/desk/m/"))
            #expect(work[top.upperBound...].hasPrefix(number))
        }
    }

    @Test("a call-back is made by the county, not by the station that handled it")
    func callBack() async throws {
        try await Town.open { town in
            let number = try await file(Case([Self.accept, Self.resolve], Self.accept, "", wrong: ""), in: town)
            town.pass(.days(8))
            try await town.tick(number)
            let version = try await version(of: number, in: town)
            let fields = #","finding":"unsolved","note":"电话里说还在漏""#
            let refused = try await town.staff(Town.chief).send(number, "callBack", version: version, fields)
            #expect(refused.status == .forbidden)
            town.pass(.days(5))
            let supervisor = try await town.staff(Town.supervisor)
            #expect(try await supervisor.get("/desk/county").holds("要做的回访"))
            #expect(try await !town.staff(Town.chief).get("/desk/station").holds("要做的回访"))
            let done = try await supervisor.send(number, "callBack", version: version, fields)
            #expect(try done.decoded(Seen.self).state == "reopened")
        }
    }

    @Test("evidence may be a list of things; the trail has each on a line of its own")
    func listOfEvidence() async throws {
        try await Town.open { town in
            let number = try await file(Case([Self.accept], Self.accept, "", wrong: ""), in: town)
            let answer = try await town.staff(Town.worker).send(
                number, "resolve", version: 3, #","note":"修好了","evidence":["协议书","三张照片"]"#)
            #expect(answer.status == .ok && answer.holds(#"协议书\n三张照片"#))
        }
    }

    @Test("no page and no answer of staff has a star or a word of a rating")
    func ratingStaysHidden() async throws {
        try await Town.open { town in
            let number = try await file(
                Case([Self.accept, Self.resolve, Step("resident", "confirm")], Self.accept, "", wrong: ""), in: town)
            try await town.resident(number, "rate") { ($0.stars, $0.note) = ("1", "态度很差") }
            for login in [Town.worker, Town.chief, Town.supervisor, Town.inspector] {
                let person = try await town.staff(login)
                for path in ["/desk/m/\(number)", "/api/v1/matters/\(number)", "/api/v1/matters"] {
                    let answer = try await person.get(path)
                    #expect(answer.status == .ok && !answer.holds("态度很差") && !answer.holds("stars"), "\(login) \(path)")
                    #expect(!answer.holds("★"), "\(login) \(path)")
                }
                #expect(try await person.get("/desk/m/\(number)").holds("居民评价了"), "\(login)")
            }
        }
    }

    @Test("An accusation is sealed when it is found to be one: from then on the discipline station alone has it")
    func sealed() async throws {
        try await Town.open { town in
            let filed = try await town.file("村上的干部收了钱才给办低保")
            let path = "/api/v1/matters/\(filed.number)"
            let people = [Town.worker, Town.chief, Town.supervisor, Town.inspector]
            for login in people { #expect(try await town.staff(login).get(path).status == .ok, "\(login)") }
            let chief = try await town.staff(Town.chief)
            let answer = try await chief.post(
                "\(path)/commands", json: #"{"type":"classify","version":2,"nature":"N2"}"#)
            #expect(answer.status == .ok && !answer.holds("discipline"), "it does not say where it went")
            for login in people { #expect(try await town.staff(login).get(path).status == .notFound, "\(login)") }
            let discipline = try await town.staff("s-discipline")
            #expect(try await discipline.get(path).status == .ok)
            #expect(try await town.matter(filed.number).state == .dispatched)
        }
    }
}

extension EveryCommandTests.Case {
    fileprivate init(_ step: EveryCommandTests.Step, _ state: String, wrong: String) {
        self.init([], step, state, wrong: wrong)
    }
}
