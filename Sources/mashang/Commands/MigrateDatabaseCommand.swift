import ArgumentParser
import Codes
import Crypto
import Foundation
import Matters
import Storage

struct MigrateDatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate-database", abstract: "Move a stopped deployment from its SQLite file to PostgreSQL.",
        discussion: """
            Copies every table into an empty database, compares both sides, and has the ledger check itself there. The \
            file stays. Then it says which line to put into mashang.yaml, or with --switch writes it.
            """)

    @OptionGroup var data: DataOption
    @Option(help: "The empty database: postgres://USER:PASSWORD@HOST:5432/DATABASE.") var to: String
    @Flag(name: .customLong("switch"), help: "Write the line into mashang.yaml; the old file is kept beside it.")
    var isSwitching = false

    func run() async throws {
        let folder = data.folder
        guard folder.exists else { throw DeploymentFault.notInitialised(folder.path) }
        guard let lock = try folder.lock() else { throw DeploymentFault.inUse(folder.path) }
        defer { withExtendedLifetime(lock) {} }
        let deployment = try await Deployment.open(folder)
        defer { try? deployment.store.close() }
        let rows = Shown("rows")
        let move = try Move(of: deployment.store, to: to)
        defer { try? move.close() }
        let moved = try await move.run(at: deployment.clock.now(), progress: rows.show)
        for table in moved { Terminal.output("\(table.table): \(table.rows) rows, the same on both sides") }
        try await check(deployment)
        guard isSwitching else {
            Terminal.output("Put this line into \(folder.settingsFile), and start the server:")
            return Terminal.output(SettingsText.line(to))
        }
        let kept = try SettingsText.switchDatabase(of: folder, to: to)
        Terminal.output("\(folder.settingsFile) names the new database; the old settings are \(kept).")
    }

    /// The moved ledger, opened as a server would open it.
    private func check(_ deployment: Deployment) async throws {
        let store = try await Store.open(
            .postgres(url: to), creating: false,
            sealing: deployment.keys.key(for: .seal).withUnsafeBytes { [UInt8]($0) },
            node: deployment.folder.node(random: deployment.random), clock: deployment.clock, random: deployment.random,
            onTrouble: { Terminal.note("\($0)\n") }, onFatal: Deployment.stopAtOnce)
        defer { try? store.close() }
        try await LedgerCheck.run(store, deployment.keys)
    }
}

/// The `database` line of `mashang.yaml`.
enum SettingsText {
    static func line(_ url: String) -> String {
        "database: \"" + url.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// - Returns: where the old settings are.
    static func switchDatabase(of folder: DataFolder, to url: String) throws -> String {
        let old = try folder.settingsText()
        let kept = folder.settingsFile + ".before-migration"
        try PrivateFile.write(Array(old.utf8), to: kept)
        let others = old.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("database:") }.joined(separator: "\n")
        let text = (others.isEmpty || others.hasSuffix("\n") ? others : others + "\n") + line(url) + "\n"
        try PrivateFile.write(Array(text.utf8), to: folder.settingsFile)
        return kept
    }
}
