import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

@Suite("Live streams", .timeLimit(.minutes(1)))
struct EdgeStreamTests {
    private static let ask = "GET /stream HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 41\r\n\r\n"

    /// A stream that begins after `Last-Event-ID` and then stays quiet.
    private func router(_ bench: EdgeBench, ended: Kept<Int> = Kept(0)) -> Router<EdgeContext> {
        let router = bench.router()
        router.get("/stream") { [streams = bench.streams] request, context in
            let after = LiveStreams.lastEventID(of: request).flatMap { Int($0) } ?? 0
            return try streams.response(to: request, context: context) {
                let (events, event) = AsyncStream.makeStream(of: LiveEvent.self)
                event.onTermination = { _ in ended.change { $0 += 1 } }
                event.yield(LiveEvent(id: "\(after + 1)", name: "matter", data: "first\nsecond"))
                return events
            }
        }
        return router
    }

    @Test("An event reaches the reader with its number, kind and lines, and resumes after the last one")
    func event() async throws {
        let bench = EdgeBench()
        try await bench.serving(router(bench)) { port in
            let heard = try await RawClient.talk(port: port, send: [Self.ask]) { $0.contains("second") }
            #expect(heard.lowercased().contains("content-type: text/event-stream"))
            #expect(heard.lowercased().contains("x-accel-buffering: no"))
            #expect(heard.contains("retry: 3000\n\n"))
            #expect(heard.contains("id: 42\nevent: matter\ndata: first\ndata: second\n\n"))
        }
    }

    @Test("A quiet stream shows signs of life")
    func heartbeat() async throws {
        let bench = EdgeBench(EdgeSettings(idleTimeout: .milliseconds(500), heartbeat: .milliseconds(200)))
        try await bench.serving(router(bench)) { port in
            // Five beats outlast the idle timeout: a stream is not idle.
            let heard = try await RawClient.talk(port: port, send: [Self.ask]) {
                $0.split(separator: ": \n\n").count > 5
            }
            #expect(heard.contains(": \n\n"))
        }
    }

    @Test("A stop with streams open takes less than two seconds")
    func stop() async throws {
        let bench = EdgeBench()
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        let took = try await bench.serving(router(bench)) { port in
            for _ in 0..<3 {
                Task {
                    // Reads until the server ends the stream.
                    try await RawClient.talk(
                        port: port, send: [Self.ask],
                        until: {
                            if $0.contains("second") { open.yield() }
                            return false
                        })
                }
            }
            var seen = opened.makeAsyncIterator()
            for _ in 0..<3 { await seen.next() }
            #expect(bench.streams.count == 3)
        }
        #expect(took < .seconds(2))
        #expect(bench.streams.count == 0)
    }

    @Test("A reader who leaves frees the place and ends the source")
    func leave() async throws {
        let bench = EdgeBench()
        let ended = Kept(0)
        try await bench.serving(router(bench, ended: ended)) { port in
            try await RawClient.talk(port: port, send: [Self.ask]) { $0.contains("second") }
            for _ in 0..<500 where bench.streams.count > 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(bench.streams.count == 0)
            #expect(ended.value == 1)
        }
    }

    @Test("A reader who stops reading loses the place")
    func stall() async throws {
        let bench = EdgeBench(EdgeSettings(stallTimeout: .milliseconds(500)))
        let router = bench.router()
        router.get("/flood") { [streams = bench.streams] request, context in
            try streams.response(to: request, context: context) {
                AsyncStream { LiveEvent(data: String(repeating: "满", count: 100_000)) }
            }
        }
        try await bench.serving(router) { port in
            let client = try await RawClient.connect(port: port)
            try await client.channel.executeThenClose { _, outbound in
                try await outbound.write(.init(string: "GET /flood HTTP/1.1\r\nHost: x\r\n\r\n"))
                for _ in 0..<500 where bench.streams.count == 0 {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(bench.streams.count == 1)
                for _ in 0..<2000 where bench.streams.count > 0 {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(bench.streams.count == 0)
            }
        }
    }

    @Test("A source that fails ends its stream and is in the log")
    func failure() async throws {
        let bench = EdgeBench()
        let router = bench.router()
        router.get("/fails") { [streams = bench.streams] request, context in
            try streams.response(to: request, context: context) {
                AsyncThrowingStream<LiveEvent, any Error> { throw Mishap() }
            }
        }
        try await bench.serving(router) { port in
            try await RawClient.talk(port: port, send: ["GET /fails HTTP/1.1\r\nHost: x\r\n\r\n"])
            #expect(bench.book.lines.contains { $0.level == .error && $0.text.contains("disk on fire") })
        }
    }

    @Test("Beyond the limit the next reader is asked to come back, and HEAD takes no place")
    func limit() async throws {
        let bench = EdgeBench(EdgeSettings(liveStreams: 1))
        try await bench.serving(router(bench)) { port in
            let head = "HEAD /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            #expect(try await RawClient.talk(port: port, send: [head]).hasPrefix("HTTP/1.1 200"))
            let second = Kept("")
            try await RawClient.talk(
                port: port, send: [Self.ask], until: { $0.contains("second") },
                afterwards: {
                    let another = "GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    let heard = try await RawClient.talk(port: port, send: [another])
                    second.change { $0 = heard }
                })
            #expect(second.value.hasPrefix("HTTP/1.1 503"))
            #expect(second.value.lowercased().contains("retry-after: 30"))
        }
    }
}
