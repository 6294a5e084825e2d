import Matters
import Synchronization

/// Reads what other nodes committed and tells this node's listeners; and forgets what others changed.
final class Follower: Sendable {
    private struct Place {
        var cursor = ChangeCursor.beginning
        var codes: Int64 = 0
    }

    private let engine: any SQLEngine
    private let ledger: Ledger
    private let knownCodes: KnownCodes
    private let place = Mutex(Place())

    init(engine: any SQLEngine, ledger: Ledger, knownCodes: KnownCodes) {
        self.engine = engine
        self.ledger = ledger
        self.knownCodes = knownCodes
    }

    /// Set before anybody listens: whoever reads back and then listens misses nothing in between.
    func start(at cursor: ChangeCursor, _ revisions: Revisions) {
        place.withLock { $0 = Place(cursor: cursor, codes: revisions.codes) }
    }

    func run(onTrouble: @Sendable (any Error) -> Void) async throws {
        while true {
            try await engine.waitForNews(atMost: Feed.longestSilence)
            try Task.checkCancellation()
            // Where one process writes, it has told and forgotten everything itself.
            guard engine.dialect.engine == .postgres else { continue }
            do {
                try await tellAll()
                try await forgetOld()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                onTrouble(error)
                try await Task.sleep(for: Feed.pause)
            }
        }
    }

    private func tellAll() async throws {
        while true {
            let page = try await ledger.changes(after: place.withLock { $0.cursor })
            ledger.hub.announce(page)
            if let last = page.last { place.withLock { $0.cursor = last.cursor } }
            if page.count < Bounds.replayedChanges { return }
        }
    }

    private func forgetOld() async throws {
        let revisions = try await ledger.database.read { try Revisions.read($0) }
        let isOld = place.withLock { place in
            defer { place.codes = revisions.codes }
            return place.codes != revisions.codes
        }
        if isOld { knownCodes.forget() }
    }
}
