import HTTPKit
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

/// `Authorization: Bearer CODE`: the status page for programs.
@Suite("A resident's program sees and does what the status page shows and offers", .timeLimit(.minutes(1)))
struct ResidentAPITests {
    private struct Status: Decodable {
        struct Site: Decodable { let id, name: String }
        struct Holder: Decodable { let role, name: String; let station, phone: String? }
        struct Due: Decodable { let rule, what, at, basis: String; let late: Bool }
        struct Declined: Decodable { let ground, reason, elsewhere: String }
        struct Step: Decodable { let version: Int; let event, by: String; let name, note, reason: String? }
        let number, state: String
        let version: Int
        let ending, text, outcome: String?
        let site: Site
        let holder: Holder
        let declined: Declined?
        let urgent: Bool
        let due: [Due]
        let allowed: [String]
        let trail: [Step]
    }

    private func program(_ town: Town, _ code: String) -> Person { Person(town: town, bearer: code) }

    private func resolve(_ town: Town, _ filed: Filed) async throws {
        let worker = try await town.staff(Town.worker)
        for (type, more) in [("accept", ""), ("resolve", #","note":"水管换好了","evidence":"换好以后的照片""#)] {
            let version = try await town.matter(filed.number).version
            #expect(try await worker.send(filed.number, type, version: version, more).status == .ok)
        }
    }

    @Test("the code gives the resident's view: who has it, until when, what was answered, what can be done")
    func view() async throws {
        try await Town.open { town in
            let filed = try await town.file("楼上漏水三天了")
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.send(filed.number, "note", version: 2, #","note":"邻居脾气大""#).status == .ok)
            try await resolve(town, filed)
            let answer = try await program(town, filed.code).get("/api/v1/matters/\(filed.number)")
            #expect(answer.status == .ok && answer.headers[.cacheControl] == "no-store")
            let status = try answer.decoded(Status.self)
            #expect(status.number == filed.number && status.state == "resolved" && status.version == 5)
            #expect(status.text == "楼上漏水三天了" && status.outcome == "水管换好了")
            #expect(status.site.name == filed.site.name && status.holder.role == "gridWorker")
            #expect(Set(filed.due.map(\.rule)).isSubset(of: status.due.map(\.rule)))
            #expect(status.allowed.contains("confirm") && status.allowed.contains("contest"))
            #expect(status.trail.map(\.event) == ["filed", "dispatched", "noted", "accepted", "resolved"])
            for hidden in ["邻居脾气大", "换好以后的照片", filed.code, "returns", "reasons", Town.worker] {
                #expect(!answer.holds(hidden), "\(hidden)")
            }
        }
    }

    @Test("a code may be written in groups and small letters; the answer is in the language that is asked for")
    func spelling() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let grouped = "\(filed.code.prefix(4))-\(filed.code.dropFirst(4).prefix(4))-\(filed.code.suffix(5))"
            let path = "/api/v1/matters/\(filed.number)"
            #expect(try await program(town, grouped.lowercased()).get(path).status == .ok)
            let english = try await program(town, filed.code).get(path, [.acceptLanguage: "en"]).decoded(Status.self)
            #expect(english.due.allSatisfy { $0.what.unicodeScalars.allSatisfy(\.isASCII) })
        }
    }

