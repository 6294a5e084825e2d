import Codes
import Foundation
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

@Suite("Signing in", .timeLimit(.minutes(1)))
struct SignInTests {
    private func signIn(_ town: Town, _ login: String, _ password: String = Town.password, cookie: String? = nil)
        async throws -> Answer
    {
        try await Person(town: town, cookie: cookie).post(
            "/desk/login", form: [("login", login), ("password", password)])
    }

    @Test("Each role lands on its own desk")
    func home() async throws {
        try await Town.open { town in
            for (login, desk) in [
                (Town.worker, "/desk/work"), (Town.chief, "/desk/station"), (Town.mediator, "/desk/station"),
                (Town.supervisor, "/desk/county"), (Town.inspector, "/desk/county"), (Town.auditor, "/desk/audit"),
                (Town.admin, "/desk/admin"),
            ] {
                let person = try await town.staff(login)
                #expect(try await person.get("/desk").location == desk, "\(login)")
                #expect(try await person.get("/desk/login").location == desk, "\(login)")
                #expect(try await person.get(desk).status == .ok, "\(login)")
            }
        }
    }

    @Test("Whoever was on the way to a page gets there after signing in; no link leads out of the desks")
    func onward() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            let filed = try await town.file()
            let asked = try #require(try await town.stranger.get("/desk/m/\(filed.number)").location)
            #expect(asked == "/desk/login?next=/desk/m/\(filed.number)")
            #expect(try await town.stranger.get(asked).holds(#"name="next" value="/desk/m/\#(filed.number)""#))
            let nexts = [
                "/desk/m/\(filed.number)": "/desk/m/\(filed.number)", "": "/desk/work", "//evil.example": "/desk/work",
                "https://evil.example/desk/": "/desk/work", "/desk/../m": "/desk/work", "/desk/\r\nX: y": "/desk/work",
                "/m": "/desk/work", "/desk/@evil": "/desk/work",
            ]
            for (next, target) in nexts {
                let form = [("login", Town.worker), ("password", Town.password), ("next", next)]
                #expect(try await town.stranger.post("/desk/login", form: form).location == target, "\(next)")
            }
        }
    }

    @Test("A form sent after the session ended leads to a page that exists")
    func lateForm() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            let filed = try await town.file()
            let worker = try await town.staff(Town.worker)
            town.pass(.hours(9))
            let late = try await worker.command(filed.number, "accept", version: 2)
            #expect(late.asksToSignIn)
            let next = late.location?.split(separator: "next=").dropFirst().first.map(String.init) ?? ""
            let form = [("login", Town.worker), ("password", Town.password), ("next", next)]
            let signedIn = try await town.stranger.post("/desk/login", form: form)
            let page = try await Person(town: town, cookie: signedIn.cookie).get(try #require(signedIn.location))
            #expect(page.status == .ok, "\(next)")
        }
    }

    @Test("A sign-in sets a fresh cookie out of reach of scripts; one planted before is worth nothing")
    func fresh() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            let planted = "__Host-session=\(SessionToken(random: Array(repeating: 7, count: 32)).text)"
            let first = try await signIn(town, Town.worker, cookie: planted)
            #expect(first.status == .seeOther && first.location == "/desk/work")
            let set = try #require(first.headers[.setCookie])
            for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] { #expect(set.contains(part)) }
            #expect(first.cookie != planted)
            #expect(try await Person(town: town, cookie: planted).get("/desk/work").asksToSignIn)
            #expect(try await Person(town: town, cookie: first.cookie).get("/desk/work").status == .ok)
            let second = try await signIn(town, " \(Town.worker) ", cookie: first.cookie)
            #expect(second.cookie != first.cookie)
        }
    }

    @Test("A wrong password, an unknown name, an account without password and a disabled one read the same")
    func sameMessage() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            try await town.setPassword(of: Town.chief)
            try await town.accounts.setDisabled(try #require(StaffID(Town.chief)), true)
            var pages: Set<String> = []
            for (login, password) in [
                (Town.worker, "猜一个密码 12345"), ("nobody", Town.password), (Town.colleague, Town.password),
                (Town.chief, Town.password), ("名字不对", Town.password),
            ] {
                let answer = try await signIn(town, login, password)
                #expect(answer.status == .unprocessableContent && answer.cookie == nil, "\(login)")
                #expect(!answer.holds(password))
                pages.insert(answer.plain.replacing(login, with: ""))
            }
            #expect(pages.count == 1)
            let program = try await town.stranger.post("/api/v1/session", json: #"{"login":"nobody","password":"x"}"#)
            #expect(program.status == .unauthorized)
        }
    }

    @Test("After five failures the name has to wait, also with the right password; then it may try again")
    func throttle() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            for _ in 0..<5 { #expect(try await signIn(town, Town.worker, "猜").status == .unprocessableContent) }
            let blocked = try await signIn(town, Town.worker)
            #expect(blocked.status == .tooManyRequests && blocked.cookie == nil)
            let program = try await town.stranger.post(
                "/api/v1/session", json: #"{"login":"\#(Town.worker)","password":"x"}"#)
            #expect(program.status == .tooManyRequests && program.headers[.retryAfter] != nil)
            town.pass(.minutes(16))
            #expect(try await signIn(town, Town.worker).status == .seeOther)
        }
    }

    @Test("A program signs in with JSON and gets a bearer token, its role and its end")
    func program() async throws {
        struct Session: Decodable { let token, role, expires: String }
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            let answer = try await town.stranger.post(
                "/api/v1/session", json: #"{"login":"\#(Town.worker)","password":"\#(Town.password)"}"#)
            #expect(answer.status == .created && answer.cookie == nil)
            let session = try answer.decoded(Session.self)
            #expect(session.role == "gridWorker" && session.expires == "2026-11-30T09:00:00+08:00")
            #expect(try await Person(town: town, bearer: session.token).get("/api/v1/inbox").status == .ok)
        }
    }

    @Test("A disabled account is signed out at once, by page and by program")
    func disabled() async throws {
        try await Town.open { town in
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.get("/desk/work").status == .ok)
            try await town.run(StaffCommand.Disable.self, [Town.worker])
            #expect(try await worker.get("/desk/work").asksToSignIn)
            let refused = try await worker.get("/api/v1/inbox")
            #expect(refused.status == .unauthorized && refused.headers[.wwwAuthenticate] == #"Bearer realm="mashang""#)
        }
    }

    @Test("A new password signs out everywhere and opens the account")
    func reset() async throws {
        try await Town.open { town in
            let before = try await town.staff(Town.worker)
            let said = try await town.run(StaffCommand.Reset.self, [Town.worker])
            #expect(try await before.get("/desk/work").asksToSignIn)
            let made = String(decoding: said.output, as: UTF8.self).filter { !$0.isWhitespace }
            #expect(try await signIn(town, Town.worker, made).location == "/desk/work")
        }
    }

    @Test("Signing out ends the session on the server and needs the form's own token")
    func signOut() async throws {
        try await Town.open { town in
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.post("/desk/logout", form: []).status == .forbidden)
            #expect(try await worker.get("/desk/work").status == .ok)
            let out = try await worker.post("/desk/logout", form: [("csrf", worker.formToken)])
            #expect(out.location == "/desk/login" && out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await worker.get("/desk/work").asksToSignIn)
            #expect(try await worker.get("/api/v1/inbox").status == .unauthorized)
        }
    }

    @Test("A session ends after eight idle hours, or after seven days of work")
    func ends() async throws {
        try await Town.open { town in
            let idle = try await town.staff(Town.worker)
            town.pass(.hours(7))
            #expect(try await idle.get("/desk/work").status == .ok)
            town.pass(.hours(9))
            #expect(try await idle.get("/desk/work").asksToSignIn)
            let busy = try await town.staff(Town.worker)
            for _ in 0..<27 {
                town.pass(.hours(6))
                #expect(try await busy.get("/desk/work").status == .ok)
            }
            town.pass(.hours(7))
            #expect(try await busy.get("/desk/work").asksToSignIn)
        }
    }

    @Test("A form without this session's token, or with another's, is refused and changes nothing")
    func forgedForm() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let (worker, chief) = (try await town.staff(Town.worker), try await town.staff(Town.chief))
            #expect(try await worker.get("/desk/m/\(filed.number)").holds(#"name="csrf" value="\#(worker.formToken)""#))
            for csrf in [[], [("csrf", "")], [("csrf", chief.formToken)], [("csrf", "%%")]] {
                let form = csrf + [("type", "accept"), ("version", "2")]
                #expect(try await worker.post("/desk/m/\(filed.number)/commands", form: form).status == .forbidden)
            }
            let foreign: HTTPFields = [.origin: "https://evil.example"]
            let form = [("csrf", worker.formToken), ("type", "accept"), ("version", "2")]
            #expect(try await worker.post("/desk/m/\(filed.number)/commands", form: form, foreign).status == .forbidden)
            let asForm = try await worker.post("/api/v1/matters/\(filed.number)/commands", form: form)
            #expect(asForm.status == .unsupportedMediaType)
            #expect(try await worker.get("/api/v1/matters/\(filed.number)").decoded(Seen.self).version == 2)
        }
    }

    @Test("A resident's pass opens no desk, and a session opens no receipt")
    func kindsApart() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let pass = try await town.stranger.post("/m", form: [("number", filed.number), ("code", filed.code)]).cookie
            let value = try #require(pass?.split(separator: "=", maxSplits: 1).last)
            let resident = Person(town: town, cookie: "__Host-session=\(value)", bearer: String(value))
            #expect(try await resident.get("/desk/work").asksToSignIn)
            #expect(try await resident.get("/api/v1/inbox").status == .unauthorized)
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.get("/m/\(filed.number)").location == "/m")
        }
    }

    @Test("What is done with accounts is in the audit log, with nobody's password")
    func audited() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            _ = try await signIn(town, Town.worker)
            _ = try await signIn(town, Town.worker, "猜一个密码")
            let page = try await town.staff(Town.auditor).get("/desk/audit")
            #expect(page.holds(Town.worker))
            #expect(!page.holds(Town.password) && !page.holds("猜一个密码"))
        }
    }
}
