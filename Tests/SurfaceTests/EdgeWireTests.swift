import Foundation
import HTTPKit
import NIOCore
import Testing

@Suite("Broken and hostile connections", .timeLimit(.minutes(1)))
struct EdgeWireTests {
    @Test("Half a header is dropped at the idle timeout, however slowly it drips")
    func halfHeader() async throws {
        let bench = EdgeBench(EdgeSettings(idleTimeout: .seconds(1)))
        try await bench.serving { port in
            let start = ContinuousClock.now
            let heard = try await RawClient.talk(
                port: port, send: ["GET /s/ABC HTTP/1.1\r\nHost: x\r\nX-Half: "])
            #expect(heard.isEmpty)
            #expect(ContinuousClock.now - start >= .milliseconds(900))
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test("A body that stops half-way is dropped too")
    func halfBody() async throws {
        let bench = EdgeBench(EdgeSettings(idleTimeout: .seconds(1)))
        try await bench.serving { port in
            let head =
                "POST /s/ABC/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            let heard = try await RawClient.talk(
                port: port, send: [head + "Content-Length: 100\r\n\r\ntext=abc"])
            #expect(!heard.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("A request that takes too long to arrive is dropped although it never falls silent")
    func drip() async throws {
        let bench = EdgeBench(EdgeSettings(idleTimeout: .seconds(5), arrivalTimeout: .milliseconds(500)))
        try await bench.serving { port in
            let client = try await RawClient.connect(port: port)
            try await client.channel.executeThenClose { _, outbound in
                let head = "POST /s/ABC/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n"
                try await outbound.write(
                    .init(string: head + "Content-Type: application/x-www-form-urlencoded\r\n\r\n"))
                var bytes = 0
                do {
                    while bytes < 300 {
                        try await outbound.write(.init(string: "a"))
                        bytes += 1
                        try await Task.sleep(for: .milliseconds(50))
                    }
                } catch {}
                #expect(bytes < 300)
            }
        }
    }

    @Test("400 MB declared are refused before one byte of them is sent, and the connection ends")
    func declared() async throws {
        let bench = EdgeBench(EdgeSettings(lingerTimeout: .milliseconds(300)))
        try await bench.serving { port in
            let start = ContinuousClock.now
            let heard = try await RawClient.talk(
                port: port,
                send: [
                    "POST /s/ABC/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        + "Accept: application/json\r\nContent-Length: 400000000\r\n\r\n"
                ])
            #expect(ContinuousClock.now - start < .seconds(10), "kept open until the idle timeout")
            #expect(heard.hasPrefix("HTTP/1.1 413"))
            #expect(heard.lowercased().contains("connection: close"))
            #expect(heard.contains("urn:mashang:problem:too-large"))
        }
    }

    @Test(
        "A chunked body over the form's limit is answered 413 and closed; one over every limit is just closed"
    )
    func chunked() async throws {
        let settings = EdgeSettings(lingerTimeout: .milliseconds(300), formBytes: 1000, bodyBytes: 50_000)
        let bench = EdgeBench(settings)
        try await bench.serving { port in
            let head =
                "POST /s/ABC/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
            let chunk = "400\r\n" + String(repeating: "a", count: 0x400) + "\r\n"
            let heard = try await RawClient.talk(port: port, send: [head, chunk, chunk])
            #expect(heard.hasPrefix("HTTP/1.1 413"))

            let client = try await RawClient.connect(port: port)
            try await client.channel.executeThenClose { _, outbound in
                var sent = 0
                do {
                    try await outbound.write(.init(string: head))
                    while sent < 5_000 {
                        try await outbound.write(.init(string: chunk))
                        sent += 1
                        try await Task.sleep(for: .milliseconds(2))
                    }
                } catch {}
                #expect(sent < 4_000, "the server went on reading")
            }
        }
    }

    @Test("A length and a chunked coding at once, or two lengths, never make two requests out of one")
    func smuggling() async throws {
        try await EdgeBench().serving { port in
            for fields in [
                "Content-Length: 6\r\nTransfer-Encoding: chunked", "Content-Length: 1\r\nContent-Length: 30",
                "Transfer-Encoding: xchunked\r\nContent-Length: 4",
            ] {
                let heard = try await RawClient.talk(
                    port: port,
                    send: [
                        "POST /s/ABC/reports HTTP/1.1\r\nHost: x\r\n\(fields)\r\nConnection: close\r\n\r\n0\r\n\r\n"
                            + "GET /broken HTTP/1.1\r\nHost: x\r\n\r\n"
                    ])
                #expect(heard.pieces(between: "HTTP/1.1 ") <= 2, "\(fields)")
            }
        }
    }

    @Test("Headers beyond the limit get no page")
    func headers() async throws {
        try await EdgeBench().serving { port in
            let long = String(repeating: "a", count: 9000)
            let heard = try await RawClient.talk(
                port: port, send: ["GET /s/ABC HTTP/1.1\r\nHost: x\r\nX-Long: \(long)\r\n\r\n"])
            #expect(!heard.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("Beyond the connections allowed a caller waits until another one leaves")
    func connections() async throws {
        let bench = EdgeBench(EdgeSettings(connections: 1))
        let ask = "GET /who HTTP/1.1\r\nHost: x\r\n\r\n"
        try await bench.serving { port in
            let answered = Kept(false)
            let waiting = Kept<Task<String, any Error>?>(nil)
            try await RawClient.talk(
                port: port, send: [ask], until: { $0.contains("200 OK") },
                afterwards: {
                    let second = Task {
                        try await RawClient.talk(port: port, send: [ask]) { heard in
                            answered.change { $0 = true }
                            return heard.contains("200 OK")
                        }
                    }
                    waiting.change { $0 = second }
                    try await Task.sleep(for: .milliseconds(300))
                    #expect(!answered.value)
                })
            let heard = try await waiting.value?.value
            #expect(heard?.contains("200 OK") == true)
        }
    }

    @Test("A listener on a socket file answers, and its visitor has no address")
    func socketFile() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/edge-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bench = EdgeBench()
        try await bench.serving(at: .unixSocket(path: path)) { port in
            #expect(port == 0)
            let heard = try await RawClient.talk(
                to: .unixSocket(path: path),
                send: ["GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"])
            #expect(heard.hasSuffix("\r\n\r\n-"))
        }
    }

    @Test("Two requests on one connection are both answered")
    func keepAlive() async throws {
        try await EdgeBench().serving { port in
            let one = "GET /who HTTP/1.1\r\nHost: x\r\n\r\n"
            let heard = try await RawClient.talk(port: port, send: [one, one]) {
                $0.pieces(between: "127.0.0.1") == 3
            }
            #expect(heard.pieces(between: "HTTP/1.1 200") == 3)
        }
    }
}

extension String {
    /// How many pieces a separator makes.
    fileprivate func pieces(between separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
