import Foundation
import Matters

/// The disk under the database file. It forgets, in part, what was not flushed, as real ones do when the power fails.
struct CrashingDisk: Sendable {
    let path: String

    /// The file and its log at one moment, with no writer in between.
    struct Image: Sendable, Equatable {
        var database: Data
        var log: Data
    }

    func image() throws -> Image {
        Image(database: try bytes(of: path), log: try bytes(of: path + "-wal"))
    }

    /// Makes the disk hold exactly this. The index of the log is never flushed, so it is gone.
    func lay(_ image: Image) throws {
        try image.database.write(to: URL(filePath: path))
        try image.log.write(to: URL(filePath: path + "-wal"))
        if FileManager.default.fileExists(atPath: path + "-shm") {
            try FileManager.default.removeItem(atPath: path + "-shm")
        }
    }

    private func bytes(of path: String) throws -> Data {
        guard FileManager.default.fileExists(atPath: path) else { return Data() }
        return try Data(contentsOf: URL(filePath: path))
    }
}

extension CrashingDisk.Image {
    /// What a disk writes whole or not at all, in bytes.
    private static let sectorBytes = 512
    /// SQLite flushes the head of a new log before what follows it (sqlite.org/fileformat2.html#walformat).
    private static let headBytes = 32

    /// The disk after a power cut at rest: all that was flushed, and at the end of the log what happened to be there.
    func atRest(_ chance: inout Chance) -> Self {
        var image = self
        if !log.isEmpty {
            image.log.append(Self.garbage(chance.below(3 * Self.sectorBytes), &chance))
        }
        return image
    }

    /// The disk after a power cut while one command was being written: this is the disk before it, `after` the disk
    /// had all of it arrived.
    /// - Returns: the disk, and whether the command must be there once the log was recovered.
    func torn(towards after: Self, _ chance: inout Chance) -> (image: Self, isKept: Bool) {
        let head = after.log.prefix(Self.headBytes)
        let isNewLog = log.prefix(Self.headBytes) != head
        if database != after.database, !isNewLog {
            // The log was copied back into the file, which begins only once the log is flushed.
            let sectors = Self.sectors(of: after.database, thatDifferFrom: database)
            let file = Self.without(some: sectors, of: after.database, over: database, &chance)
            return (Self(database: file, log: after.log), true)
        }
        var before = Self(database: after.database, log: log)
        if isNewLog { before.log.replaceSubrange(0..<min(head.count, log.count), with: head) }
        let sectors = Self.sectors(of: after.log, thatDifferFrom: before.log)
        guard let first = sectors.first, let last = sectors.last else { return (after.atRest(&chance), true) }
        switch chance.below(4) {
        case 0: return (before.atRest(&chance), false)
        case 1: return (after.atRest(&chance), true)
        case 2:
            // Everything up to one byte arrived. The byte before the last is one that the checksum covers.
            let cut = first.lowerBound + chance.below(last.upperBound - first.lowerBound - 1)
            before.log = after.log[..<cut] + before.log.dropFirst(cut)
            return (before, before.log == after.log)
        default:
            before.log = Self.without(some: sectors, of: after.log, over: before.log, &chance)
            return (before, false)
        }
    }

    private static func sectors(of new: Data, thatDifferFrom old: Data) -> [Range<Int>] {
        stride(from: 0, to: new.count, by: sectorBytes).map { $0..<min($0 + sectorBytes, new.count) }
            .filter { $0.upperBound > old.count || old[$0] != new[$0] }
    }

    /// `new` without some of the sectors in which it differs from `old`, and at least without one.
    private static func without(
        some sectors: [Range<Int>], of new: Data, over old: Data, _ chance: inout Chance
    ) -> Data {
        var lost = sectors.filter { _ in chance.hits(50) }
        if lost.isEmpty, let one = chance.pickIfAny(sectors) { lost = [one] }
        var mixed = new
        for range in lost {
            let known = range.clamped(to: 0..<old.count)
            mixed.replaceSubrange(range, with: old[known] + garbage(range.count - known.count, &chance))
        }
        return mixed
    }

    private static func garbage(_ count: Int, _ chance: inout Chance) -> Data {
        Data((0..<count).map { _ in UInt8(chance.below(256)) })
    }
}

extension Error {
    /// Whether the machine that the simulation runs on is in trouble, and not what is simulated.
    var isOfTheMachine: Bool {
        switch self as any Error {
        case LedgerFault.diskFull, LedgerFault.busy, LedgerFault.unavailable: true
        default: self is CocoaError || self is CancellationError
        }
    }
}
