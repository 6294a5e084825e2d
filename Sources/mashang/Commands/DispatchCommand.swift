import ArgumentParser

/// 派单: why a matter is where it is, and what other rules would do.
struct DispatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch", abstract: "Why a matter went where it went; what other rules would change.",
        subcommands: [DispatchExplain.self, DispatchDryRun.self])
}
