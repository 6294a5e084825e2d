/// Why a backup cannot be made or restored. Nothing was overwritten.
enum BackupFault: Error, CustomStringConvertible {
    case exists(String)
    /// In bytes.
    case noSpace(folder: String, needed: Int64, free: Int64)
    /// What the archive's bytes say is not what was written.
    case damaged(String)
    case newer(format: Int)
    case otherKeys(theirs: String, ours: String)
    case noKeys(folder: String)
    case hasDatabase(folder: String)
    case unsound([String])
    /// The ledger's own check found something.
    case faulty([String], count: Int)
    case brokenOff
    case otherProgram
    case noCopy(folder: String)
    case copyInUse(folder: String)

    var description: String {
        switch self {
        case .exists(let path): "\(path) is there already. Choose another name, or replace it with --force."
        case .noSpace(let folder, let needed, let free):
            "\(folder) has \(free / 1_048_576) MiB free, and \(needed / 1_048_576) MiB are needed. "
                + "Make room, or choose another disk."
        case .damaged(let what):
            "The backup is damaged: \(what). Nothing was restored. Take another copy of it, or an older one."
        case .newer(let format):
            "The backup has format \(format); this program knows up to \(BackupManifest.newestFormat). "
                + "Install the newer Mashang."
        case .otherKeys(let theirs, let ours):
            "The backup belongs to keys \(theirs), those in keys/ are \(ours). "
                + "Put the keys it was made with into keys/."
        case .noKeys(let folder):
            "\(folder) has no keys. A backup does not hold them: put your own copy of keys/ into \(folder)/keys first."
        case .hasDatabase(let folder):
            "\(folder) has a database. To put the backup in its place (the old one is kept beside it): --force"
        case .unsound(let complaints):
            "The database in the backup is not sound; nothing was restored:\n" + complaints.joined(separator: "\n")
        case .faulty(let lines, let count):
            lines.joined(separator: "\n") + "\n\(count) faults. The copy is what was in the database when it was made. "
                + "Take an older one, or go on with this all the same: --accept-faults"
        case .brokenOff: "The server ended before the copy was whole. Its log says why; run it again."
        case .otherProgram:
            "The server is another version of Mashang than this command. Restart it with the installed one."
        case .noCopy(let folder): "\(folder) holds no complete copy yet."
        case .copyInUse(let folder): "\(folder) is being written by another mashang backup --follow."
        }
    }
}

extension BackupFault {
    var exitStatus: Int32 {
        switch self {
        case .exists, .hasDatabase: ExitStatus.cannotCreate
        case .damaged, .newer, .unsound, .faulty: ExitStatus.wrongData
        case .otherKeys, .noKeys: ExitStatus.wrongSetting
        case .noCopy: ExitStatus.noInput
        case .noSpace, .brokenOff, .otherProgram, .copyInUse: ExitStatus.tryAgain
        }
    }
}
