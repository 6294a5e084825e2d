import ArgumentParser
import Codes
import Foundation
import Dispatcher
import GridCatalog
import HTTPTypes
import Matters
import Storage
import Testing

@testable import mashang

/// The codes on the walls, from the command line, the resident's page and the desk.
@Suite("Codes on the walls", .timeLimit(.minutes(2)))
struct CodesTests {
    private func rows(_ town: Town, _ arguments: [String] = []) async throws -> [CodeRow] {
        let listed = try await town.run(CodesCommand.List.self, ["--json"] + arguments)
        return try JSONDecoder().decode([CodeRow].self, from: listed.output)
    }

    private func state(_ town: Town, _ token: String) async throws -> String? {
        try await rows(town).first { $0.token == token }?.state
    }

    private func deed(_ town: Town, _ login: String, _ token: String, _ deed: String, _ more: [(String, String)] = [])
        async throws -> Answer
    {
        let person = try await town.staff(login)
        return try await person.post(
            "/desk/codes/\(token)", form: [("csrf", person.formToken), ("deed", deed)] + more)
    }

    @Test(
        "A drawn poster is printed, a worker hangs it, a scan shows that it lives, a month of silence calls for a visit"
    )
    func life() async throws {
        try await Town.open { town in
            let token = try await town.token()
            #expect(try await state(town, token) == "issued")
            _ = try await town.run(PostersCommand.self, ["--site", Town.site, "--out", Town.temporary()])
            #expect(try await state(town, token) == "printed")
            let posted = try await deed(town, Town.worker, token, "post", [("lat", "30.14770"), ("lon", "104.59240")])
            #expect(posted.status == .seeOther)
            #expect(try await state(town, token) == "posted")
            #expect(try await town.stranger.get("/s/\(token)").status == .ok)
            try await town.surfaces.flushVisits()
            #expect(try await state(town, token) == "alive")
            town.pass(.days(31))
            #expect(try await state(town, token) == "silent")
            let desk = try await town.staff(Town.worker).get("/desk/codes")
            #expect(desk.text.contains("很久没人扫"))
            #expect(try await deed(town, Town.worker, token, "see").status == .seeOther)
            #expect(try await state(town, token) == "alive")
            let trail = try await town.deployment.store.audit.page(nil, 20).map(\.entry.action)
            #expect([.codePrinted, .codePosted, .codeSeen].allSatisfy { trail.contains($0) })
        }
    }

    @Test("Nobody acts on codes of other places, and what is not allowed now changes nothing")
    func whose() async throws {
        try await Town.open { town in
            let token = try await town.token()
            #expect(try await deed(town, Town.colleague, token, "post").status == .notFound)
            #expect(try await deed(town, Town.otherChief, token, "post").status == .notFound)
            #expect(try await deed(town, Town.supervisor, token, "post").status == .forbidden)
            #expect(try await deed(town, Town.worker, token, "revoke").status == .forbidden)
            #expect(try await deed(town, Town.worker, token, "print").status == .forbidden)
            let person = try await town.staff(Town.worker)
            let forged = try await person.post("/desk/codes/\(token)", form: [("csrf", "x"), ("deed", "post")])
            #expect(forged.status == .forbidden)
            #expect(try await state(town, token) == "issued")
            #expect(try await deed(town, Town.chief, token, "revoke").status == .seeOther)
            let late = try await deed(town, Town.worker, token, "post")
            #expect(late.status == .conflict && late.text.contains("这一步没有做"))
            #expect(try await state(town, token) == "revoked")
        }
    }

    @Test("A page that cannot be is the first or an empty one, never the end of the server")
    func absurdPages() async throws {
        try await Town.open { town in
            let chief = try await town.staff(Town.chief)
            for page in ["0", "-1", "x", "9223372036854775807", "-9223372036854775808", "184467440737095517"] {
                #expect(try await chief.get("/desk/codes?page=\(page)").status == .ok, "\(page)")
            }
        }
    }

    @Test("Another code: the old poster opens for thirty days, then says that a new one hangs there")
    func rotation() async throws {
        try await Town.open { town in
            let old = try await town.token()
            let said = try await town.run(CodesCommand.Rotate.self, ["--site", Town.site])
            let new = String(decoding: said.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(said.notes.contains("1 codes replaced; the old ones open until 2026-12-23"))
            #expect(try await state(town, old) == "retiring")
            #expect(try await rows(town).first { $0.token == new }?.version == 2)
            #expect(
                try await town.run(PostersCommand.self, ["--site", Town.site, "--out", Town.temporary()]).status == 0)
            #expect(try await state(town, new) == "printed", "the poster is drawn of the new one")
            #expect(
                try await town.run(CodesCommand.Issue.self, ["--site", Town.site]).notes.hasPrefix("0 codes issued"))
            for token in [old, new] { #expect(try await town.stranger.get("/s/\(token)").status == .ok) }
            town.pass(.days(31))
            let dead = try await town.stranger.get("/s/\(old)")
            #expect(dead.status == .gone && dead.text.contains("换新"))
            #expect(try await state(town, old) == "replaced")
            #expect(try await town.run(VerifyCommand.self, []).status == 0)
        }
    }

