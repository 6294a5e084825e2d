import Dispatcher
import Foundation
import GridCatalog
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

@Suite("Acting on a matter", .timeLimit(.minutes(1)))
struct CommandTests {
    /// One step of a working day: who does what, with which words, and how the matter stands then.
    struct Step: Sendable {
        let who: String
        let type: String
        let words: [String: String]
        let state: String
        let holder: String

        init(_ who: String, _ type: String, _ words: [String: String] = [:], _ state: String, _ holder: String) {
            self.who = who
            self.type = type
            self.words = words
            self.state = state
            self.holder = holder
        }
    }

    private static let mine = "worker:\(Town.worker)"
    private static let station = "station:\(Town.station)"

    private static let day = [
        Step(Town.worker, "accept", [:], "accepted", mine),
        Step(Town.worker, "note", ["note": "已打电话"], "accepted", mine),
        Step(Town.worker, "visit", ["note": "到现场看过"], "handling", mine),
        Step(Town.chief, "urge", ["note": "请今天办完"], "handling", mine),
        Step(Town.chief, "takeOver", [:], "accepted", station),
        Step(Town.mediator, "visit", ["note": "双方来站里谈"], "handling", station),
        Step(Town.chief, "assign", ["to": "worker:g0002", "reason": "请你跟进"], "dispatched", "worker:g0002"),
        Step("g0002", "return", ["to": mine, "reason": "不在我的网格"], "dispatched", mine),
        Step(Town.supervisor, "note", ["note": "县里看过"], "dispatched", mine),
        Step(Town.worker, "return", ["to": "worker:g0002", "reason": "归他管"], "triage", station),
        Step(Town.chief, "assign", ["to": mine, "reason": "站里裁定归你"], "dispatched", mine),
        Step(Town.worker, "accept", [:], "accepted", mine),
        Step(Town.worker, "resolve", ["note": "修好了", "evidence": "双方签了字"], "resolved", mine),
    ]

