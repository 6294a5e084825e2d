import Codes
import Foundation
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

@Suite("Looking a matter up", .timeLimit(.minutes(1)))
struct TrackingTests {
    private func lookUp(_ town: Town, _ number: String, _ code: String) async throws -> Answer {
        try await town.stranger.post("/m", form: [("number", number), ("code", code)])
    }

    /// The resident after typing number and code.
    private func resident(_ town: Town, _ filed: Filed) async throws -> Person {
        let answer = try await lookUp(town, filed.number, filed.code)
        return Person(town: town, cookie: try #require(answer.cookie))
    }

    /// Accepted and said to be solved; the version then is 4.
    private func resolve(_ town: Town, _ filed: Filed) async throws {
        let worker = try await town.staff(Town.worker)
        #expect(try await worker.send(filed.number, "accept", version: 2).status == .ok)
        let resolved = try await worker.send(
            filed.number, "resolve", version: 3, #","note":"水管换好了","evidence":"换好以后的照片""#)
        #expect(resolved.status == .ok)
    }

    @Test("Number and code open the timeline however they are typed")
    func decorated() async throws {
        try await Town.open { town in
            let filed = try await town.file("楼上漏水三天了")
            let number = try #require(MatterNumber(filed.number))
            let code = try #require(ReceiptCode(filed.code))
            let wide = String(
                String.UnicodeScalarView(filed.number.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
            let wideCode = String(
                String.UnicodeScalarView(filed.code.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
            let pairs = [
                (filed.number, filed.code), (number.grouped, code.grouped), (wide, wideCode),
                (" \(number.grouped.replacing(" ", with: "-")) ", code.grouped.lowercased()),
            ]
            for (number, code) in pairs {
                let answer = try await lookUp(town, number, code)
                #expect(answer.status == .seeOther && answer.location == "/m/\(filed.number)", "\(number) \(code)")
            }
            let page = try await resident(town, filed).get("/m/\(filed.number)")
            #expect(page.status == .ok)
            #expect(page.holds("楼上漏水三天了") && page.holds("九眼桥社区党群服务中心"))
            #expect(!page.holds(filed.code))
        }
    }

    @Test("A wrong code and a number that does not exist get the same answer")
    func wrongPairs() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let other = try await town.file()
            let unknown = MatterNumber(year: 2026, serial: 1).text
            func shown(_ number: String, _ code: String) async throws -> String {
                let answer = try await lookUp(town, number, code)
                #expect(answer.status == .unprocessableContent && answer.cookie == nil)
                return answer.plain.replacing(number, with: "").replacing(code, with: "")
            }
            let pages = [
                try await shown(filed.number, other.code), try await shown(unknown, other.code),
                try await shown(
                    unknown, ReceiptCode.derive(draft: "x", key: town.deployment.keys.key(for: .receiptCode)).text),
            ]
            #expect(Set(pages).count == 1)
        }
    }

    @Test("What was mistyped is named and stays in the form")
    func mistyped() async throws {
        try await Town.open { town in
            for (number, code, mark) in [
                ("", "", "number-wrong"), ("12", "", "code-wrong"), ("123456789012", "7K3M", "number-wrong"),
            ] {
                let answer = try await lookUp(town, number, code)
                #expect(answer.status == .unprocessableContent, "\(number)")
                #expect(answer.holds(mark) && answer.holds(#"value="\#(number)""#), "\(number)")
            }
        }
    }

    @Test("Guessing is slowed: after some thirty tries from one place not even the right pair passes")
    func flood() async throws {
        try await Town.open(flags: ["flood-limits": "on"]) { town in
            let filed = try await town.file()
            // The brake runs by the wall clock, and lets one more through every two seconds.
            var tries = 0
            var answer = try await lookUp(town, filed.number, filed.code)
            while answer.status == .seeOther, tries < 200 {
                tries += 1
                answer = try await lookUp(town, filed.number, filed.code)
            }
            #expect(tries >= 29)
            #expect(answer.status == .tooManyRequests && answer.cookie == nil)
        }
    }

    @Test("The pass opens one matter, for two hours, and cannot be altered")
    func pass() async throws {
        try await Town.open { town in
            let (mine, other) = (try await town.file(), try await town.file())
            let resident = try await resident(town, mine)
            #expect(try await resident.get("/m/\(mine.number)").status == .ok)
            for path in ["", "/contest"] {
                let closed = try await resident.get("/m/\(other.number)\(path)")
                #expect(closed.status == .seeOther && closed.location == "/m")
            }
            let forged = try #require(resident.cookie).replacing(mine.number, with: other.number)
            #expect(try await Person(town: town, cookie: forged).get("/m/\(other.number)").location == "/m")
            town.pass(.minutes(119))
            #expect(try await resident.get("/m/\(mine.number)").status == .ok)
            town.pass(.minutes(2))
            #expect(try await resident.get("/m/\(mine.number)").location == "/m")
            #expect(try await town.stranger.get("/m/\(mine.number)").location == "/m")
        }
    }

    @Test("The pass's cookie is for this host only, out of reach of scripts, and forgotten on leaving")
    func cookie() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let set = try #require(try await lookUp(town, filed.number, filed.code).headers[.setCookie])
            for part in ["__Host-receipt=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
                #expect(set.contains(part))
            }
            #expect(!set.contains(filed.code))
            let left = try await resident(town, filed).post("/m/sign-out", form: [])
            #expect(left.location == "/m")
            #expect(left.headers[.setCookie]?.contains("Max-Age=0") == true)
        }
    }

    @Test("“Solved” closes it; the resident reads the whole trail in plain words")
    func confirm() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            try await resolve(town, filed)
            let resident = try await resident(town, filed)
            #expect(try await resident.get("/m/\(filed.number)").holds("水管换好了"))
            let answer = try await resident.post(
                "/m/\(filed.number)/commands", form: [("type", "confirm"), ("version", "4")])
            #expect(answer.location == "/m/\(filed.number)")
            let supervisor = try await town.staff(Town.supervisor)
            let seen = try await supervisor.get("/api/v1/matters/\(filed.number)").decoded(Seen.self)
            #expect(seen.state == "closed" && seen.trail?.last?.by == "resident")
        }
    }

