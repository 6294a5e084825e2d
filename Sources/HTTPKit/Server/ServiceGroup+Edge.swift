public import Logging
public import ServiceLifecycle
import UnixSignals

/// The listeners and workers of one process, stopped in reverse order on SIGTERM or Ctrl-C.
///
/// Hummingbird's own `runService` waits for ever. Here whatever has not ended after `settings.shutdownGrace`
/// is cancelled.
public func makeServiceGroup(
    _ services: [any Service], settings: EdgeSettings, logger: Logger, stopsOnSignals: Bool = true
) -> ServiceGroup {
    var configuration = ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: stopsOnSignals ? [.sigterm, .sigint] : [], logger: logger
    )
    configuration.maximumGracefulShutdownDuration = settings.shutdownGrace
    return ServiceGroup(configuration: configuration)
}
