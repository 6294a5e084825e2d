import FoundationEssentials
import HTTPKit
import Hummingbird
import Matters

/// `GET /api/v1/stream`: what changed in my circles, resumable by `Last-Event-ID` or `?after=`.
extension DeskSurface {
    @Sendable func stream(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        let asked = try LiveStreams.lastEventID(of: request) ?? request.readQuery()["after"]
        return try streams.response(to: request, context: context) {
            // Listening begins before reading back: whatever commits in between is in one of the two.
            let live = matters.live()
            let start: ChangeCursor
            if let cursor = asked.flatMap({ ChangeCursor($0) }) {
                start = cursor
            } else {
                start = try await matters.latestChange()
            }
            return ChangeFeed(desk: self, visitor: visitor, start: start, live: live)
        }
    }
}

/// First what was missed, then what comes; each change once and none left out, as fast as its reader takes it.
/// Before a change is handed on, the session and the person's circles are looked at again, so a stream outlives neither
/// a sign-out nor the loss of a cell. A cell gained is heard after the next connection.
private struct ChangeFeed: AsyncSequence, Sendable {
    let desk: DeskSurface
    let visitor: Visitor
    let start: ChangeCursor
    let live: AsyncStream<Change>

    private struct ChangeBody: Encodable, Sendable { let number, event, at: String }

    func makeAsyncIterator() -> Iterator { Iterator(feed: self, cursor: start, live: live.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        let feed: ChangeFeed
        var cursor: ChangeCursor
        var live: AsyncStream<Change>.Iterator
        /// What was read back and not handed on yet, newest first.
        private var missed: [Change] = []
        private var isCaughtUp = false

        init(feed: ChangeFeed, cursor: ChangeCursor, live: AsyncStream<Change>.Iterator) {
            self.feed = feed
            self.cursor = cursor
            self.live = live
        }

        mutating func next() async throws -> LiveEvent? {
            while let change = try await following() {
                cursor = change.cursor
                guard change.isVisible(to: feed.visitor.staff) else { continue }
                let (desk, session) = (feed.desk, feed.visitor.session)
                guard let now = try await desk.accounts.session(session.tokenHash, desk.clock.now()) else { return nil }
                if change.isVisible(to: now.staff) { return try event(change) }
            }
            return nil
        }

        /// The next change after `cursor`; `nil` when the live part ended because its listener was too slow.
        private mutating func following() async throws -> Change? {
            if missed.isEmpty, !isCaughtUp {
                let page = try await feed.desk.matters.changes(cursor)
                isCaughtUp = page.count < Bounds.replayedChanges
                missed = page.reversed()
            }
            if let change = missed.popLast() { return change }
            if !isCaughtUp { return try await following() }
            while let change = await live.next() {
                if change.cursor > cursor { return change }
            }
            return nil
        }

        private func event(_ change: Change) throws -> LiveEvent {
            let body = ChangeBody(
                number: change.number.text, event: change.kind.rawValue, at: ChinaTime.rfc3339(change.at))
            let data = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
            return LiveEvent(id: change.cursor.text, name: "change", data: data)
        }
    }
}