    @Test("“Not solved” needs a reason, keeps what was typed, and goes up to the station")
    func contest() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let resident = try await resident(town, filed)
            #expect(try await resident.get("/m/\(filed.number)/contest").location == "/m/\(filed.number)")
            try await resolve(town, filed)
            #expect(try await resident.get("/m/\(filed.number)/contest").status == .ok)
            let path = "/m/\(filed.number)/commands"
            let empty = try await resident.post(path, form: [("type", "contest"), ("version", "4"), ("reason", " ")])
            #expect(empty.status == .unprocessableContent)
            let reason = String(repeating: "还", count: 2001)
            let long = try await resident.post(path, form: [("type", "contest"), ("version", "4"), ("reason", reason)])
            #expect(long.status == .unprocessableContent && long.holds(reason))
            let sent = try await resident.post(
                path, form: [("type", "contest"), ("version", "4"), ("reason", "今天又漏了")])
            #expect(sent.location == "/m/\(filed.number)")
            let chief = try await town.staff(Town.chief)
            let seen = try await chief.get("/api/v1/matters/\(filed.number)").decoded(Seen.self)
            #expect(seen.state == "reopened" && seen.holder == "station:\(Town.station)")
            #expect(seen.trail?.last?.reason == "今天又漏了")
        }
    }

    @Test("A second press, an old page or a word of the staff changes nothing and shows how it stands")
    func harmless() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            try await resolve(town, filed)
            let resident = try await resident(town, filed)
            for (type, version) in [("confirm", 3), ("accept", 4), ("resolve", 4), ("takeOver", 4)] {
                let form = [("type", type), ("version", "\(version)"), ("note", "x"), ("reason", "x")]
                let answer = try await resident.post("/m/\(filed.number)/commands", form: form)
                #expect(answer.location == "/m/\(filed.number)", "\(type)")
            }
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.get("/api/v1/matters/\(filed.number)").decoded(Seen.self).version == 4)
            let unknown = try await resident.post(
                "/m/\(filed.number)/commands", form: [("type", "destroy"), ("version", "4")])
            #expect(unknown.status == .unprocessableContent)
        }
    }

    @Test("Without the pass nothing can be confirmed; from another site neither")
    func stranger() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            try await resolve(town, filed)
            let form = [("type", "confirm"), ("version", "4")]
            #expect(try await town.stranger.post("/m/\(filed.number)/commands", form: form).location == "/m")
            let resident = try await resident(town, filed)
            let foreign: HTTPFields = [.origin: "https://evil.example"]
            #expect(try await resident.post("/m/\(filed.number)/commands", form: form, foreign).status == .forbidden)
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.get("/api/v1/matters/\(filed.number)").decoded(Seen.self).state == "resolved")
        }
    }
}
