import Codes
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Matters
import NIOCore
import Testing

@testable import mashang

/// What must never come out: secrets in addresses, personal data in logs, answers without their guard.
@Suite("Nothing leaks at the edges", .timeLimit(.minutes(1)))
struct QuietTests {
    private static let name = "欧阳金丝雀"
    private static let phone = "13987654321"
    private static let words = "金丝雀在唱歌，谁也不许听见"

    @Test("Every answer, errors included, carries the guards; none is kept by a cache")
    func headers() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let token = try await town.token()
            let worker = try await town.staff(Town.worker)
            var answers = [
                try await town.stranger.post("/s/\(token)/reports", json: "{"),
                try await town.stranger.post("/s/\(token)/reports", form: [("text", "")]),
                try await town.stranger.post("/m", form: [("number", "1"), ("code", "1")]),
                try await town.stranger.post("/desk/login", form: [("login", "x"), ("password", "y")]),
                try await worker.command(filed.number, "accept", version: 9),
                try await worker.post("/desk/logout", form: []),
            ]
            for path in [
                "/", "/s/\(token)", "/s/0", "/m", "/m/\(filed.number)", "/nowhere", "/desk", "/desk/login",
                "/desk/admin",
                "/api/v1/inbox", "/api/v1/nowhere", "/s/%00", "/%2e%2e/etc/passwd", "/.well-known/security.txt",
                "/robots.txt",
                "/s/\(token)/tell?about=%ff", "/desk/m/\(filed.number)",
            ] {
                answers.append(try await town.stranger.get(path))
                answers.append(try await worker.get(path))
            }
            for answer in answers {
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(HTTPField.Name("Referrer-Policy").flatMap { answer.headers[$0] } == "no-referrer")
                #expect(answer.headers[.strictTransportSecurity] != nil)
                #expect(HTTPField.Name("X-Request-Id").flatMap { answer.headers[$0] } != nil)
                let kept = answer.headers[.cacheControl] ?? ""
                #expect(kept == "no-store" || kept.hasPrefix("private") || !answer.holds(filed.number), "\(kept)")
                #expect(answer.status.code < 500, "\(answer.text.prefix(200))")
            }
        }
    }

    @Test("No page holds an inline script or style, and every asset it names is there")
    func assets() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let worker = try await town.staff(Town.worker)
            var pages: [Answer] = []
            for path in ["/s/\(try await town.token())", "/s/\(try await town.token())/tell", "/m", "/desk/login"] {
                pages.append(try await town.stranger.get(path))
            }
            for path in ["/desk/work", "/desk/m/\(filed.number)"] { pages.append(try await worker.get(path)) }
            for page in pages {
                #expect(!page.text.contains(/<script(?![^>]* src=)|<style| style=| on[a-z]+="/))
                for asset in page.text.matches(of: /(?:src|href)="(\/static\/[^"]+)"/) {
                    let answer = try await town.stranger.get(String(asset.1))
                    #expect(answer.status == .ok, "\(asset.1)")
                    #expect(answer.headers[.cacheControl]?.contains("immutable") == true, "\(asset.1)")
                }
            }
        }
    }

    @Test("No secret stands in an address the browser is sent to")
    func locations() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            let filed = try await town.file()
            let worker = try await town.staff(Town.worker)
            let answers = [
                try await town.stranger.post("/m", form: [("number", filed.number), ("code", filed.code)]),
                try await town.stranger.post(
                    "/desk/login", form: [("login", Town.worker), ("password", Town.password)]),
                try await worker.command(filed.number, "accept", version: 2),
                try await worker.post("/desk/logout", form: [("csrf", worker.formToken)]),
            ]
            for answer in answers {
                let location = try #require(answer.location)
                #expect(location.hasPrefix("/") && !location.hasPrefix("//") && !location.contains("?"))
                #expect(!location.contains(filed.code) && !location.contains(worker.bearer ?? "-"))
            }
        }
    }

    @Test("The log names nobody: no word, name, number, code, password or token, also not of refused requests")
    func log() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            var logger = town.book.logger
            logger.logLevel = .trace
            try await town.behind(town.surfaces.publicRouter(withDesks: true), logger: logger) { noisy in
                let contact = #","contact":{"name":"\#(Self.name)","phone":"\#(Self.phone)","share":true}"#
                let filed = try await noisy.file(Self.words, more: contact)
                let token = try await noisy.token()
                let form = [
                    ("draft", "a-draft-of-0123456789"), ("text", Self.words), ("name", Self.name),
                    ("phone", Self.phone),
                ]
                for step in ["tell", "who", "check", "reports"] {
                    _ = try await noisy.stranger.post("/s/\(token)/\(step)", form: form)
                }
                _ = try await noisy.stranger.post("/s/\(token)/reports", json: #"{"text":\#(Self.words)"#)
                _ = try await noisy.stranger.post("/s/\(token)/reports", form: form + [("about", Self.words)])
                let open = try await noisy.stranger.post("/m", form: [("number", filed.number), ("code", filed.code)])
                _ = try await Person(town: noisy, cookie: open.cookie).get("/m/\(filed.number)?code=\(filed.code)")
                _ = try await noisy.stranger.post(
                    "/desk/login", form: [("login", Self.name), ("password", Town.password)])
                _ = try await noisy.stranger.post(
                    "/desk/login", form: [("login", Town.worker), ("password", Town.password)])
                let worker = try await noisy.staff(Town.worker)
                _ = try await worker.get("/desk/m/\(filed.number)")
                _ = try await worker.command(filed.number, "note", version: 2, [("note", Self.words)])
                _ = try await noisy.staff(Town.colleague).command(
                    filed.number, "note", version: 2, [("note", Self.words)])
                #expect(!noisy.book.lines.isEmpty)
                let secrets = [
                    "金丝雀", Self.phone, filed.code, filed.number, Town.password, worker.bearer ?? "-", worker.formToken,
                    token,
                    open.cookie ?? "-",
                ]
                for secret in secrets { #expect(!noisy.book.text.contains(secret), "\(secret)") }
                #expect(!noisy.book.lines.contains { $0.level >= .error })
            }
        }
    }

    @Test("What residents wrote lies sealed on the disk")
    func sealedOnDisk() async throws {
        try await Town.open { town in
            let filed = try await town.file(
                Self.words, more: #","contact":{"name":"\#(Self.name)","phone":"\#(Self.phone)"}"#)
            for name in try FileManager.default.contentsOfDirectory(atPath: town.deployment.folder.path) {
                guard let bytes = FileManager.default.contents(atPath: "\(town.deployment.folder.path)/\(name)") else {
                    continue
                }
                for secret in [Self.words, Self.name, Self.phone, filed.code] {
                    #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name): \(secret)")
                }
            }
        }
    }

    @Test("Hostile words come out as words")
    func hostile() async throws {
        try await Town.open { town in
            for words in [
                "<script>alert(1)</script>", "\"\u{301} onmouseover=alert(1) x=\"", "{{text}}",
                "</textarea><img src=x>",
            ] {
                let filed = try await town.file(words)
                let worker = try await town.staff(Town.worker)
                for path in ["/desk/work", "/desk/m/\(filed.number)"] {
                    let page = try await worker.get(path).text
                    #expect(
                        !page.utf8.contains("<script>alert".utf8) && !page.utf8.contains("<img src=x".utf8), "\(words)")
                    #expect(!page.utf8.contains("\"\u{301} onmouse".utf8), "\(words)")
                    if words == "{{text}}" { #expect(page.contains("{{text}}")) }
                }
            }
        }
    }

    @Test("The operations listener tells health, readiness and figures, and shows no matter")
    func operations() async throws {
        try await Town.open { town in
            let filed = try await town.file(Self.words)
            try await town.behind(town.surfaces.operationsRouter()) { inside in
                for path in ["/healthz", "/readyz", "/metrics"] {
                    let answer = try await inside.stranger.get(path)
                    #expect(answer.status == .ok && !answer.holds(filed.number), "\(path)")
                }
                #expect(try await inside.stranger.get("/desk/login").status == .notFound)
            }
            for path in ["/healthz", "/readyz", "/metrics"] {
                #expect(try await town.stranger.get(path).status == .notFound, "\(path)")
            }
        }
    }

    @Test("With a listener of their own, the desks are not on the public one")
    func staffListener() async throws {
        try await Town.open { town in
            try await town.behind(town.surfaces.publicRouter(withDesks: false)) { outside in
                for path in ["/desk/login", "/desk/work", "/api/v1/inbox"] {
                    let answer = try await outside.staff(Town.worker).get(path)
                    #expect(answer.status == .notFound, "\(path)")
                }
                #expect(try await outside.stranger.get("/m").status == .ok)
            }
        }
    }
}
