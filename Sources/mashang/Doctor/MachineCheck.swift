import CTimex
import Foundation
import GridCatalog
import Posters

/// The machine below: its clock, its disk, its fonts, and who may read the folder.
enum MachineCheck {
    /// Below this a day of reports with photographs may not fit, in bytes.
    static let scarceBytes: Int64 = 1024 * 1024 * 1024
    /// What the font check names, at most.
    private static let namedCharacters = 20

    static func diagnoses(_ folder: DataFolder, _ catalog: Catalog?) throws -> [Diagnosis] {
        [clock(), try disk(folder)] + privacy(folder) + (try catalog.map { [try fonts(for: $0)] } ?? [])
    }

    /// Every time limit is counted by this clock.
    private static func clock() -> Diagnosis {
        var state = timex()
        // Reads only: `modes` is 0.
        guard adjtimex(&state) != -1, state.status & STA_UNSYNC == 0 else {
            return .warning(
                "clock", "is not known to be synchronised; install chrony or systemd-timesyncd, or legal limits drift")
        }
        return .ok("clock", "synchronised")
    }

    private static func disk(_ folder: DataFolder) throws -> Diagnosis {
        let found = try FileManager.default.attributesOfFileSystem(forPath: folder.path)
        let free = (found[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        let text = "\(free / 1_048_576) MiB free at \(folder.path)"
        if free < DiskSpace.reserve { return .fault("disk", "\(text): reports will be refused; make room now") }
        return free < scarceBytes ? .warning("disk", "\(text); make room") : .ok("disk", text)
    }

    /// The keys open every sealed name: nobody but the service's own user may read them.
    private static func privacy(_ folder: DataFolder) -> [Diagnosis] {
        let open = folder.privatePaths.filter { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
        }
        guard !open.isEmpty else { return [.ok("folder", "only its owner can read it")] }
        return open.map { .fault("folder", "others can read \($0); do: chmod -R go= \($0)") }
    }

    /// Whether every name of the district can be printed on a poster.
    private static func fonts(for catalog: Catalog) throws -> Diagnosis {
        let names = catalog.sites.map(\.name) + catalog.cells.map(\.name) + catalog.stations.map(\.name)
        let missing = try GlyphCheck.missing(in: String(Set(names.joined())))
        guard !missing.isEmpty else { return .ok("fonts", "have every character of the \(names.count) names") }
        let named = missing.sorted().prefix(namedCharacters).map(String.init).joined(separator: " ")
        return .fault(
            "fonts", "\(missing.count) characters of the names cannot be printed: \(named); install fonts-noto-cjk")
    }
}
