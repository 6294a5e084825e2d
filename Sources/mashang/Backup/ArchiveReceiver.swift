import Codes
import Foundation
import Matters
import Storage

/// Writes the archive beside the caller: the server need not be able to write where backups are kept.
struct ArchiveReceiver: OutputReceiver {
    private let folder: DataFolder
    private let out: String
    /// The continuous copy that begins with it.
    private let copy: String?
    private let file: WholeFile?
    private var archive: ArchiveWriter
    private var extent: CopyExtent?
    private var taken: Int64 = 0
    private var progress: MegabyteProgress?
    /// Length of the database in it.
    private(set) var bytes: Int64 = 0

    /// Standard output instead of a file.
    static let standardOutput = "-"

    /// Every byte of the database was taken.
    var isWhole: Bool { extent != nil && taken == bytes }

    init(_ folder: DataFolder, out: String, replacing: Bool, copy: String? = nil) throws {
        self.folder = folder
        self.out = out
        self.copy = copy
        guard folder.exists else { throw DeploymentFault.notInitialised(folder.path) }
        let file = out == Self.standardOutput ? nil : try WholeFile(out, replacing: replacing)
        self.file = file
        archive = ArchiveWriter(made: Clock.system.now(), seal: BackupSeal(try folder.keys())) { bytes in
            if let file { try file.write(bytes) } else { try FileHandle.standardOutput.write(contentsOf: bytes) }
        }
    }

    mutating func take(_ piece: Data) throws {
        switch try CopyWord(piece) {
        case .base(let extent, let bytes):
            if file != nil { try DiskSpace.require(bytes, beside: out) }
            self.extent = extent
            self.bytes = bytes
            progress = MegabyteProgress("archive", bytes: bytes)
            try archive.begin(ArchiveWriter.database, size: bytes)
        case .bytes(let bytes):
            try archive.append(bytes)
            taken += Int64(bytes.count)
            progress?.show(taken)
        case .commits, nil: throw BackupFault.otherProgram
        }
    }

    mutating func finish() throws {
        guard let extent else { throw BackupFault.brokenOff }
        try archive.end()
        try archive.add(ArchiveWriter.settings, Data(folder.settingsText().utf8))
        let manifest = try archive.finish(extent, copy: copy)
        try file?.finish()
        Screen.terminal.show(.note(text: "\(out): \(manifest.ledger.text)"))
        guard copy == nil else { return }
        Screen.terminal.show(
            .note(text: "The keys are not in it. Without \(folder.path)/keys nobody can restore it: keep them apart."))
    }
}
