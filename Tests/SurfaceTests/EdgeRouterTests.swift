import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@Suite("Answers of the edge", .timeLimit(.minutes(1)))
struct EdgeRouterTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded; charset=UTF-8"]
    private static let json: HTTPFields = [.contentType: "application/json"]

    private func ask(
        _ bench: EdgeBench = EdgeBench(), _ method: HTTPRequest.Method = .get, _ uri: String,
        _ headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestResponse {
        try await bench.application.test(.router) { client in
            try await client.execute(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        }
    }

    private func text(_ response: TestResponse) -> String { String(buffer: response.body) }

    @Test("A form arrives in order, with repeated names and a charset in its type")
    func formArrives() async throws {
        let answer = try await ask(
            .init(), .post, "/s/ABC/reports", Self.form,
            body: "concerns=village&text=%E5%99%AA%E9%9F%B3+a&concerns=station")
        #expect(answer.status == .ok)
        #expect(text(answer) == "concerns=village;text=噪音 a;concerns=station")
    }

    @Test("A broken percent code is 400 and names the field, in JSON for programs and as a page for people")
    func brokenPercent() async throws {
        var headers = Self.form
        headers[.accept] = "application/json"
        let program = try await ask(.init(), .post, "/s/ABC/reports", headers, body: "text=100%&x=1")
        #expect(program.status == .badRequest)
        #expect(program.headers[.contentType] == "application/problem+json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(program.body.readableBytesView)) as? [String: Any])
        #expect(document["status"] as? Int == 400)
        #expect(document["type"] as? String == "urn:mashang:problem:unreadable")
        #expect((document["errors"] as? [[String: String]])?.first?["field"] == "text")

        headers[.accept] = "text/html,application/xhtml+xml,*/*;q=0.8"
        let person = try await ask(.init(), .post, "/s/ABC/reports", headers, body: "text=100%&x=1")
        #expect(person.status == .badRequest)
        #expect(person.headers[.contentType] == "text/html; charset=utf-8")
        #expect(text(person).contains("看不懂这次请求"))
    }

    @Test("A body of another type is 415")
    func wrongType() async throws {
        let answer = try await ask(
            .init(), .post, "/s/ABC/reports", [.contentType: "text/plain"], body: "text=a")
        #expect(answer.status == .unsupportedMediaType)
    }

    @Test(
        "JSON that does not fit is answered with the path of what is wrong",
        arguments: [
            (#"{"text":"a","contact":{},"evidence":[]}"#, 422, "contact.phone"),
            (#"{"text":"a","contact":{"phone":7},"evidence":[]}"#, 422, "contact.phone"),
            (#"{"text":"a","contact":{"phone":"1"},"evidence":[1,"x"]}"#, 422, "evidence[1]"),
            (#"{"text":null,"contact":{"phone":"1"},"evidence":[]}"#, 422, "text"),
            (#"{"text":"#, 400, "unreadable"),
        ])
    func jsonPath(body: String, status: Int, mark: String) async throws {
        let answer = try await ask(.init(), .post, "/api/v1/matters", Self.json, body: body)
        #expect(answer.status.code == status)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(text(answer).contains(mark))
    }

    @Test("JSON over the limit is 413 and the connection is to end")
    func large() async throws {
        let answer = try await ask(
            .init(), .post, "/api/v1/matters", Self.json, body: String(repeating: " ", count: 1001))
        #expect(answer.status == .contentTooLarge)
        #expect(answer.headers[.connection] == "close")
    }

    @Test("An unknown error is a plain 500 with the request's number, and is in the log at error on one line")
    func unknownError() async throws {
        let bench = EdgeBench()
        let answer = try await ask(bench, .get, "/broken", [.requestID: "call-12345"])
        #expect(answer.status == .internalServerError)
        #expect(answer.headers[.requestID] == "call-12345")
        #expect(text(answer).contains("call-12345"))
        #expect(!text(answer).contains("fire"))
        let line = try #require(bench.book.lines.first { $0.level == .error })
        #expect(line.text.contains("request=call-12345"))
        #expect(line.text.contains("disk on fire\\u{a}forged line \\u{1b}[31m"))
    }

    @Test("A request gets a number of its own; one that could forge a log line is not kept")
    func requestNumber() async throws {
        for sent in ["short", "with space inside", String(repeating: "a", count: 65)] {
            let answer = try await ask(.init(), .get, "/who", [.requestID: sent])
            #expect(answer.headers[.requestID] == "12345678-9abc-4ef0-9234-56789abcdef0")
        }
    }

    @Test("The access log names the route's pattern and never the token, the query or who asks")
    func accessLog() async throws {
        let bench = EdgeBench()
        _ = try await ask(bench, .get, "/s/SECRETTOKEN?code=SECRETCODE", [.userAgent: "SECRETAGENT"])
        _ = try await ask(bench, .get, "/nothing/SECRETPATH")
        #expect(bench.book.text.contains("route=/s/{token}"))
        #expect(bench.book.text.contains("route=none"))
        #expect(bench.book.text.contains("status=200"))
        #expect(!bench.book.text.contains("SECRET"))
    }

    @Test("Figures count by pattern and kind of status, and strangers cannot multiply them")
    func figures() async throws {
        let bench = EdgeBench()
        for path in ["/s/A", "/s/B", "/x/1", "/x/2"] { _ = try await ask(bench, .get, path) }
        let figures = bench.metrics.text()
        #expect(figures.contains(#"http_requests_total{method="GET",route="/s/{token}",status="2xx"} 2"#))
        #expect(figures.contains(#"http_requests_total{method="GET",route="none",status="4xx"} 2"#))
        #expect(figures.contains(#"http_request_seconds_count{method="GET",route="/s/{token}"} 2"#))
        #expect(figures.contains("http_requests_in_flight 0.0\n"))
    }

    @Test("HEAD answers like GET without a body; a wrong method is 405 with what would do; no route is 404")
    func methods() async throws {
        let head = try await ask(.init(), .head, "/s/ABC")
        #expect(head.status == .ok)
        #expect(head.body.readableBytes == 0)
        let wrong = try await ask(.init(), .delete, "/s/ABC")
        #expect(wrong.status == .methodNotAllowed)
        #expect(wrong.headers[.allow] == "GET, HEAD")
        #expect(try await ask(.init(), .get, "/s/ABC/reports").headers[.allow] == "POST")
        let missing = try await ask(.init(), .get, "/nowhere")
        #expect(missing.status == .notFound)
        #expect(text(missing).contains("没有这一页"))
    }

    @Test("Every answer, also an error, carries the policy; over https also HSTS")
    func policy() async throws {
        let bench = EdgeBench(EdgeSettings(publicBaseURL: "https://ms.example.cn"))
        for path in ["/s/ABC", "/broken", "/nowhere"] {
            let answer = try await ask(bench, .get, path)
            #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; ") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.strictTransportSecurity] != nil)
            #expect(answer.headers[.server] == nil)
        }
        #expect(try await ask(.init(), .get, "/who").headers[.strictTransportSecurity] == nil)
    }

    @Test("A line break in a value never becomes a header")
    func lineBreak() async throws {
        try await EdgeBench().serving { port in
            let heard = try await RawClient.talk(
                port: port,
                send: [
                    "GET /echo?x=a%0D%0ASet-Cookie:%20evil=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                ])
            #expect(heard.hasPrefix("HTTP/1.1 200"))
            #expect(!heard.contains("\nSet-Cookie"))
        }
    }

    @Test(
        "A form sent by another site with our cookie is refused, one from our own pages is not",
        arguments: [
            (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
            (["Sec-Fetch-Site": "same-origin"], 200), (["Origin": "https://evil.example"], 403),
            (["Origin": "https://ms.example.cn.evil.example"], 403),
            (["Origin": "https://ms.example.cn"], 200),
            (["Origin": "https://ms.example"], 403), (["Origin": "null"], 200), ([:], 200),
        ])
    func origin(headers: [String: String], status: Int) async throws {
        let bench = EdgeBench(EdgeSettings(publicBaseURL: "https://ms.example.cn/"))
        var fields = Self.form
        fields[.cookie] = "session=1"
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        #expect(try await ask(bench, .post, "/s/A/reports", fields, body: "a=1").status.code == status)
        fields[.cookie] = nil
        #expect(try await ask(bench, .post, "/s/A/reports", fields, body: "a=1").status.code == 200)
    }

    @Test("The language comes from the address, then the cookie, then the browser, and a choice is kept")
    func language() async throws {
        let chosen = try await ask(.init(), .get, "/s/A?lang=en", [.acceptLanguage: "zh-CN"])
        #expect(chosen.headers[.contentLanguage] == "en")
        #expect(chosen.headers[.setCookie] == "lang=en; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000")
        let kept = try await ask(.init(), .get, "/s/A", [.cookie: "a=b; lang=en", .acceptLanguage: "zh-CN"])
        #expect(kept.headers[.contentLanguage] == "en")
        let browser = try await ask(.init(), .get, "/s/A", [.acceptLanguage: "fr, en-GB;q=0.8, zh;q=0.3"])
        #expect(browser.headers[.contentLanguage] == "en")
        let unknown = try await ask(.init(), .get, "/s/A?lang=%22x", [.acceptLanguage: "*"])
        #expect(unknown.headers[.contentLanguage] == "zh-Hans")
        #expect(unknown.headers[.setCookie] == nil)
    }

    @Test("A compressed page is what gunzip makes of it; a client that does not want it gets it plain")
    func gzip() async throws {
        let plain = try await ask(.init(), .get, "/s/A", [.acceptEncoding: "gzip;q=0, br"])
        #expect(plain.headers[.contentEncoding] == nil)
        #expect(plain.headers[.vary] == "Accept-Encoding")
        let packed = try await ask(.init(), .get, "/s/A", [.acceptEncoding: "br, gzip"])
        #expect(packed.headers[.contentEncoding] == "gzip")
        #expect(packed.headers[.contentLength] == "\(packed.body.readableBytes)")
        #expect(packed.body.readableBytes * 10 < plain.body.readableBytes)
        #expect(try gunzip(packed.body) == text(plain))
    }

    @Test(
        "A style sheet is kept for ever under its own hash, checked again otherwise, and nothing else is served"
    )
    func assets() async throws {
        let versioned = try await ask(
            .init(), .get, "/static/resident.css?v=abc123", [.acceptEncoding: "gzip"])
        #expect(versioned.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(versioned.headers[.contentType] == "text/css; charset=utf-8")
        #expect(try gunzip(versioned.body).hasPrefix("body{color:#111}"))
        let stale = try await ask(.init(), .get, "/static/resident.css?v=old")
        #expect(stale.headers[.cacheControl] == "public, no-cache")
        let tag = try #require(stale.headers[.eTag])
        #expect(tag != versioned.headers[.eTag])
        let again = try await ask(.init(), .get, "/static/resident.css", [.ifNoneMatch: tag])
        #expect(again.status == .notModified)
        #expect(again.body.readableBytes == 0)
        for name in ["..%2Fmashang.yaml", ".git", "resident.css%00"] {
            #expect(try await ask(.init(), .get, "/static/" + name).status == .notFound)
        }
    }

    private func gunzip(_ body: ByteBuffer) throws -> String {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gunzip", "-c"]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(body.readableBytesView))
        try input.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
