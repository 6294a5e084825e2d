import Codes
import Foundation

/// The log of a generation. An entry is its length (8 bytes), its number from 1 (8 bytes), a batch of commits, and a
/// code over all that and the code before it, so that no entry can be changed, left out or moved.
enum CopyLog {
    /// A segment is closed when it is longer, in bytes.
    static let segmentBytes: Int64 = 64 * 1024 * 1024
    static let headerBytes = 16
    /// Largest entry that is read, in bytes: a batch, and one commit with a county's grid folder.
    static let entryBytes: Int64 = 1024 * 1024 * 1024

    /// - Parameter id: of the generation: 16 random bytes.
    static func beginning(_ id: [UInt8], _ seal: BackupSeal) -> [UInt8] { seal.code(ofEntry: id, after: []) }
}

/// Adds entries. What `append` returned for is on the disk.
final class CopyLogWriter {
    private let generation: CopyFolder.Generation
    private let id: [UInt8]
    private let seal: BackupSeal
    private let head: FileHandle
    private var segment: FileHandle
    private var segmentNumber = 1
    private var segmentLength: Int64 = 0
    private var code: [UInt8]
    private var headWrites: Int64 = 0
    private(set) var sequence: Int64 = 0
    /// Of all segments, in bytes.
    private(set) var length: Int64 = 0

    init(_ generation: CopyFolder.Generation, id: [UInt8], seal: BackupSeal) throws {
        self.generation = generation
        self.id = id
        self.seal = seal
        code = CopyLog.beginning(id, seal)
        head = try Self.create(generation.head)
        segment = try Self.create(generation.segment(1))
        try beat()
    }

    func append(_ batch: [UInt8]) throws {
        if segmentLength > CopyLog.segmentBytes {
            segmentNumber += 1
            segmentLength = 0
            segment = try Self.create(generation.segment(segmentNumber))
        }
        let entry = BigEndian.bytes(Int64(batch.count)) + BigEndian.bytes(sequence + 1) + batch
        code = seal.code(ofEntry: entry, after: code)
        let bytes = Data(entry + code)
        try writing {
            try segment.write(contentsOf: bytes)
            try segment.synchronize()
        }
        sequence += 1
        segmentLength += Int64(bytes.count)
        length += Int64(bytes.count)
        try beat()
    }

    /// Says again how much is on the disk. The age of `head` tells whether somebody still follows.
    func beat() throws {
        headWrites += 1
        try writing { try CopyHead.write(sequence, writes: headWrites, to: head, seal, id: id) }
    }

    private func writing(_ body: () throws -> Void) throws {
        do { try body() } catch {
            throw FileFault(generation.path, error)
        }
    }

    private static func create(_ path: String) throws -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(path) }
        try PrivateFile.flushNames((path as NSString).deletingLastPathComponent)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}

/// Reads a log to where it ends. Whatever `head` says was flushed must be there, byte for byte; what was being written
/// when the power went may be half, and is left out.
struct CopyLogReader {
    private let generation: CopyFolder.Generation
    private let id: [UInt8]
    private let seal: BackupSeal

    init(_ generation: CopyFolder.Generation, id: [UInt8], seal: BackupSeal) {
        self.generation = generation
        self.id = id
        self.seal = seal
    }

    /// - Returns: how many entries there were, and how many bytes of half ones were left out.
    /// - Throws: `BackupFault.damaged` if anything that was flushed is not what was written.
    func read(_ take: ([UInt8]) throws -> Void) throws -> (entries: Int64, leftOut: Int64) {
        let flushed = try ReadFile(generation.head).piece(CopyHead.bytes)
        guard let head = CopyHead(flushed, seal, id: id) else {
            throw BackupFault.damaged("\(generation.head) is not what was written")
        }
        var sequence: Int64 = 0
        var code = CopyLog.beginning(id, seal)
        var leftOut: Int64 = 0
        var number = 1
        while FileManager.default.fileExists(atPath: generation.segment(number)) {
            let segment = try ReadFile(generation.segment(number))
            var left = segment.size
            while leftOut == 0, let entry = try entry(sequence + 1, after: code, in: segment, left: left) {
                try take(entry.batch)
                code = entry.code
                sequence += 1
                left -= entry.length
            }
            leftOut += left
            number += 1
        }
        guard sequence >= head.sequence else {
            throw BackupFault.damaged(
                "entry \(sequence + 1) of \(generation.path) is missing or changed, and \(head.sequence) were flushed")
        }
        return (sequence, leftOut)
    }

    private func entry(
        _ number: Int64, after previous: [UInt8], in segment: ReadFile, left: Int64
    ) throws -> (batch: [UInt8], code: [UInt8], length: Int64)? {
        let fixed = Int64(CopyLog.headerBytes + BackupSeal.codeBytes)
        guard left >= fixed else { return nil }
        let header = try segment.piece(CopyLog.headerBytes)
        let length = BigEndian.number(header.prefix(8))
        guard BigEndian.number(header.suffix(8)) == number, (0...CopyLog.entryBytes).contains(length),
            left >= fixed + length
        else { return nil }
        let rest = try segment.piece(Int(length) + BackupSeal.codeBytes)
        let batch = Array(rest.prefix(Int(length)))
        let code = seal.code(ofEntry: Array(header) + batch, after: previous)
        guard code == Array(rest.suffix(BackupSeal.codeBytes)) else { return nil }
        return (batch, code, fixed + length)
    }
}
