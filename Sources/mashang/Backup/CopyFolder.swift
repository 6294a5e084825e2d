import Codes
import Foundation
import Matters

/// Where `mashang backup --follow` keeps its copy. Each generation is a folder `copy-DATE-TIME…`: `base.tar`, a backup;
/// `00000001.log` and so on, what committed since; `head`, how much of that is surely on the disk. A generation without
/// `base.tar` is not complete; the newest complete one is what restores.
struct CopyFolder {
    let path: String

    private static let prefix = "copy-"

    struct Generation: Comparable {
        let path: String

        var base: String { path + "/base.tar" }
        var head: String { path + "/head" }
        var isComplete: Bool { FileManager.default.fileExists(atPath: base) }

        /// - Parameter number: 1 and up.
        func segment(_ number: Int) -> String { "\(path)/\(CopyFolder.digits(number, 8)).log" }

        static func < (left: Self, right: Self) -> Bool { left.path < right.path }
    }

    /// Oldest first.
    func generations() throws -> [Generation] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasPrefix(Self.prefix) }
                .sorted().map { Generation(path: "\(path)/\($0)") }
        } catch {
            throw FileFault(path, error)
        }
    }

    func newestComplete() throws -> Generation {
        guard let newest = try generations().last(where: \.isComplete) else { throw BackupFault.noCopy(folder: path) }
        return newest
    }

    /// A new generation, later than all others.
    func begin(at now: Instant) throws -> Generation {
        let files = FileManager.default
        let stamp = ChinaTime.rfc3339(now).prefix(19).filter { $0 != "-" && $0 != ":" }
        var attempt = 0
        while true {
            defer { attempt += 1 }
            let generation = Generation(path: "\(path)/\(Self.prefix)\(stamp)-\(Self.digits(attempt, 3))")
            if files.fileExists(atPath: generation.path) { continue }
            do {
                try files.createDirectory(
                    atPath: generation.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw FileFault(generation.path, error)
            }
            try PrivateFile.flushNames((generation.path as NSString).deletingLastPathComponent)
            return generation
        }
    }

    fileprivate static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// Removes every generation that began before this complete one.
    func removeAll(before newest: Generation) throws {
        for old in try generations() where old < newest { try FileManager.default.removeItem(atPath: old.path) }
    }
}

/// How much of a generation's log is surely on its disk. Two places are written in turn, so that a power cut leaves the
/// one before.
struct CopyHead {
    private static let placeBytes = 512
    /// Both places.
    static let bytes = 2 * placeBytes

    /// Entries that were flushed.
    let sequence: Int64
    private let writes: Int64

    private func place(_ seal: BackupSeal, _ id: [UInt8]) -> [UInt8] {
        let numbers = BigEndian.bytes(writes) + BigEndian.bytes(sequence)
        return numbers + seal.code(ofEntry: Array("head".utf8) + numbers, after: id)
    }

    static func write(_ sequence: Int64, writes: Int64, to handle: FileHandle, _ seal: BackupSeal, id: [UInt8]) throws {
        try handle.seek(toOffset: UInt64(writes % 2) * UInt64(placeBytes))
        try handle.write(contentsOf: Data(CopyHead(sequence: sequence, writes: writes).place(seal, id)))
        try handle.synchronize()
    }

    /// - Returns: `nil` if neither place holds what was written.
    init?(_ bytes: Data, _ seal: BackupSeal, id: [UInt8]) {
        let places = [0, Self.placeBytes].compactMap { offset -> CopyHead? in
            let stored = Array(bytes.dropFirst(offset).prefix(16 + BackupSeal.codeBytes))
            guard stored.count == 16 + BackupSeal.codeBytes else { return nil }
            let head = CopyHead(
                sequence: BigEndian.number(stored[8..<16]), writes: BigEndian.number(stored[..<8]))
            return head.place(seal, id) == stored ? head : nil
        }
        guard let newest = places.max(by: { $0.writes < $1.writes }) else { return nil }
        self = newest
    }

    private init(sequence: Int64, writes: Int64) {
        self.sequence = sequence
        self.writes = writes
    }
}
