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
            PostersCommand.self, CountryCommand.self, StaffCommand.self, DispatchCommand.self, DoctorCommand.self,
            VerifyCommand.self, BackupCommand.self, RestoreCommand.self, MigrateDatabaseCommand.self,
            SimulateCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let status = ExitStatus.of(error)
            guard status != exitCode(for: error).rawValue else { exit(withError: error) }
            Terminal.note("Error: \(message(for: error))\n")
            exit(withError: ExitCode(status))
        }
    }
}
