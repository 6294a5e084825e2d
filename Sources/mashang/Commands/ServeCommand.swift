import ArgumentParser
import Foundation
import HTTPKit
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer residents and staff until stopped.")

    @OptionGroup var data: DataOption
    @OptionGroup var listening: ListenOptions

    func run() async throws {
        guard data.folder.exists else { throw DeploymentFault.notInitialised(data.folder.path) }
        guard let lock = try data.folder.lock() else { throw DeploymentFault.inUse(data.folder.path) }
        let deployment = try await Deployment.open(data.folder, flags: listening.flags)
        guard deployment.grid.dispatcher != nil else { throw DeploymentFault.noGrid }
        let logger = ServerLog.make()
        let settings = deployment.settings
        if !settings.floodLimits { logger.warning("flood limits are off: for load tests only") }
        try await Listeners(deployment: deployment, logger: logger) { port in
            logger.notice("ready", metadata: ["listen": "\(settings.listen.text(port: port))"])
        }.run()
        withExtendedLifetime(lock) {}
    }
}

/// Where to listen; each may stand in the environment or in `mashang.yaml` instead.
struct ListenOptions: ParsableArguments {
    @Option(help: "HOST:PORT for residents (and staff).") var listen: String?
    @Option(name: .customLong("staff-listen"), help: "HOST:PORT of a listener of their own for staff.") var staffListen:
        String?
    @Option(name: .customLong("ops-listen"), help: "HOST:PORT for /healthz, /readyz and /metrics.") var opsListen:
        String?
    @Option(name: .customLong("base-url"), help: "The address printed in the codes.") var baseURL: String?
    @Option(help: "sqlite, or the postgres:// address that several nodes share.") var database: String?

    var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["listen"] = listen
        flags["staff-listen"] = staffListen
        flags["ops-listen"] = opsListen
        flags["base-url"] = baseURL
        flags["database"] = database
        return flags
    }
}

enum ServerLog {
    /// Lines of key=value on standard error; `MASHANG_LOG_LEVEL` says from which level on.
    /// - Parameter quietly: only what went wrong, for a terminal that shows something else.
    static func make(quietly: Bool = false) -> Logger {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "mashang")
        let wanted = ProcessInfo.processInfo.environment["MASHANG_LOG_LEVEL"]
        logger.logLevel = wanted.flatMap { Logger.Level(rawValue: $0) } ?? (quietly ? .error : .info)
        return logger
    }
}

extension ListenAddress {
    /// - Parameter port: the port that was taken, where 0 was asked for.
    func text(port taken: Int? = nil) -> String {
        switch self {
        case .host(let host, let port): "\(host):\(taken ?? port)"
        case .unixSocket(let path): path
        }
    }
}
