import Codes
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

@Suite("Filing a report", .timeLimit(.minutes(1)))
struct FilingTests {
    private static let draft = "a-draft-of-0123456789"

    @Test("A program gets 201 with number, code, holder, due list, receipt and the way to the matter")
    func program() async throws {
        try await Town.open { town in
            let answer = try await town.stranger.post(
                "/s/\(try await town.token())/reports", json: #"{"category":"D02","text":"楼上漏水三天了，没人管。"}"#)
            #expect(answer.status == .created)
            let filed = try answer.decoded(Filed.self)
            #expect(answer.location == "/m/\(filed.number)")
            #expect(filed.links.status == "\(Town.base)/m/\(filed.number)")
            #expect(MatterNumber(filed.number) != nil && ReceiptCode(filed.code) != nil)
            #expect(filed.state == "dispatched" && filed.cell == Town.cell)
            #expect(filed.site == .init(id: "S0001", name: "九眼桥社区党群服务中心"))
            #expect(filed.handledBy == .init(role: "gridWorker", station: "莲花街道一站式矛盾纠纷多元化解平台"))
            #expect(!filed.due.isEmpty)
            #expect(filed.due.allSatisfy { $0.at.hasSuffix("+08:00") && !$0.what.isEmpty && !$0.basis.isEmpty })
            #expect(answer.headers[.idempotentReplay] == nil)
        }
    }

    @Test("A form gets the receipt page with number and code, and a pass to the matter, never in an address")
    func form() async throws {
        try await Town.open { town in
            let answer = try await town.stranger.post(
                "/s/\(try await town.token())/reports",
                form: [("draft", Self.draft), ("about", "D02"), ("text", "电梯又坏了，老人下不了楼。")])
            #expect(answer.status == .created)
            #expect(answer.location == nil)
            let code = ReceiptCode.derive(draft: Self.draft, key: town.deployment.keys.key(for: .receiptCode))
            #expect(answer.holds(code.grouped))
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-receipt=") && !cookie.contains(code.text))
            for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=7200"] {
                #expect(cookie.contains(part))
            }
        }
    }