    @Test("A code for the market days ends with its last day")
    func temporary() async throws {
        try await Town.open { town in
            let token = try await town.token()
            _ = try await town.run(CodesCommand.Revoke.self, [token])
            let issued = try await town.run(CodesCommand.Issue.self, ["--site", Town.site, "--until", "2026-11-25"])
            let market = String(decoding: issued.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            town.pass(.days(2))
            #expect(try await town.stranger.get("/s/\(market)").status == .ok)
            town.pass(.days(1))
            let dead = try await town.stranger.get("/s/\(market)")
            #expect(dead.status == .gone && dead.text.contains("到期"))
            await #expect(throws: (any Error).self) {
                try await town.run(CodesCommand.Issue.self, ["--site", Town.site, "--until", "2026-11-20"])
            }
        }
    }

    @Test("A county's codes are issued in pieces; a run that was cut off goes on, and nothing is issued twice")
    func bulk() async throws {
        try await Town.open { town in
            let before = try await rows(town).count
            let said = try await town.run(CodesCommand.Issue.self, ["--county", "512002"])
            let all = try await rows(town)
            #expect(all.count > before + 300 && said.progress.last == all.count - before)
            #expect(Set(all.map(\.serial)) == Set(1...all.count) && Set(all.map(\.spoken)).count == all.count)
            #expect(Set(all.map(\.site)).count == all.count)
            let again = try await town.run(CodesCommand.Issue.self, ["--county", "512002"])
            #expect(again.notes.hasPrefix("0 codes issued") && again.progress.isEmpty)
            for wrong in [["--county", "51200"], ["--township", "x"], []] {
                #expect(throws: (any Error).self) { try CodesCommand.Issue.parse(wrong + ["--data", "d"]) }
            }
        }
    }

    @Test("Codes that were drawn for the country's villages are taken over by the villages' sites")
    func takenOver() async throws {
        try await Town.open { town in
            let catalog = try #require(town.deployment.grid.dispatcher?.catalog)
            let having = Set(try await rows(town).map(\.site))
            let site = try #require(catalog.sites.first { $0.kind == .village && !having.contains($0.id.text) })
            let token = SiteToken(random: [1, 2, 3, 4, 5, 6, 7]).text
            let folder = Town.temporary()
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            func issue(_ lines: String) async throws -> Transcript {
                try Data(lines.utf8).write(to: URL(filePath: "\(folder)/codes.csv"))
                let command = try CodesCommand.Issue.parse(
                    ["--all", "--tokens", "\(folder)/codes.csv", "--data", town.deployment.folder.path])
                return try await Transcript { console in
                    try await command.perform(on: town.deployment, input: command.prepare(), console: console)
                }
            }
            let line = "\(site.cell.village),\(token),x"
            let said = try await issue("division,token,file\n\(line)\n110101001001,\(token),y\n")
            #expect(said.notes.contains("1 codes issued"))
            #expect(try await rows(town).first { $0.token == token }?.site == site.id.text)
            #expect(try await town.stranger.get("/s/\(token)").status == .ok)
            for wrong in ["nothing\n", "division,token\n1,NOTACODE\n"] {
                await #expect(throws: CountryFault.self) { try await issue(wrong) }
            }
        }
    }

    @Test("The nine digits open the same page as scanning; a slip, an unknown number and too many tries are told apart")
    func spoken() async throws {
        try await Town.open { town in
            let row = try #require(try await rows(town, ["--site", Town.site]).first)
            let found = try await town.stranger.post("/", form: [("poster", row.spoken)])
            #expect(found.status == .seeOther && found.headers[.location] == "/s/\(row.token)")
            var digits = Array(row.spoken.filter(\.isNumber))
            digits[0] = digits[0] == "9" ? "8" : "9"
            #expect(try await town.stranger.post("/", form: [("poster", String(digits))]).text.contains("这串数字不对"))
            _ = try await town.run(CodesCommand.Revoke.self, [row.token])
            #expect(try await town.stranger.post("/", form: [("poster", row.spoken)]).text.contains("没有这个数字"))
            #expect(try await town.stranger.post("/", form: []).text.contains("请填海报上的数字"))
            #expect(try await town.stranger.get("/").status == .ok)
        }
        try await Town.open(flags: ["flood-limits": "on"]) { town in
            var last = HTTPResponse.Status.ok
            for _ in 0..<40 { last = try await town.stranger.post("/", form: [("poster", "123")]).status }
            #expect(last == .tooManyRequests)
        }
    }

