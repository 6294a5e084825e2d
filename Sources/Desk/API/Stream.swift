import FoundationEssentials
import HTTPKit
import Hummingbird
import Matters

/// `GET /api/v1/stream`: what changed in my circles, resumable by `Last-Event-ID` or `?after=`.
extension DeskSurface {
    private struct ChangeBody: Encodable, Sendable { let number, event, at: String }

    @Sendable func stream(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        let after = try LiveStreams.lastEventID(of: request).flatMap { Int64($0) }
            ?? request.readQuery()["after"].flatMap { Int64($0) }
        return try streams.response(to: request, context: context) {
            try await changes(for: visitor, after: after)
        }
    }

    /// First what was missed, then what comes; each position once. The session and the person's circles are looked at again
    /// for every change, so a stream outlives neither a sign-out nor a new roster.
    private func changes(for visitor: Visitor, after cursor: Int64?) async throws -> AsyncStream<LiveEvent> {
        // Listening begins before reading back: whatever commits in between is in one of the two.
        let live = matters.live()
        let start: Int64
        if let cursor { start = cursor } else { start = try await matters.latestChange() }
        let missed = try await matters.changes(start)
        let (events, sink) = AsyncStream.makeStream(of: LiveEvent.self, bufferingPolicy: .bufferingNewest(64))
        let pump = Task {
            defer { sink.finish() }
            var position = start
            for change in missed {
                guard try await send(change, to: visitor, sink, &position) else { return }
            }
            for await change in live {
                guard try await send(change, to: visitor, sink, &position) else { return }
            }
        }
        sink.onTermination = { _ in pump.cancel() }
        return events
    }

    /// - Returns: `false` when the session has ended.
    private func send(
        _ change: Change, to visitor: Visitor, _ sink: AsyncStream<LiveEvent>.Continuation, _ position: inout Int64
    ) async throws -> Bool {
        guard change.position > position else { return true }
        position = change.position
        guard change.isVisible(to: visitor.staff) else { return true }
        guard let signedIn = try await accounts.session(visitor.session.tokenHash, clock.now()) else { return false }
        guard change.isVisible(to: signedIn.staff) else { return true }
        let body = ChangeBody(
            number: change.number.text, event: change.kind.rawValue, at: ChinaTime.rfc3339(change.at))
        let data = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        sink.yield(LiveEvent(id: String(change.position), name: "change", data: data))
        return true
    }
}
