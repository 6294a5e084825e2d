import ArgumentParser
import Dispatcher
import Foundation
import GridCatalog
import Matters
import Storage

struct GridsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grids", abstract: "Check and import a grid folder.", subcommands: [Check.self, Import.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Report every problem with its file and line; exit 1 if there is any.")

        @Argument(help: "The grid folder.", completion: .directory)
        var folder: String

        func run() async throws {
            let folder = try GridDisk.read(folder)
            var errors = 0
            for district in folder.districts.isEmpty ? [""] : folder.districts {
                let read = GridsCommand.parse(folder.only(district: district))
                for problem in read.problems { Terminal.output(problem.description) }
                errors += read.problems.filter { !$0.isWarning }.count
                guard let catalog = read.catalog else { continue }
                Terminal.output(
                    "\(district): \(catalog.townships.count) townships, \(catalog.cells.count) cells, "
                        + "\(catalog.sites.count) sites, \(catalog.stations.count) stations, "
                        + "\(catalog.staffInFile.count) staff, no errors")
            }
            guard errors == 0 else {
                Terminal.output("\(errors) errors")
                throw ExitCode(ExitStatus.foundProblems)
            }
        }
    }

    struct Import: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a grid folder and put it in force. Codes on the walls keep working.")

        @Argument(help: "The grid folder.", completion: .directory)
        var folder: String
        @OptionGroup var data: DataOption
        @Flag(name: .customLong("dry-run"), help: "Check, say what would change, change nothing.")
        var dryRun = false

        func prepare() throws -> Data { Data(try GridsCommand.checked(folder).pack()) }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            guard let folder = GridFolder(packed: [UInt8](input)) else {
                throw ValidationError("the grid folder arrived broken; try again")
            }
            try await GridImport.run(folder, on: deployment, console: console, dryRun: dryRun)
        }
    }

    /// The folder, if it has no error; else every problem goes to standard error and the command ends with 1.
    static func checked(_ path: String) throws -> GridFolder {
        let folder = try GridDisk.read(path)
        let read = parse(folder)
        for problem in read.problems {
            Terminal.note(problem.description + "\n")
        }
        guard read.catalog != nil else { throw ExitCode(ExitStatus.foundProblems) }
        return folder
    }

    private static func parse(_ folder: GridFolder) -> (catalog: Catalog?, problems: [Problem]) {
        CatalogParse.read(folder, on: ChinaTime.date(of: Clock.system.now()))
    }
}

/// Puts a checked folder in force: the folder to the shelf, its staff to the accounts.
enum GridImport {
    static func run(
        _ folder: GridFolder, on deployment: Deployment, console: Console, dryRun: Bool = false
    ) async throws {
        let now = deployment.clock.now()
        let today = ChinaTime.date(of: now)
        let (catalog, problems) = CatalogParse.read(folder, on: today)
        guard let catalog else { throw GridFault.broken(version: deployment.grid.version + 1, problems: problems) }
        if let old = deployment.grid.dispatcher?.catalog.rulebook {
            let rewritten = catalog.rulebook.rewritten(from: old, on: today)
            guard rewritten.isEmpty else { throw GridFault.rewritten(rewritten, today) }
        }
        describe(catalog, replacing: deployment.grid.dispatcher?.catalog, console)
        if dryRun {
            console.note("dry run: nothing was changed")
            return
        }
        let version = try await deployment.store.shelf.add(folder.pack(), now)
        try await deployment.store.accounts.replaceImported(catalog.staffInFile, now)
        try await deployment.store.audit.record(
            AuditEntry(at: now, actor: .system, action: .gridImported, subject: "\(version)"))
        try await deployment.grid.refresh()
        console.note("grid folder version \(version) is in force")
    }

    private static func describe(_ new: Catalog, replacing old: Catalog?, _ console: Console) {
        func line(_ what: String, _ before: Set<String>, _ after: Set<String>) {
            let (new, gone) = (after.subtracting(before).count, before.subtracting(after).count)
            console.note("\(what): \(after.count) (\(new) new, \(gone) gone)")
        }
        line("cells", Set(old?.cells.map(\.code.text) ?? []), Set(new.cells.map(\.code.text)))
        line("sites", Set(old?.sites.map(\.id.text) ?? []), Set(new.sites.map(\.id.text)))
        line("stations", Set(old?.stations.map(\.id.text) ?? []), Set(new.stations.map(\.id.text)))
        line("staff", Set(old?.staffInFile.map(\.id.text) ?? []), Set(new.staffInFile.map(\.id.text)))
    }
}