    @Test("Every step of the form carries what was typed to the next, and nothing is stored before the last")
    func steps() async throws {
        try await Town.open { town in
            let way = "/s/\(try await town.token())"
            let words = "隔壁每晚唱歌到十二点"
            #expect(try await town.stranger.get(way).holds("九眼桥社区党群服务中心"))
            let tell = try await town.stranger.get("\(way)/tell?about=D02")
            #expect(tell.status == .ok)
            let typed = [
                ("draft", Self.draft), ("about", "D02"), ("text", words), ("name", "王丽"), ("phone", "13800000000"),
            ]
            for step in ["tell", "who", "check"] {
                let answer = try await town.stranger.post("\(way)/\(step)", form: typed)
                #expect(answer.status == .ok, "\(step)")
                for word in [words, "王丽", "13800000000", Self.draft] { #expect(answer.holds(word), "\(step): \(word)") }
            }
            #expect(try await town.matters.latestChange() == .beginning)
        }
    }

    @Test("Limits hold to the character: 8,000 of text, 40 of a name, 20 of a number")
    func limits() async throws {
        try await Town.open { town in
            let path = "/s/\(try await town.token())/reports"
            func send(_ text: String, _ name: String, _ phone: String) async throws -> Answer {
                let contact = #"{"name":"\#(name)","phone":"\#(phone)"}"#
                return try await town.stranger.post(path, json: #"{"text":"\#(text)","contact":\#(contact)}"#)
            }
            let (text, name, phone) = (
                String(repeating: "漏", count: 8000), String(repeating: "名", count: 40), "+86 138-0000-0000"
            )
            #expect(try await send(text, name, phone).status == .created)
            let long = try await send(text + "漏", name + "名", "13800000000 1380000000")
            #expect(long.status == .unprocessableContent)
            #expect(try Set(long.problem.fields) == ["text", "name", "phone"])
            #expect(try await send("漏水", "", "一三八").problem.fields == ["phone"])
            #expect(try await send("", "", "").problem.fields == ["text"])
            #expect(try await town.matters.latestChange().position == 2)
        }
    }

    @Test("A refused form names the field and keeps every typed word; nothing is stored")
    func refusedForm() async throws {
        try await Town.open { town in
            let path = "/s/\(try await town.token())/reports"
            let typed = [("draft", Self.draft), ("text", "路灯坏了"), ("name", "王丽"), ("phone", "不告诉你")]
            let phone = try await town.stranger.post(path, form: typed)
            #expect(phone.status == .unprocessableContent)
            for word in ["路灯坏了", "王丽", "不告诉你", "phone-wrong"] { #expect(phone.holds(word), "\(word)") }
            let empty = try await town.stranger.post(
                path, form: [("draft", Self.draft), ("text", " \n "), ("name", "王丽")])
            #expect(empty.status == .unprocessableContent)
            #expect(empty.holds("text-wrong") && empty.holds("王丽"))
            #expect(try await town.matters.latestChange() == .beginning)
        }
    }

    @Test("A form that wants JSON gets its refusal as JSON, too")
    func refusedFormInJSON() async throws {
        try await Town.open { town in
            let answer = try await town.stranger.post(
                "/s/\(try await town.token())/reports", form: [("draft", Self.draft), ("text", "")],
                [.accept: "application/json"])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test("Text is made NFC; rare names and emoji arrive byte for byte at the worker's desk")
    func characters() async throws {
        try await Town.open { town in
            // Extensions B to G: 𠮷 𪚥 𫝀 𫠝 𬺰 𰻝 (U+20BB7 … U+30EDD), a family, a flag, and an e with a loose accent.
            let rare = "\u{20BB7}\u{2A6A5}\u{2B740}\u{2B81D}\u{2CEB0}\u{30EDD}"
            let text = "\(rare)家 👨‍👩‍👧‍👦🇨🇳 cafe\u{301}"
            let filed = try await town.file(text)
            let worker = try await town.staff(Town.worker)
            let expected = "\(rare)家 👨‍👩‍👧‍👦🇨🇳 caf\u{E9}"
            let page = try await worker.get("/desk/m/\(filed.number)").text
            #expect(page.utf8.contains(expected.utf8))
            let seen = try await worker.get("/api/v1/matters/\(filed.number)").decoded(Seen.self)
            #expect(seen.text.map { Array($0.utf8) } == Array(expected.utf8))
        }
    }

    @Test("Control characters and text that reads backwards are refused")
    func controls() async throws {
        try await Town.open { town in
            for character in [#"\u0000"#, #"\u001b[31m"#, #"\u202e"#, #"\u0085"#] {
                let answer = try await town.stranger.post(
                    "/s/\(try await town.token())/reports", json: #"{"text":"漏水\#(character)了"}"#)
                #expect(answer.status == .unprocessableContent, "\(character)")
                #expect(try answer.problem.fields == ["text"], "\(character)")
            }
        }
    }

    @Test("A field that cannot be is named")
    func namesTheField() async throws {
        try await Town.open { town in
            for (body, field) in [
                (#"{"text":"漏水","category":"D00"}"#, "category"), (#"{"text":"漏水","concerns":["mayor"]}"#, "concerns"),
                (#"{"text":"漏水","claimed_at":"昨天"}"#, "claimed_at"),
                (#"{"text":"漏水","location":{"lat":91,"lon":104}}"#, "location"), (#"{"text":["漏水"]}"#, "text"),
                (#"{"text":"漏水","contact":{"phone":138}}"#, "contact.phone"),
                (#"{"text":"漏水","for":"neighbour"}"#, "for"),
                (#"{"text":"漏水","draft":"short"}"#, "draft"),
            ] {
                let answer = try await town.stranger.post("/s/\(try await town.token())/reports", json: body)
                #expect(answer.status == .unprocessableContent, "\(body)")
                #expect(answer.headers[.contentType] == "application/problem+json", "\(body)")
                #expect(try answer.problem.fields == [field], "\(body)")
            }
        }
    }

    @Test("What is no JSON is 400, another type 415, too much 413")
    func unreadable() async throws {
        try await Town.open { town in
            let path = "/s/\(try await town.token())/reports"
            #expect(try await town.stranger.post(path, json: #"{"text":"#).status == .badRequest)
            let odd = try await town.stranger.post(path, form: [], [.accept: "application/json"])
            #expect(odd.status == .unprocessableContent)
            let huge = try await town.stranger.post(
                path, json: #"{"text":"\#(String(repeating: "漏", count: 60_000))"}"#)
            #expect(huge.status == .contentTooLarge)
            #expect(try await town.matters.latestChange() == .beginning)
        }
    }

    @Test("The category may be left out; a known one is kept")
    func category() async throws {
        try await Town.open { town in
            let worker = try await town.staff(Town.worker)
            let without = try await town.file()
            #expect(try await worker.get("/api/v1/matters/\(without.number)").decoded(Seen.self).category == nil)
            let with = try await town.file(more: #","category":"D02""#)
            #expect(try await worker.get("/api/v1/matters/\(with.number)").decoded(Seen.self).category == "D02")
        }
    }

    @Test("The receipt verifies against the published key, and its promises are the clocks that run")
    func receipt() async throws {
        struct Keys: Decodable {
            struct Key: Decodable { let kty, crv, x, kid: String }
            let keys: [Key]
        }
        try await Town.open { town in
            let filed = try await town.file()
            let published = try await town.stranger.get("/.well-known/jwks.json")
            #expect(published.headers[.contentType] == "application/jwk-set+json")
            let key = try #require(try published.decoded(Keys.self).keys.first)
            let verifying = try #require(Base64URL.decode(key.x).flatMap { VerifyingKey($0) })
            let bytes = try JWS.verify(filed.receipt, type: ReceiptStatement.type, keys: [verifying])
            let statement = try JSONDecoder().decode(ReceiptStatement.self, from: Data(bytes))
            #expect(statement.iss == Town.base && statement.sub == filed.number && statement.site == Town.site)
            #expect(statement.iat == Town.morning.milliseconds / 1000)
            #expect(
                statement.due.map(\.rule) == filed.due.map(\.rule) && statement.due.map(\.at) == filed.due.map(\.at))
            let worker = try await town.staff(Town.worker)
            let clocks = try await worker.get("/api/v1/matters/\(filed.number)").decoded(Seen.self).due
            for due in filed.due { #expect(clocks.contains { $0.rule == due.rule && $0.at == due.at }, "\(due.rule)") }
            let altered = filed.receipt.dropLast(4) + "AAAA"
            #expect(throws: JWS.Failure.signature) {
                try JWS.verify(String(altered), type: ReceiptStatement.type, keys: [verifying])
            }
        }
    }

    @Test(
        "A code is read in either case; a damaged, unknown, revoked or ended one gets its own page with the telephone")
    func codes() async throws {
        try await Town.open { town in
            let token = try await town.token()
            #expect(try await town.stranger.get("/S/\(token)").status == .ok)
            #expect(try await town.stranger.get("/s/\(token.lowercased())").status == .ok)
            let altered = String(token.dropLast()) + (token.hasSuffix("0") ? "1" : "0")
            let unknown = SiteToken(random: [1, 2, 3, 4, 5, 6, 7]).text
            let ended = try #require(SiteToken(try await town.token(of: "S0002")))
            #expect(try await !town.siteCodes.change([ended.text], .revoke, .system, Town.morning).isEmpty)
            for (code, status) in [(altered, 404), (unknown, 404), (ended.text, 410), ("%F0%9F%98%80", 404)] {
                for path in ["/s/\(code)", "/s/\(code)/tell"] {
                    let page = try await town.stranger.get(path)
                    #expect(page.status.code == status, "\(path)")
                    #expect(page.holds("12345"), "\(path)")
                }
                let form = try await town.stranger.post("/s/\(code)/reports", form: [("text", "漏水")])
                #expect(form.status.code == status && form.holds("12345"))
                let program = try await town.stranger.post("/s/\(code)/reports", json: #"{"text":"漏水"}"#)
                #expect(program.status.code == status && program.headers[.contentType] == "application/problem+json")
            }
            #expect(try await town.matters.latestChange() == .beginning)
        }
    }

    @Test("Whoever files too fast is asked to wait, with Retry-After")
    func flood() async throws {
        try await Town.open(flags: ["flood-limits": "on"]) { town in
            let path = "/s/\(try await town.token())/reports"
            // The brake runs by the wall clock, and lets one more through every second.
            var tries = 0
            var answer = try await town.stranger.post(path, json: "{}")
            while answer.status == .unprocessableContent, tries < 3000 {
                tries += 1
                answer = try await town.stranger.post(path, json: "{}")
            }
            #expect(tries >= 299, "a whole estate behind one address gets through")
            #expect(answer.status == .tooManyRequests)
            #expect(answer.headers[.retryAfter].flatMap { Int($0) } ?? 0 >= 1)
        }
    }
}

extension String.UTF8View {
    /// Whether these bytes hold those, whatever Unicode says about equality.
    func contains(_ other: String.UTF8View) -> Bool {
        Data(self).range(of: Data(other)) != nil
    }
}
