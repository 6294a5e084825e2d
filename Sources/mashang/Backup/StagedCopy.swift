import Foundation
import Matters
import Storage
import Synchronization

/// A copy of the database on its way out. It is made on the server's own disk, so that the moment it shows ends soon
/// however slow its taker is, and it has no name any more as soon as it is whole: nothing of it stays behind.
struct StagedCopy {
    let extent: CopyExtent
    private let file: ReadFile

    /// Bytes sent at once.
    private static let pieceBytes = 512 * 1024

    /// - Parameter commits: gets what commits after the moment of the copy.
    init(of deployment: Deployment, following commits: CommitStream? = nil, console: Console) async throws {
        let path = deployment.folder.freshCopy(deployment.random)
        defer { unlink(path) }
        let progress = Mutex<MegabyteProgress?>(nil)
        extent = try await deployment.store.copy(to: path, following: commits) { done, total in
            if done == 0 { try DiskSpace.require(total, beside: path) }
            progress.withLock { progress in
                var shown = progress ?? MegabyteProgress("database", bytes: total, start: console.progress)
                shown.show(done)
                progress = shown
            }
        }
        file = try ReadFile(path)
    }

    /// Waits for the taker after each piece.
    func send(to console: Console) async throws {
        try await console.send(CopyWord.base(extent, bytes: file.size).piece)
        while true {
            let piece = try file.piece(Self.pieceBytes)
            if piece.isEmpty { return }
            try await console.send(CopyWord.bytes(piece).piece)
        }
    }
}