    @Test(
        "A sticker that looks fake: the code is doubted until somebody of the staff has looked; foreign ones are listed"
    )
    func doubts() async throws {
        try await Town.open { town in
            let token = try await town.token()
            #expect(try await town.stranger.get("/s/\(token)").text.contains("/s/\(token)/doubt"))
            let nothing = try await town.stranger.post("/s/\(token)/doubt", form: [])
            #expect(nothing.status == .unprocessableContent && nothing.text.contains("请选一个"))
            let form = [("reason", "pasted"), ("note", "贴在旧海报上 <b>")]
            #expect(try await town.stranger.post("/s/\(token)/doubt", form: form).text.contains("收到了"))
            #expect(try await state(town, token) == "doubted")
            let desk = try await town.staff(Town.chief).get("/desk/codes")
            #expect(desk.text.contains("贴在旧海报上 &lt;b&gt;") && desk.text.contains("有人说是假的"))
            #expect(try await deed(town, Town.worker, token, "see").status == .seeOther)
            #expect(try await state(town, token) != "doubted")

            let foreign = try await town.stranger.post("/doubt", form: [("reason", "money")])
            #expect(foreign.status == .unprocessableContent && foreign.text.contains("我们才找得到"))
            let told = [("reason", "money"), ("note", "菜市场北门电线杆")]
            #expect(try await town.stranger.post("/doubt", form: told).status == .ok)
            // Whoever makes a token up doubts a foreign sticker.
            #expect(try await town.stranger.post("/s/AAAAAAAAAAA/doubt", form: told).status == .ok)
            let chief = try await town.staff(Town.chief)
            #expect(try await chief.get("/desk/codes").text.contains("菜市场北门电线杆"))
            #expect(try await !town.staff(Town.worker).get("/desk/codes").text.contains("菜市场北门电线杆"))
            let done = try await chief.post("/desk/codes/doubts", form: [("csrf", chief.formToken)])
            #expect(done.status == .seeOther)
            #expect(try await !chief.get("/desk/codes").text.contains("菜市场北门电线杆"))
        }
    }

    @Test("Scans, beginnings and reports are counted by day and code; nobody is")
    func visits() async throws {
        try await Town.open { town in
            let token = try await town.token()
            for _ in 0..<3 { _ = try await town.stranger.get("/s/\(token)") }
            _ = try await town.stranger.get("/s/\(token)/tell")
            let filed = try await town.file()
            try await town.surfaces.flushVisits()
            try await town.surfaces.flushVisits()
            let today = ChinaTime.date(of: town.time.value)
            let counted = try await town.deployment.store.codeWatch.traffic(today)
            #expect(counted.map { "\($0.step) \($0.count)" } == ["scan 3", "sent 1", "start 1"])
            // The same draft again is the same report.
            #expect(filed.number.isEmpty == false)
            #expect(try await town.staff(Town.chief).get("/desk/codes").text.contains("扫 3 · 写 1"))
        }
    }

    @Test("A report from far away, or in an hour of too many scans, is taken and marked for whoever handles it")
    func notOnSite() async throws {
        try await Town.open { town in
            let far = try await town.file(more: #","location":{"lat":39.9,"lon":116.4}"#).number
            #expect(try await town.staff(Town.worker).get("/desk/m/\(far)").text.contains("可能不在现场"))
            #expect(try await town.matter(far).filing.presence == .far)
            let calm = try await town.file().number
            #expect(try await town.matter(calm).filing.presence == nil)
            let token = try await town.token()
            for _ in 0...Bounds.scansInAnHour { _ = try await town.stranger.get("/s/\(token)") }
            let many = try await town.file().number
            #expect(try await town.matter(many).filing.presence == .burst)
            #expect(try await town.staff(Town.worker).get("/desk/m/\(many)").text.contains("照着图片扫"))
            town.pass(.hours(1))
            let later = try await town.file().number
            #expect(try await town.matter(later).filing.presence == nil)
            #expect(try await town.run(VerifyCommand.self, []).status == 0)
        }
    }

    @Test("A list of tokens is noted as posted in one go; one wrong line changes nothing")
    func postedByList() async throws {
        try await Town.open { town in
            let tokens = try await rows(town).prefix(3).map(\.token)
            await #expect(throws: (any Error).self) {
                try await town.run(
                    CodesCommand.Posted.self, ["-"], input: (tokens + ["NOTACODE"]).joined(separator: "\n"))
            }
            #expect(try await rows(town).allSatisfy { $0.state == "issued" })
            let said = try await town.run(CodesCommand.Posted.self, ["-"], input: tokens.joined(separator: "\n"))
            #expect(said.notes.hasPrefix("3 codes hang"))
            #expect(try await rows(town).count { $0.state == "posted" } == 3)
        }
    }
}
