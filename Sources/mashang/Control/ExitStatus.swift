import ArgumentParser
import Codes
import Foundation
import Matters
import Simulation
import Storage

/// The exit codes of sysexits.h that Mashang uses.
enum ExitStatus {
    static let foundProblems: Int32 = 1
    static let wrongData: Int32 = 65
    static let noInput: Int32 = 66
    static let unavailable: Int32 = 69
    static let cannotCreate: Int32 = 73
    static let ioError: Int32 = 74
    static let tryAgain: Int32 = 75
    static let notPermitted: Int32 = 77
    static let wrongSetting: Int32 = 78

    /// What the program ends with after this error: a supervisor decides by it whether another start makes sense.
    static func of(_ error: any Error) -> Int32 {
        switch error {
        case let fault as StorageFault: fault.exitStatus
        case let fault as DeploymentFault: fault.exitStatus
        case let fault as FileFault: fault.exitStatus
        case let fault as PosterFault: fault.exitStatus
        case let fault as BackupFault: fault.exitStatus
        case let fault as LedgerFault: fault.exitStatus
        case let fault as CountryFault: fault.exitStatus
        case is ListenFault: unavailable
        case is SettingsFault, is DeploymentKeys.Failure: wrongSetting
        case is GridFault, is WorldFault: wrongData
        case is SimulateFault: cannotCreate
        default: Mashang.exitCode(for: error).rawValue
        }
    }
}

extension StorageFault {
    fileprivate var exitStatus: Int32 {
        switch self {
        case .newerSchema, .changedMigration, .notADatabase, .empty: ExitStatus.wrongData
        case .wrongKey: ExitStatus.wrongSetting
        case .locked, .diskFull: ExitStatus.tryAgain
        case .noFile: ExitStatus.unavailable
        case .cannotOpen: ExitStatus.ioError
        case .notDurable, .unreachable, .unfit: ExitStatus.unavailable
        case .badURL: ExitStatus.wrongSetting
        case .refused: ExitStatus.notPermitted
        }
    }
}

extension LedgerFault {
    fileprivate var exitStatus: Int32 {
        switch self {
        case .unknownMatter: ExitStatus.foundProblems
        case .numbersTaken, .diskFull, .busy, .unavailable: ExitStatus.tryAgain
        case .damaged, .unreadable: ExitStatus.wrongData
        }
    }
}

extension DeploymentFault {
    fileprivate var exitStatus: Int32 {
        switch self {
        case .notInitialised: ExitStatus.noInput
        case .inUse, .noAnswer, .cutOff: ExitStatus.tryAgain
        case .noGrid, .halfRestored: ExitStatus.wrongSetting
        }
    }
}

extension PosterFault {
    fileprivate var exitStatus: Int32 {
        switch self {
        case .missingGlyphs: ExitStatus.unavailable
        case .badPicture, .tooLong, .tooLarge: ExitStatus.wrongData
        case .noPicture, .noSites: ExitStatus.noInput
        }
    }
}

extension FileFault {
    fileprivate var exitStatus: Int32 {
        switch code {
        case EACCES, EPERM: ExitStatus.notPermitted
        case ENOSPC, EDQUOT: ExitStatus.tryAgain
        case EIO: ExitStatus.ioError
        default: ExitStatus.cannotCreate
        }
    }
}
