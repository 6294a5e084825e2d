import Codes
import Crypto
import Foundation
import Matters

/// Reads a backup from its first byte to its last and believes none before the seal was checked.
struct ArchiveReader {
    /// Bytes read at once.
    static let pieceBytes = 1024 * 1024
    /// Largest settings file that is read, in bytes.
    static let settingsBytes = 1024 * 1024

    private let file: ReadFile
    private let seal: BackupSeal

    /// In bytes.
    var size: Int64 { file.size }

    struct Contents {
        let manifest: BackupManifest
        let settings: Data?
    }

    init(_ path: String, seal: BackupSeal) throws {
        file = try ReadFile(path)
        self.seal = seal
    }

    /// - Parameter database: takes the database's bytes as they are read; they are worth something only when this
    ///   returns.
    /// - Throws: `BackupFault.damaged` with the place, for any byte that is not the one written.
    func read(database: (Data) throws -> Void) throws -> Contents {
        var found: [(header: TarHeader, member: BackupManifest.Member)] = []
        var settings: Data?
        while true {
            let header = try readHeader(after: found.last?.header.name)
            switch header.name {
            case ArchiveWriter.database where found.isEmpty:
                found.append((header, try readMember(header, database)))
            case ArchiveWriter.settings where found.count == 1 && header.size <= Self.settingsBytes:
                var bytes = Data()
                found.append((header, try readMember(header) { bytes += $0 }))
                settings = bytes
            case BackupManifest.name where !found.isEmpty && header.size <= BackupManifest.bytes:
                var bytes = Data()
                _ = try readMember(header) { bytes += $0 }
                try readEnd()
                let manifest = try BackupManifest(sealed: Array(bytes), seal)
                try compare(manifest, found.map(\.member), found.map(\.header) + [header])
                return Contents(manifest: manifest, settings: settings)
            default:
                throw BackupFault.damaged("it holds \(header.name) where that does not belong")
            }
        }
    }

    private func readHeader(after previous: String?) throws -> TarHeader {
        guard let header = TarHeader(block: Array(try exactly(TarHeader.blockBytes))) else {
            throw BackupFault.damaged(
                previous.map { "what follows \($0) is not one of our headers" }
                    ?? "\(file.path) does not begin like a backup")
        }
        return header
    }

    private func readMember(_ header: TarHeader, _ take: (Data) throws -> Void) throws -> BackupManifest.Member {
        var hash = SHA256()
        var missing = header.size
        while missing > 0 {
            let piece = try exactly(Int(min(missing, Int64(Self.pieceBytes))))
            hash.update(data: piece)
            try take(piece)
            missing -= Int64(piece.count)
        }
        guard try exactly(header.padding).allSatisfy({ $0 == 0 }) else {
            throw BackupFault.damaged("\(header.name) is not followed by zeros")
        }
        return BackupManifest.Member(name: header.name, size: header.size, sha256: Hexadecimal.text(hash.finalize()))
    }

    private func readEnd() throws {
        guard try exactly(TarHeader.end.count).allSatisfy({ $0 == 0 }), try file.piece(1).isEmpty else {
            throw BackupFault.damaged("it does not end after \(BackupManifest.name)")
        }
    }

    private func compare(
        _ manifest: BackupManifest, _ members: [BackupManifest.Member], _ headers: [TarHeader]
    ) throws {
        for (stated, found) in zip(manifest.members, members) where stated != found {
            throw BackupFault.damaged("\(found.name) is not what \(BackupManifest.name) says")
        }
        guard manifest.members.count == members.count else {
            throw BackupFault.damaged("files of \(BackupManifest.name) are missing")
        }
        let made = ChinaTime.parse(rfc3339: manifest.made).map { $0.milliseconds / 1_000 }
        guard headers.allSatisfy({ $0.modified == made }) else {
            throw BackupFault.damaged("a file's date is not that of the backup")
        }
    }

    private func exactly(_ count: Int) throws -> Data {
        let bytes = try file.piece(count)
        guard bytes.count == count else { throw BackupFault.damaged("\(file.path) ends in the middle") }
        return bytes
    }
}
