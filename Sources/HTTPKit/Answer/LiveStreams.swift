import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Opens server-sent event streams and keeps their number bounded.
///
/// A stream ends when its source ends, when the client leaves, when the process stops, or when the client
/// reads so slowly that `backlog` messages wait; it then comes back with `Last-Event-ID` and misses nothing.
public final class LiveStreams: Sendable {
    /// Messages that wait for one slow reader.
    private static let backlog = 64

    private let limit: Int
    private let heartbeat: Duration
    private let openCount = Atomic<Int>(0)

    public init(_ settings: EdgeSettings) {
        limit = settings.liveStreams
        heartbeat = settings.heartbeat
    }

    /// Streams open now.
    public var count: Int { openCount.load(ordering: .relaxed) }

    /// Where the client stopped reading: the header, or `?lastEventId=` for a page that makes its own new
    /// stream.
    public static func lastEventID(of request: Request) -> String? {
        let sent =
            request.headers[.lastEventID] ?? request.uri.queryParameters["lastEventId"].map(String.init)
        guard let sent, (1...64).contains(sent.utf8.count),
            sent.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            return nil
        }
        return sent
    }

    /// Answers with a stream.
    /// - Parameters:
    ///   - retry: how long a browser waits before it comes back.
    ///   - source: called once the client reads, never for HEAD; a sequence that ends when its task is
    ///     cancelled.
    /// - Throws: `HTTPProblem` 503 when too many are open.
    public func response<Source: AsyncSequence & Sendable>(
        to request: Request, context: EdgeContext, retry: Duration = .seconds(3),
        source: @escaping @Sendable () async throws -> Source
    ) throws -> Response where Source.Element == LiveEvent {
        guard let seat = Seat(in: self) else { throw HTTPProblem.busy(retryAfter: .seconds(30)) }
        let (heartbeat, logger) = (heartbeat, context.logger)
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(seat) {} }
            try await writer.write(LiveEvent.retry(after: retry))
            let (chunks, chunk) = AsyncStream.makeStream(
                of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(Self.backlog))
            try await withGracefulShutdownHandler {
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { await Self.pump(source, into: chunk, logger) }
                        group.addTask { try await Self.beat(every: heartbeat, into: chunk) }
                        defer { group.cancelAll() }
                        for await bytes in chunks { try await writer.write(bytes) }
                    }
                } onInboundClosed: {
                    chunk.finish()
                }
            } onGracefulShutdown: {
                chunk.finish()
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: body)
    }

    /// A source that fails ends the stream and is logged, because the answer's status is long sent.
    private static func pump<Source: AsyncSequence>(
        _ source: @Sendable () async throws -> Source, into chunk: AsyncStream<ByteBuffer>.Continuation,
        _ logger: Logger
    ) async where Source.Element == LiveEvent {
        defer { chunk.finish() }
        do {
            for try await event in try await source() {
                guard case .enqueued = chunk.yield(event.wire) else { return }
            }
        } catch  where !(error is CancellationError) {
            logger.error("live stream failed", metadata: LogLine.metadata(of: error))
        } catch {}
    }

    private static func beat(
        every heartbeat: Duration, into chunk: AsyncStream<ByteBuffer>.Continuation
    ) async throws {
        while !Task.isCancelled {
            try await Task.sleep(for: heartbeat)
            chunk.yield(LiveEvent.heartbeat)
        }
    }

    /// One place among the open streams, given back when the answer is gone, even if nobody ever read it.
    private final class Seat: Sendable {
        private let streams: LiveStreams

        init?(in streams: LiveStreams) {
            let taken = streams.openCount.add(1, ordering: .relaxed).newValue
            self.streams = streams
            if taken > streams.limit { return nil }
        }

        deinit { streams.openCount.subtract(1, ordering: .relaxed) }
    }
}