    @Test("every action of the resident's pages: urge, add, contest, confirm, rate, review")
    func commands() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let me = program(town, filed.code)
            func act(_ type: String, _ more: String = "") async throws -> Status {
                let version = try await town.matter(filed.number).version
                let answer = try await me.send(filed.number, type, version: version, more)
                #expect(answer.status == .ok, "\(type): \(answer.text)")
                return try answer.decoded(Status.self)
            }
            #expect(try await act("urge").trail.last?.by == "resident")
            #expect(try await act("add", #","note":"天花板也湿了""#).trail.last?.note == "天花板也湿了")
            try await resolve(town, filed)
            let contested = try await act("contest", #","reason":"今天又漏了""#)
            #expect(contested.state == "reopened" && contested.trail.last?.reason == "今天又漏了")
            town.pass(.hours(1))
            let chief = try await town.staff(Town.chief)
            for (type, more) in [
                ("takeOver", ""), ("visit", #","note":"看过""#), ("resolve", #","note":"真好了","evidence":"照片""#),
            ] {
                let version = try await town.matter(filed.number).version
                let answer = try await chief.send(filed.number, type, version: version, more)
                #expect(answer.status == .ok, "\(type): \(answer.text)")
            }
            let confirmed = try await act("confirm")
            #expect(confirmed.state == "closed" && confirmed.ending == "confirmed")
            let rated = try await act("rate", #","stars":4,"note":"来得快""#)
            #expect(rated.trail.last?.event == "rated" && rated.trail.last?.note == nil)
            #expect(try await act("review", #","reason":"赔偿没有说清""#).state == "review")
        }
    }

    @Test("withdrawn by its program as by its form")
    func withdraw() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let answer = try await program(town, filed.code).send(filed.number, "withdraw", version: 2)
            #expect(try answer.decoded(Status.self).state == "withdrawn")
        }
    }

    @Test("a declined matter says on which ground, why, and where to go instead")
    func declined() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let chief = try await town.staff(Town.chief)
            let more = #","ground":"23","reason":"已经在打官司","elsewhere":"雁江区人民法院""#
            #expect(try await chief.send(filed.number, "decline", version: 2, more).status == .ok)
            let status = try await program(town, filed.code).get("/api/v1/matters/\(filed.number)").decoded(Status.self)
            #expect(status.declined?.ground == "23" && status.declined?.elsewhere == "雁江区人民法院")
        }
    }

    @Test("422 names what is allowed now, 409 how it stands, 403 what is not a resident's; nothing has changed")
    func refused() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let me = program(town, filed.code)
            let early = try await me.send(filed.number, "confirm", version: 2)
            #expect(early.status == .unprocessableContent)
            #expect(try early.problem.allowed.map(Set.init) == ["urge", "add", "withdraw"])
            let missing = try await me.send(filed.number, "add", version: 2)
            #expect(missing.status == .unprocessableContent)
            #expect(try missing.problem.fields == ["note"])
            #expect(try await me.send(filed.number, "accept", version: 2).status == .forbidden)
            #expect(try await me.send(filed.number, "destroy", version: 2).status == .unprocessableContent)
            #expect(try await me.post("/api/v1/matters/\(filed.number)/commands", json: "{").status == .badRequest)
            try await resolve(town, filed)
            let stale = try await me.send(filed.number, "urge", version: 2)
            #expect(stale.status == .conflict)
            #expect(try stale.problem.version == 4)
            #expect(stale.holds(#""state":"resolved""#))
            #expect(try stale.problem.allowed?.contains("confirm") == true)
            #expect(try await town.matter(filed.number).version == 4)
        }
    }

    @Test("a wrong code, another's code and a number that there is not are one answer, read or written")
    func strangers() async throws {
        try await Town.open { town in
            let (mine, other) = (try await town.file(), try await town.file())
            let nothing = MatterNumber(year: 2026, serial: 77).text
            let pairs = [(mine.number, other.code), (nothing, other.code), (nothing, mine.code), ("12", mine.code)]
            var answers: Set<String> = []
            for (number, code) in pairs {
                let me = program(town, code)
                for answer in [
                    try await me.get("/api/v1/matters/\(number)"), try await me.send(number, "urge", version: 2),
                ] {
                    #expect(answer.status == .unauthorized)
                    answers.insert(answer.plain.replacing(number, with: ""))
                }
            }
            #expect(answers.count == 1)
            #expect(try await town.matter(mine.number).version == 2)
            // Neither opens anything else.
            for path in ["/api/v1/matters", "/api/v1/inbox", "/api/v1/stream", "/desk/work"] {
                let answer = try await program(town, mine.code).get(path)
                #expect(answer.status == .unauthorized || answer.asksToSignIn, "\(path)")
            }
            #expect(!town.book.text.contains(mine.code))
        }
    }

    @Test("guessing is slowed as at the look-up form, and the right code costs nothing")
    func flood() async throws {
        try await Town.open(flags: ["flood-limits": "on"]) { town in
            let (mine, other) = (try await town.file(), try await town.file())
            let path = "/api/v1/matters/\(mine.number)"
            for _ in 0..<60 { #expect(try await program(town, mine.code).get(path).status == .ok) }
            // The brake runs by the wall clock, and lets one more through every two seconds.
            var tries = 0
            var answer = try await program(town, other.code).get(path)
            while answer.status == .unauthorized, tries < 200 {
                tries += 1
                answer = try await program(town, other.code).get(path)
            }
            #expect(tries >= 29 && answer.status == .tooManyRequests)
            #expect(try await program(town, mine.code).get(path).status == .tooManyRequests)
        }
    }

    @Test("it stands where residents are served, with the desks or without them, and not among the desks alone")
    func listeners() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let path = "/api/v1/matters/\(filed.number)"
            /// How the resident and the worker are answered there.
            func asked(_ router: Router<EdgeContext>) async throws -> [HTTPResponse.Status] {
                let answers = Kept<[HTTPResponse.Status]>([])
                try await town.behind(router) { town in
                    let resident = try await program(town, filed.code).get(path).status
                    let worker = try await town.staff(Town.worker).get(path).status
                    answers.change { $0 = [resident, worker] }
                }
                return answers.value
            }
            #expect(try await asked(town.surfaces.publicRouter(withDesks: true)) == [.ok, .ok])
            #expect(try await asked(town.surfaces.publicRouter(withDesks: false)) == [.ok, .unauthorized])
            #expect(try await asked(town.surfaces.staffRouter()) == [.unauthorized, .ok])
        }
    }
}
