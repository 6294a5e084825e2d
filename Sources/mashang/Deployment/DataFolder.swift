import Codes
import Foundation

/// `--data DIR`: `mashang.yaml`, `keys/` (0600), `mashang.sqlite`, and while a server runs `mashang.sock` and the lock.
struct DataFolder: Sendable {
    let path: String

    init(_ path: String) { self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false) }

    var settingsFile: String { path.appending("/mashang.yaml") }
    var database: String { path.appending("/mashang.sqlite") }
    var socket: String { path.appending("/mashang.sock") }
    private var keysFolder: String { path.appending("/keys") }
    private var lockFile: String { path.appending("/mashang.lock") }

    /// Only a folder that `mashang demo` made carries this mark: no other may be given printed passwords.
    private var demoMark: String { path.appending("/demo") }
    var isDemo: Bool { FileManager.default.fileExists(atPath: demoMark) }
    func markAsDemo() throws { try write([], to: demoMark) }

    var exists: Bool { FileManager.default.fileExists(atPath: keysFolder) }

    /// From now on this process makes files that only their owner may read: database, log of it, socket.
    static func keepPrivate() { umask(0o077) }

    /// Creates the folder and its keys unless they are there; only its owner may read it.
    func create(random: [UInt8]) throws {
        Self.keepPrivate()
        let files = FileManager.default
        for folder in [path, keysFolder] {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let found = try keyFiles()
        if !found.isEmpty {
            // Half of the keys is a crash while they were made, or a loss: only a person can say which.
            _ = try DeploymentKeys(files: found)
            return
        }
        guard let keys = DeploymentKeys(random: random) else { throw CocoaError(.featureUnsupported) }
        for (name, bytes) in keys.files { try write(bytes, to: "\(keysFolder)/\(name)") }
    }

    func keys() throws -> DeploymentKeys { try DeploymentKeys(files: keyFiles()) }

    func settingsText() throws -> String {
        guard FileManager.default.fileExists(atPath: settingsFile) else { return "" }
        return try String(contentsOfFile: settingsFile, encoding: .utf8)
    }

    func writeSettings(_ text: String) throws {
        guard !FileManager.default.fileExists(atPath: settingsFile) else { return }
        try write(Array(text.utf8), to: settingsFile)
    }

    /// Takes the folder for this process.
    /// - Returns: `nil` if another process has it. The lock ends with the process.
    func lock() throws -> FolderLock? {
        let descriptor = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: lockFile])
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return FolderLock(descriptor: descriptor)
    }

    private func keyFiles() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in DeploymentKeys.fileNames {
            let path = "\(keysFolder)/\(name)"
            if FileManager.default.fileExists(atPath: path) {
                files[name] = [UInt8](try Data(contentsOf: URL(filePath: path)))
            }
        }
        return files
    }

    /// Written beside, flushed, then renamed: a crash leaves the old file or the new one.
    private func write(_ bytes: [UInt8], to target: String) throws {
        let beside = target + ".new"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: target]) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(bytes))
        try handle.synchronize()
        guard rename(beside, target) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target])
        }
    }
}

/// Holds a data folder for as long as the process lives.
final class FolderLock: Sendable {
    private let descriptor: Int32
    init(descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }
}
