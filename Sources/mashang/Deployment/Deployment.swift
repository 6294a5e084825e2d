import Codes
import Crypto
import Foundation
import Matters
import Storage

/// An open deployment: its folder, its keys, its ledger, and the grid in force.
struct Deployment: Sendable {
    let folder: DataFolder
    let settings: Settings
    let keys: DeploymentKeys
    let store: Store
    let grid: CurrentGrid
    let clock: Clock
    let random: Random

    /// Opens what `mashang init` made. The caller holds the folder's lock.
    /// - Parameter creating: whether its database may be made now; else a missing one is a loss, and said so.
    static func open(
        _ folder: DataFolder, creating: Bool = false, flags: [String: String] = [:], clock: Clock = .system,
        random: Random = .system
    ) async throws -> Deployment {
        guard folder.exists else { throw DeploymentFault.notInitialised(folder.path) }
        DataFolder.keepPrivate()
        guard !folder.isHalfRestored else { throw DeploymentFault.halfRestored(folder.path) }
        try folder.removeLostCopies()
        let settings = try Settings(
            flags: flags, environment: ProcessInfo.processInfo.environment, file: folder.settingsText())
        let keys = try folder.keys()
        let sealing = keys.key(for: .seal).withUnsafeBytes { [UInt8]($0) }
        let store = try await Store.open(
            settings.databaseURL.map(DatabaseLocation.postgres) ?? .sqlite(path: folder.database),
            creating: creating, sealing: sealing, node: folder.node(random: random), clock: clock, random: random,
            onTrouble: { Terminal.note("mashang: \($0)\n") }, onFatal: Self.stopAtOnce)
        let grid = CurrentGrid(shelf: store.shelf, accounts: store.accounts, clock: clock)
        try await grid.refresh()
        return Deployment(
            folder: folder, settings: settings, keys: keys, store: store, grid: grid, clock: clock, random: random)
    }

    /// The disk did not keep what it was given: what reached it is unknown until SQLite recovers at the next start.
    @Sendable static func stopAtOnce(_ cause: String) {
        Terminal.note("mashang: the disk failed, stopping: \(cause)\n")
        // Not `exit`: nothing may run any more, and no other thread may say it again.
        _exit(ExitStatus.ioError)
    }
}

enum DeploymentFault: Error, CustomStringConvertible {
    case notInitialised(String)
    case inUse(String)
    case noAnswer(String)
    case cutOff
    case noGrid
    case halfRestored(String)

    var description: String {
        switch self {
        case .notInitialised(let path): "\(path) is not a deployment. Make one: mashang init \(path) --grids FOLDER"
        case .inUse(let path): "\(path) is in use: a server, or another command, runs on it. Stop that first."
        case .noAnswer(let path):
            "\(path) is in use, but nobody answers on its mashang.sock: the server is starting, stopping, or stuck."
        case .cutOff:
            "The server ended in the middle of the command. Its log says why; look what was done, and run it again."
        case .halfRestored(let path):
            "\(path) has no database, but a restore that did not come to its end. Run mashang restore again."
        case .noGrid: "No grid folder was imported yet. Do: mashang grids import FOLDER --data DIR"
        }
    }
}

extension Clock {
    static let system = Clock(now: { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) })
}

extension Random {
    static let system = Random(bytes: { count in
        var generator = SystemRandomNumberGenerator()
        // Eight bytes at a time: each call asks the kernel.
        var bytes: [UInt8] = []
        while bytes.count < count {
            withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    })
}
