import ArgumentParser

/// 码上: scan a code on the wall, and the dispute is in the right hands at once.
@main
struct Mashang: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "mashang",
        abstract: "码上访、马上办: a resident scans a code, and the dispute is in the right hands at once.",
        version: version,
        subcommands: [
            DemoCommand.self, InitCommand.self, ServeCommand.self, GridsCommand.self, CodesCommand.self,
            PostersCommand.self, StaffCommand.self,
        ])
}
