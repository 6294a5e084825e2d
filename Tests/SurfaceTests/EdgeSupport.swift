import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// A value that closures share.
final class Kept<Value: Sendable>: Sendable {
    private let store: Mutex<Value>

    init(_ value: Value) { store = Mutex(value) }

    var value: Value { store.withLock { $0 } }
    func change(_ update: @Sendable (inout Value) -> Void) { store.withLock { update(&$0) } }
}

/// What a program wrote to its log.
final class LogBook: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let text: String
    }

    private let store = Kept<[Line]>([])

    var lines: [Line] { store.value }
    var text: String { lines.map(\.text).joined(separator: "\n") }
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(book: self) }
        logger.logLevel = .info
        return logger
    }

    private struct Handler: LogHandler {
        let book: LogBook
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            let line = Line(level: event.level, text: "\(event.message) \(pairs)")
            book.store.change { $0.append(line) }
        }
    }
}

/// Error pages without templates.
struct BareErrorPages: ErrorPages {
    func page(for problem: HTTPProblem, context: EdgeContext) -> String {
        "<h1>\(problem.title.text(in: context.language))</h1><p>\(context.requestID)</p>"
    }
}

struct Mishap: Error, CustomStringConvertible {
    var description: String { "disk on fire\nforged line \u{1B}[31m" }
}

/// The edge of a small township: a few routes and nothing behind them.
struct EdgeBench: Sendable {
    let settings: EdgeSettings
    let metrics = MetricsRegistry()
    let book = LogBook()
    let streams: LiveStreams

    init(_ settings: EdgeSettings = EdgeSettings()) {
        self.settings = settings
        streams = LiveStreams(settings)
    }

    func router() -> Router<EdgeContext> {
        let router = makeRouter(
            EdgeParts(
                settings: settings, pages: BareErrorPages(), metrics: metrics,
                random: { 0x1234_5678_9ABC_DEF0 }))
        router.get("/s/:token") { request, context in
            Response.html(
                String(repeating: "九眼桥社区网格", count: 100), language: context.language, compressedFor: request)
        }
        router.post("/s/:token/reports") { [settings] request, _ in
            let form = try await request.readForm(limit: settings.formBytes)
            return form.fields.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        }
        router.post("/api/v1/matters") { request, _ in
            struct Contact: Decodable { let phone: String }
            struct Report: Decodable {
                let text: String
                let contact: Contact
                let evidence: [Int]
            }
            return try await request.readJSON(Report.self, limit: 1000).text
        }
        router.get("/broken") { _, _ -> Response in throw Mishap() }
        router.get("/echo") { request, _ -> Response in
            let text = try request.readQuery()["x"] ?? ""
            return Response(status: .ok, headers: [.location: text])
        }
        router.get("/who") { _, context in context.client.floodKey }
        StaticAssets([
            StaticAsset(
                name: "resident.css", bytes: Array(String(repeating: "body{color:#111}", count: 50).utf8),
                contentType: "text/css; charset=utf-8", hash: "abc123")
        ]).mount(on: router)
        return router
    }

    var application: Application<RouterResponder<EdgeContext>> { application(router()) }

    func application(
        _ router: Router<EdgeContext>, at address: ListenAddress = .host("127.0.0.1", port: 0),
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<EdgeContext>> {
        makeServer(
            router: router, address: address, settings: settings, logger: book.logger,
            onRunning: onRunning)
    }

    /// Serves while `body` runs; then stops gracefully and returns how long the stop took.
    @discardableResult
    func serving(
        _ router: Router<EdgeContext>? = nil, at address: ListenAddress = .host("127.0.0.1", port: 0),
        _ body: @Sendable (_ port: Int) async throws -> Void
    ) async throws -> Duration {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = application(router ?? self.router(), at: address) { port.yield($0) }
        let group = makeServiceGroup([server], settings: settings, logger: book.logger, stopsOnSignals: false)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            guard let found = await ports.first(where: { _ in true }) else { return .zero }
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(found)) } catch { outcome = .failure(error) }
            let start = ContinuousClock.now
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try outcome.get()
            return ContinuousClock.now - start
        }
    }
}

/// A client that speaks bytes, for what no HTTP client would send.
struct RawClient {
    let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    static func connect(to address: ListenAddress) async throws -> RawClient {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let wrap: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(wrappingChannelSynchronously: channel)
            }
        }
        return switch address {
        case .host(let host, let port):
            RawClient(channel: try await bootstrap.connect(host: host, port: port, channelInitializer: wrap))
        case .unixSocket(let path):
            RawClient(
                channel: try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap))
        }
    }

    static func connect(port: Int) async throws -> RawClient {
        try await connect(to: .host("127.0.0.1", port: port))
    }

    @discardableResult
    static func talk(
        port: Int, send texts: [String], until enough: @escaping @Sendable (String) -> Bool = { _ in false },
        afterwards: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> String {
        try await talk(
            to: .host("127.0.0.1", port: port), send: texts, until: enough, afterwards: afterwards)
    }

    /// Sends, then reads until the server closes or `enough` is satisfied. Returns what was read.
    @discardableResult
    static func talk(
        to address: ListenAddress, send texts: [String],
        until enough: @escaping @Sendable (String) -> Bool = { _ in false },
        afterwards: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> String {
        let client = try await connect(to: address)
        return try await client.channel.executeThenClose { inbound, outbound in
            for text in texts {
                // The server may hang up while we still talk; what it said before is what counts.
                do { try await outbound.write(ByteBuffer(string: text)) } catch { break }
            }
            var heard = ""
            do {
                for try await part in inbound {
                    heard += String(buffer: part)
                    if enough(heard) {
                        try await afterwards()
                        return heard
                    }
                }
            } catch is IOError {}
            return heard
        }
    }
}
