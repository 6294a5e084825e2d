import ArgumentParser
import Codes
import Foundation
import Posters

/// Codes before there is a district: for every village of a list, without a database.
struct CountryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "country", abstract: "Codes and posters for every village of a list, up to a whole country.",
        subcommands: [Draw.self, Glyphs.self])
}

/// `--villages FILE [--under DIGITS]`
struct VillageOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The list: county_code, township_name or township_code, village_name.",
            discussion: "county_name and village_code if known. Rows of one county stand together; - is standard input."
        ), completion: .file())
    var villages: String
    @Option(help: "Only counties whose code begins so: 51 is 四川.") var under = ""

    var list: VillageList { VillageList(path: villages, under: under) }
}

extension CountryCommand {
    struct Draw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw them into one archive or a tree of folders, and list them in codes.csv.",
            discussion: """
                A village's token follows from its code, or where the list has none from its place and name, under \
                the keys of the deployment: the same list gives the same codes, to the byte. A run that was stopped \
                goes on where it was when it is started again.
                """)

        @OptionGroup var villages: VillageOption
        @OptionGroup var data: DataOption
        @Option(name: .customLong("base-url"), help: "The address in the codes, if it is not that of mashang.yaml.")
        var baseURL: String?
        @Option(help: "The folder to write to.", completion: .directory) var out: String
        @Option(help: "code or poster.") var what: CountryDrawing.Subject = .code
        @Option(help: "svg, a file for each village; pdf, for posters, one for the villages of a --document.")
        var format: CountryDrawing.Format = .svg
        @Option(help: "Whose villages share a pdf: township, or county, which is quicker and smaller.")
        var document: CountryDrawing.Document = .township
        @Flag(help: "A tree of folders instead of one archive.") var tree = false

        func validate() throws {
            guard what == .poster || format == .svg else { throw ValidationError("--format pdf is for --what poster") }
            guard format == .pdf || document == .township else { throw ValidationError("--document is for pdf") }
        }

        func run() async throws {
            DataFolder.keepPrivate()
            let folder = data.folder
            let settings = try Settings(
                flags: baseURL.map { ["base-url": $0] } ?? [:], environment: ProcessInfo.processInfo.environment,
                file: try folder.settingsText())
            let keys = try folder.keys()
            try PrivateFile.makeFolder(out)
            let lock = try FolderClaim(out)
            let plan = CountryPlan(in: out)
            let total = try plan.make(villages.list, keys: keys, base: settings.baseURL, seen: reportGlyphs())
            let drawing = CountryDrawing(
                subject: what, format: format, document: document, deployment: settings.name,
                checkWords: keys.key(for: .checkWords))
            let target = "\(out)/\(drawing.name)" + (tree ? "" : ".tar")
            guard var output = try CountryOutput(tree ? .tree : .archive, target: target) else {
                return Screen.terminal.show(.note(text: "\(target) is whole already"))
            }
            if output.done > 0 { Screen.terminal.show(.note(text: "going on after \(output.done) villages")) }
            var progress = Progress("villages", total: total)
            try await drawing.run(plan.entries(after: output.done), into: &output) { progress.show($0) }
            try output.finish()
            withExtendedLifetime(lock) {}
            Screen.terminal.show(.note(text: "\(total) villages in \(target), listed in \(plan.path)"))
        }

        /// A code holds no names; a poster with a hole where a name should be is said so at once.
        private func reportGlyphs() -> (Village) throws -> Void {
            guard what == .poster else { return { _ in } }
            var report = GlyphReport.ofInstalledFonts
            return { village in
                for line in try report.faults(of: village) { Screen.terminal.show(.note(text: line)) }
            }
        }
    }

    struct Glyphs: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Name every village whose names hold a character that no installed font has, or that the list lost.",
            discussion: "Exit 1 if there is one.")

        @OptionGroup var villages: VillageOption

        func run() throws {
            var report = GlyphReport.ofInstalledFonts
            var (names, faults) = (0, 0)
            try villages.list.walk { village in
                names += 1
                for line in try report.faults(of: village) {
                    Terminal.output(line)
                    faults += 1
                }
            }
            let summary =
                "\(report.characters) different characters in the names of \(names) villages, \(faults) to mend"
            Screen.terminal.show(.note(text: summary))
            guard faults == 0 else { throw ExitCode(ExitStatus.foundProblems) }
        }
    }
}

extension CountryDrawing.Subject: ExpressibleByArgument {}
extension CountryDrawing.Format: ExpressibleByArgument {}
extension CountryDrawing.Document: ExpressibleByArgument {}

extension GlyphReport {
    fileprivate static var ofInstalledFonts: Self { Self { try !GlyphCheck.missing(in: String($0)).isEmpty } }
}

/// One process at a time draws into a folder; the claim ends with the process.
private final class FolderClaim {
    private let descriptor: Int32

    /// - Throws: `FileFault`, `CountryFault.busy`
    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CountryFault.busy(path)
        }
    }

    deinit { close(descriptor) }
}
