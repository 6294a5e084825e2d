import Synchronization

/// Hands what every commit wrote to those who keep a copy elsewhere; as long as there is none, nothing is kept.
final class CommitLog: GroupCommit.Listener {
    private let streams = Mutex<[CommitStream]>([])

    func add(_ stream: CommitStream, of group: GroupCommit) {
        streams.withLock { streams in
            streams.append(stream)
            group.listen(self)
        }
    }

    func remove(_ stream: CommitStream, of group: GroupCommit) {
        streams.withLock { streams in
            streams.removeAll { $0 === stream }
            if streams.isEmpty { group.listen(nil) }
        }
    }

    func committed(_ statements: [GroupCommit.Statement]) {
        for stream in streams.withLock(\.self) { stream.put(statements) }
    }
}
