import Codes
import Crypto
import Foundation
import Matters
import Storage

/// Writes a backup: a tar archive whose last file says what the others must be.
struct ArchiveWriter {
    static let database = "mashang.sqlite"
    static let settings = "mashang.yaml"

    private let write: (Data) throws -> Void
    private let made: Instant
    private let seal: BackupSeal
    private var members: [BackupManifest.Member] = []
    private var open: (header: TarHeader, hash: SHA256, missing: Int64)?

    init(made: Instant, seal: BackupSeal, write: @escaping (Data) throws -> Void) {
        self.made = made
        self.seal = seal
        self.write = write
    }

    mutating func begin(_ name: String, size: Int64) throws {
        let header = TarHeader(name: name, size: size, modified: made.milliseconds / 1_000)
        try write(Data(header.block))
        open = (header, SHA256(), size)
    }

    mutating func append(_ bytes: Data) throws {
        open?.hash.update(data: bytes)
        open?.missing -= Int64(bytes.count)
        try write(bytes)
    }

    /// - Throws: `BackupFault.brokenOff` if the file did not get the bytes it was begun with.
    mutating func end() throws {
        guard let (header, hash, missing) = open, missing == 0 else { throw BackupFault.brokenOff }
        try write(Data(count: header.padding))
        members.append(
            BackupManifest.Member(name: header.name, size: header.size, sha256: Hexadecimal.text(hash.finalize())))
        open = nil
    }

    mutating func add(_ name: String, _ bytes: Data) throws {
        try begin(name, size: Int64(bytes.count))
        try append(bytes)
        try end()
    }

    /// The manifest and the end of the archive.
    /// - Parameter copy: the continuous copy that begins with it.
    mutating func finish(_ extent: CopyExtent, copy: String? = nil) throws -> BackupManifest {
        let manifest = BackupManifest(extent, made: made, members: members, seal: seal, copy: copy)
        try add(BackupManifest.name, Data(manifest.sealed(seal)))
        try write(Data(TarHeader.end))
        return manifest
    }
}
