import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import HTTPKit

@Suite("Small values of the edge", .timeLimit(.minutes(1)))
struct EdgeValueTests {
    private func request(_ headers: HTTPFields) -> Request {
        Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
    }

    @Test("A form keeps rare characters byte for byte and refuses what is no text")
    func form() throws {
        let form = try Form(parsing: "name=%F0%A0%AE%B7%F0%AA%9A%A5&a&=b&&name=2".utf8)
        #expect(form.all("name") == ["𠮷𪚥", "2"])
        #expect(form["a"] == "" && form[""] == "b" && form["absent"] == nil)
        #expect(throws: Form.Fault.notUTF8(field: "x")) { try Form(parsing: "x=%FF".utf8) }
        #expect(throws: Form.Fault.notUTF8(field: "x")) { try Form(parsing: "x=%ED%A0%80".utf8) }
        for broken in ["x=%", "x=%4", "x=%zz", "x=%+1"] {
            #expect(throws: Form.Fault.brokenPercentCode(field: "x")) { try Form(parsing: broken.utf8) }
        }
        let many = Array(repeating: "a=1", count: 65).joined(separator: "&")
        #expect(throws: Form.Fault.tooManyFields(limit: 64)) { try Form(parsing: many.utf8) }
        let long = String(repeating: "n", count: 65) + "=1"
        #expect(throws: Form.Fault.nameTooLong(limit: 64)) { try Form(parsing: long.utf8) }
    }

    @Test("What a cookie is set to is what comes back, and nothing in it becomes an attribute")
    func cookies() {
        for secure in [true, false] {
            let jar = CookieJar(
                EdgeSettings(publicBaseURL: secure ? "https://ms.example.cn" : "http://10.0.0.2:8080"))
            var response = Response(status: .ok)
            jar.set("desk", to: "a-b_c.1; Domain=evil\r\nX: 1", for: .seconds(60), on: &response)
            let set = response.headers[.setCookie] ?? ""
            #expect(set.hasPrefix(secure ? "__Host-desk=" : "desk="))
            #expect(set.split(separator: ";").contains(" Secure") == secure)
            #expect(set.contains("; Path=/; HttpOnly; SameSite=Lax") && !set.contains("; Domain"))
            let sent = String(set.prefix { $0 != ";" })
            #expect(jar["desk", in: request([.cookie: "other=1;  \(sent) "])] == "a-b_c.1Domain=evilX:1")
            #expect(jar["des", in: request([.cookie: sent])] == nil)
            jar.clear("desk", on: &response)
            #expect(response.headers[values: .setCookie].last?.hasSuffix("Max-Age=0") == true)
        }
        let jar = CookieJar(EdgeSettings(publicBaseURL: "https://ms.example.cn"))
        #expect(jar["desk", in: request([.cookie: "desk=planted"])] == nil)
    }