    private func json(_ words: [String: String]) -> String {
        words.sorted { $0.key < $1.key }.map { #","\#($0.key)":"\#($0.value)""# }.joined()
    }

    @Test("A whole working day, by program")
    func byProgram() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            for (index, step) in Self.day.enumerated() {
                let answer = try await town.staff(step.who).send(
                    number, step.type, version: index + 2, json(step.words))
                #expect(answer.status == .ok, "\(index) \(step.type): \(answer.text)")
                let seen = try answer.decoded(Seen.self)
                #expect(
                    seen.state == step.state && seen.holder == step.holder && seen.version == index + 3,
                    "\(index) \(step.type)")
            }
        }
    }

    @Test("The same day from the pages' forms; each step leads back to the matter, and every word is in the trail")
    func byForm() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            for (index, step) in Self.day.enumerated() {
                let person = try await town.staff(step.who)
                let page = try await person.get("/desk/m/\(number)")
                #expect(page.holds(#"name="type" value="\#(step.type)""#), "\(index) \(step.type)")
                let answer = try await person.command(
                    number, step.type, version: index + 2, step.words.map { ($0.key, $0.value) })
                #expect(answer.status == .seeOther && answer.location == "/desk/m/\(number)", "\(index) \(step.type)")
            }
            let page = try await town.staff(Town.chief).get("/desk/m/\(number)")
            for words in Self.day.flatMap({ [$0.words["note"], $0.words["reason"]] }).compactMap(\.self) {
                #expect(page.holds(words), "\(words)")
            }
        }
    }

    @Test("After the station's ruling the worker is offered no third return")
    func ruled() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            for (index, step) in Self.day.prefix(11).enumerated() {
                _ = try await town.staff(step.who).send(number, step.type, version: index + 2, json(step.words))
            }
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.get("/api/v1/matters/\(number)").decoded(Seen.self).allowed == ["accept", "note"])
            let answer = try await worker.send(number, "return", version: 13, #","to":"worker:g0002","reason":"不归我""#)
            #expect(answer.status == .unprocessableContent)
        }
    }

    @Test("What somebody sees and may not do is 403 and changes nothing, by form and by program")
    func notTheirs() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            let cases = [
                (Town.worker, "assign", ["to": "worker:g0002", "reason": "给他"]), (Town.worker, "takeOver", [:]),
                (Town.mediator, "assign", ["to": "worker:g0002", "reason": "给他"]),
                (Town.chief, "accept", [:]), (Town.chief, "return", ["to": "worker:g0002", "reason": "不归我"]),
                (Town.inspector, "note", ["note": "看过"]), (Town.inspector, "urge", ["note": "快办"]),
                (Town.supervisor, "accept", [:]),
            ]
            for (who, type, words) in cases {
                let person = try await town.staff(who)
                #expect(
                    try await person.send(number, type, version: 2, json(words)).status == .forbidden, "\(who) \(type)")
                let form = try await person.command(number, type, version: 2, words.map { ($0.key, $0.value) })
                #expect(form.status == .forbidden, "\(who) \(type)")
            }
            #expect(try await town.staff(Town.chief).get("/api/v1/matters/\(number)").decoded(Seen.self).version == 2)
        }
    }

    @Test("Auditor and administrator can neither read nor act")
    func outsiders() async throws {
        try await Town.open { town in
            for login in [Town.auditor, Town.admin] {
                let number = try await town.file().number
                let person = try await town.staff(login)
                #expect(
                    try await person.send(number, "note", version: 2, #","note":"x""#).status == .forbidden, "\(login)")
                #expect(
                    try await person.command(number, "note", version: 2, [("note", "x")]).status == .forbidden,
                    "\(login)")
                #expect(try await person.get("/api/v1/stream").status == .forbidden, "\(login)")
            }
        }
    }

    @Test("A stale page gets 409 with the matter as it is now; the typed words are still there")
    func stale() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            let (worker, chief) = (try await town.staff(Town.worker), try await town.staff(Town.chief))
            #expect(try await chief.send(number, "urge", version: 2, #","note":"快去看""#).status == .ok)
            let program = try await worker.send(number, "note", version: 2, #","note":"到了""#)
            #expect(program.status == .conflict)
            let fresh = try program.problem
            #expect(fresh.version == 3 && fresh.state == "dispatched")
            #expect(fresh.allowed == ["accept", "return", "note", "reply"])
            let form = try await worker.command(number, "note", version: 2, [("note", "我在现场写了很长一段")])
            #expect(form.status == .conflict)
            #expect(form.holds("我在现场写了很长一段") && form.holds(#"name="version" value="3""#))
        }
    }

    @Test("What is not possible now is 422 with the list of what is")
    func notNow() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            let worker = try await town.staff(Town.worker)
            let answer = try await worker.send(number, "resolve", version: 2, #","note":"好了""#)
            #expect(answer.status == .unprocessableContent)
            #expect(try answer.problem.allowed == ["accept", "return", "note"])
            let form = try await worker.command(number, "resolve", version: 2, [("note", "好了")])
            #expect(form.status == .unprocessableContent && form.holds(number))
        }
    }

    @Test("What is missing, too long, unreadable or unknown is named")
    func named() async throws {
        try await Town.open { town in
            for (type, more, field) in [
                ("note", "", "note"), ("return", #","to":"worker:g0002""#, "reason"),
                ("return", #","reason":"不归我""#, "to"),
                ("note", #","note":"看\u0007过""#, "note"), ("destroy", "", "type"),
                ("return", #","reason":"x","to":"mayor""#, "to"),
                ("return", #","reason":"x","to":"worker:nobody""#, "to"),
                ("return", #","reason":"x","to":"worker:g0001""#, "to"),
                ("return", #","reason":"x","to":"station:st-512002002""#, "to"),
                ("note", #","note":{"zh":"看过"}"#, "note"),
            ] {
                let number = try await town.file().number
                let answer = try await town.staff(Town.worker).send(number, type, version: 2, more)
                #expect(answer.status == .unprocessableContent, "\(type)")
                let problem = try answer.problem
                #expect(problem.fields == [field] && problem.allowed == ["accept", "return", "note"], "\(type)")
            }
        }
    }

    @Test("A note holds 2,000 characters; one more is refused and stays in the form")
    func longNote() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            let worker = try await town.staff(Town.worker)
            let note = String(repeating: "走", count: 2000)
            let refused = try await worker.command(number, "note", version: 2, [("note", note + "访")])
            #expect(refused.status == .unprocessableContent && refused.holds(note + "访"))
            #expect(try await worker.command(number, "note", version: 2, [("note", note)]).status == .seeOther)
        }
    }

    @Test("A chief gives matters to workers of the own township only; the county to any")
    func owners() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            let far = try #require(
                town.deployment.grid.dispatcher?.roster.all.first {
                    $0.role == .gridWorker && $0.station?.text == "st-512002002"
                })
            let words = #","to":"worker:\#(far.id)","reason":"请你接手""#
            let chief = try await town.staff(Town.chief)
            #expect(try await chief.send(number, "assign", version: 2, words).status == .unprocessableContent)
            #expect(try await !chief.get("/desk/m/\(number)").holds("worker:\(far.id)"))
            #expect(try await town.staff(Town.supervisor).send(number, "assign", version: 2, words).status == .ok)
        }
    }

    @Test("Two colleagues act on the same version at once: one goes through, one is told")
    func race() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            let (worker, chief) = (try await town.staff(Town.worker), try await town.staff(Town.chief))
            async let first = worker.send(number, "accept", version: 2)
            async let second = chief.send(number, "takeOver", version: 2)
            let codes = try await [first.status.code, second.status.code].sorted()
            #expect(codes == [200, 409])
        }
    }

    @Test("Whoever gave a matter away and may not see it any more is led home, not to an error")
    func givenAway() async throws {
        try await Town.open { town in
            let number = try await town.file().number
            let answer = try await town.staff(Town.worker).command(
                number, "return", version: 2, [("to", "worker:g0002"), ("reason", "在隔壁网格")])
            #expect(answer.status == .seeOther)
            let next = try #require(answer.location)
            #expect(try await town.staff(Town.worker).get(next).status == .ok)
            #expect(try await town.staff("g0002").get("/desk/work").holds(number))
        }
    }
}
