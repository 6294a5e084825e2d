import ArgumentParser
import Codes
import Foundation
import GridCatalog
import Matters

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a deployment: keys, database, grid. Safe to run again.")

    @Argument(help: "The folder to make.", completion: .directory)
    var path: String
    @Option(
        help: "The grid folder: Grids/NAME, or one that holds rules/, calendar/ and a district.", completion: .directory
    )
    var grids: String
    @Option(help: "The name residents see.")
    var name: String?
    @Option(name: .customLong("base-url"), help: "The address printed in the codes, such as https://yj.example.gov.cn.")
    var baseURL: String?
    @Option(help: "postgres://… if several nodes share a database; written to mashang.yaml.")
    var database: String?

    func run() async throws {
        let packed = try GridsCommand.checked(grids)
        let folder = DataFolder(path)
        try folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
        if try !folder.settingsText().isEmpty, name != nil || baseURL != nil || database != nil {
            Terminal.note("\(folder.settingsFile) is kept; edit it to change the name, address or database\n")
        }
        try folder.writeSettings(settingsText)
        guard let lock = try folder.lock() else { throw DeploymentFault.inUse(folder.path) }
        let deployment = try await Deployment.open(folder, creating: true)
        _ = try await Console.run(
            { try await GridImport.run(packed, on: deployment, console: $0) }, receive: Screen.terminal.show)
        Terminal.output("\(folder.path) is ready. Next:")
        Terminal.output("  mashang codes issue --all --data \(path)")
        Terminal.output("  mashang staff reset LOGIN --password-stdin --data \(path)")
        Terminal.output("  mashang serve --data \(path)")
        withExtendedLifetime(lock) {}
    }

    private var settingsText: String {
        var lines = ["# Settings of this deployment. Flag > environment MASHANG_… > this file.", ""]
        if let name { lines.append("name: \(Self.quoted(name))") }
        if let baseURL { lines.append("base-url: \(Self.quoted(baseURL))") }
        if let database { lines.append("database: \(Self.quoted(database))") }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