    @Test("Forwarders are believed only as far as configured, from our end backwards")
    func forwarded() throws {
        let trusted = try ["10.0.0.0/8", "::1"].map { try #require(AddressRange($0)) }
        func key(_ peer: String?, _ forwarded: [String], _ trusted: [AddressRange]) -> String {
            ClientAddress.resolve(peer: peer.flatMap(IPAddress.init), forwarded: forwarded, trusted: trusted)
                .floodKey
        }
        #expect(key("203.0.113.9", ["1.2.3.4"], trusted) == "203.0.113.9")
        #expect(key("10.0.0.1", ["6.6.6.6, 1.2.3.4"], trusted) == "1.2.3.4")
        #expect(key("10.0.0.1", ["6.6.6.6", "1.2.3.4:5555, 10.9.9.9"], trusted) == "1.2.3.4")
        #expect(key("10.0.0.1", ["unknown"], trusted) == "10.0.0.1")
        #expect(key("10.0.0.1", [], trusted) == "10.0.0.1")
        #expect(key("10.0.0.1", ["1.2.3.4"], []) == "10.0.0.1")
        #expect(key("::1", ["[2001:db8:1:2::9]:443"], trusted) == key("2001:db8:1:2:ffff::1", [], []))
        #expect(key(nil, ["1.2.3.4"], trusted) == "1.2.3.4")
        #expect(key(nil, ["1.2.3.4"], []) == "-")
    }

    @Test("Addresses are read strictly")
    func addresses() {
        #expect(IPAddress("::ffff:1.2.3.4") == IPAddress("1.2.3.4"))
        #expect(IPAddress("2001:DB8::1") == IPAddress("2001:db8:0:0:0:0:0:1"))
        #expect(IPAddress("fe80::1%eth0") != nil && IPAddress("::") != nil)
        for bad in [
            "", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1:2:3:4:5:6:7", ":::", "1::2::3", "+1::", "12345::",
            "a.b.c.d",
        ] {
            #expect(IPAddress(bad) == nil, "\(bad)")
        }
        #expect(AddressRange("10.0.0.0/33") == nil && AddressRange("10.0.0.0/-1") == nil)
        #expect(AddressRange("172.16.0.0/12")?.contains(IPAddress("172.31.255.255")!) == true)
        #expect(AddressRange("172.16.0.0/12")?.contains(IPAddress("172.32.0.0")!) == false)
    }

    @Test("After the burst one passes each interval, one key does not slow another, and memory is bounded")
    func flood() {
        var buckets = TokenBuckets(burst: 3, interval: .seconds(10), keyLimit: 100)
        let start = ContinuousClock.now
        for _ in 0..<3 { #expect(buckets.take("村口", at: start) == nil) }
        #expect(buckets.take("村口", at: start) == .seconds(10))
        #expect(buckets.take("村口", at: start + .seconds(4)) == .seconds(6))
        #expect(buckets.take("学校", at: start) == nil)
        #expect(buckets.take("村口", at: start + .seconds(10)) == nil)
        #expect(buckets.take("村口", at: start + .seconds(10)) == .seconds(10))
        for number in 0..<10_000 { _ = buckets.take("k\(number)", at: start + .seconds(10)) }
        #expect(buckets.count <= 100)
        for _ in 0..<100 { #expect(FloodLimit.off.take("村口") == .free) }
        let limit = FloodLimit(burst: 1, every: .seconds(5))
        #expect(limit.take("a", at: start) == .free)
        #expect(limit.take("a", at: start) == .wait(.seconds(5)))
    }

    @Test("No text can forge a field of a live event")
    func liveEvent() {
        let event = LiveEvent(id: "7\nevent: x", name: "matter\r\ndata: y", data: "a\rid: 9\r\n\nb\u{2028}c")
        #expect(
            String(buffer: event.wire)
                == "id: 7\nevent: matter\ndata: a\ndata: id: 9\ndata: \ndata: b\u{2028}c\n\n")
    }

    @Test("The figures stay bounded and their text cannot be broken by a label")
    func figures() {
        let registry = MetricsRegistry()
        for number in 0..<2000 { registry.count("c", help: "h", labels: [("route", "/\(number)")]) }
        registry.count("d", help: "h\nh", labels: [("x", "a\"b\\c\nd")])
        registry.observe("s", help: "h", seconds: 0.003)
        let text = registry.text()
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("c{") }.count == 501)
        #expect(text.contains(#"c{route="other"} 1500"#))
        #expect(text.contains(#"d{x="a\"b\\c\nd"} 1"#))
        #expect(text.contains("s_bucket{le=\"0.0025\"} 0\n") && text.contains("s_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("s_bucket{le=\"+Inf\"} 1\n") && text.contains("s_sum 0.003\n"))
    }

    @Test("Program or person: by Accept, by what was sent, by the address")
    func negotiation() {
        let negotiation = Negotiation(EdgeSettings())
        #expect(!negotiation.prefersJSON(request([.accept: "text/html,application/xhtml+xml,*/*;q=0.8"])))
        #expect(negotiation.prefersJSON(request([.accept: "application/json, text/plain, */*"])))
        #expect(negotiation.prefersJSON(request([.accept: "text/html;q=0.5, application/problem+json"])))
        #expect(!negotiation.prefersJSON(request([.accept: "*/*"])))
        #expect(negotiation.prefersJSON(request([.contentType: "application/json; charset=utf-8"])))
    }
}
