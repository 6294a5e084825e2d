import Clockwork
import Foundation
import HTTPKit
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Storage

/// The running server: its listeners, the control socket, and the small jobs that keep it true.
struct Listeners {
    let deployment: Deployment
    let logger: Logger
    /// Called once residents can be answered, with the port that was taken.
    var onReady: @Sendable (_ port: Int) async -> Void = { _ in }

    /// Runs until SIGTERM or SIGINT, then lets every answer finish.
    func run() async throws {
        let surfaces = try Surfaces(deployment)
        let settings = deployment.settings
        let edge = surfaces.settings
        var services: [any Service] = [
            FollowOthers(deployment: deployment, logger: logger),
            WatchGrid(deployment: deployment, logger: logger),
            CountVisits(surfaces: surfaces, logger: logger),
            JobRunner(
                Jobs.all(on: deployment, logger: logger, onTick: surfaces.noteTick),
                leases: deployment.store.leases, clock: deployment.clock, logger: logger, onRun: surfaces.noteJob),
            controlSocket(),
            makeServer(
                router: surfaces.operationsRouter(), address: settings.opsListen, settings: edge, logger: logger),
        ]
        if let staff = settings.staffListen {
            services.append(
                makeServer(router: surfaces.staffRouter(), address: staff, settings: edge, logger: logger))
        }
        services.append(
            makeServer(
                router: surfaces.publicRouter(withDesks: settings.staffListen == nil), address: settings.listen,
                settings: edge, logger: logger, onRunning: onReady))
        do {
            try await makeServiceGroup(services, settings: edge, logger: logger).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ListenFault.inUse
        }
        try deployment.store.close()
        unlink(deployment.folder.socket)
    }

    /// `DIR/mashang.sock`: only the folder's owner may write to it.
    private func controlSocket() -> some Service {
        let path = deployment.folder.socket
        unlink(path)
        return Application(
            router: ControlServer.router(deployment),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in chmod(path, 0o600) }, logger: logger)
    }
}

enum ListenFault: Error, CustomStringConvertible {
    case inUse

    var description: String {
        "One of the addresses is in use by another program. Choose others: --listen, --staff-listen, --ops-listen."
    }
}

/// Writes down the visits that this node counted, every few seconds and at the end.
private struct CountVisits: Service {
    let surfaces: Surfaces
    let logger: Logger

    private static let every = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.every)
                await flush()
            }
        }
        await flush()
    }

    private func flush() async {
        do {
            // What is cut off in the middle would be lost.
            try await Task { try await surfaces.flushVisits() }.value
        } catch {
            logger.warning("visits were not written down; they are kept", metadata: ["error": "\(error)"])
        }
    }
}

/// Tells live pages what other nodes commit.
private struct FollowOthers: Service {
    let deployment: Deployment
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await deployment.store.follow { error in
                    logger.warning("other nodes' changes cannot be read", metadata: ["error": "\(error)"])
                }
            } catch is CancellationError {}
        }
    }
}

/// Keeps the grid in memory true: another node imports a folder or changes the staff, and cells and staff come into
/// force and go out of it at midnight.
private struct WatchGrid: Service {
    let deployment: Deployment
    let logger: Logger

    /// How long a change made on another node may stay unseen.
    private static let pause = Duration.milliseconds(500)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: Self.pause)
                    try await deployment.grid.refresh(to: deployment.store.revisions())
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("the grid could not be refreshed; the old one stays", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(5))
                }
            }
        }
    }
}
