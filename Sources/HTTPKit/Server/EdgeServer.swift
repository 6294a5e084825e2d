public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// Where a listener listens.
public enum ListenAddress: Sendable, Equatable {
    /// Port 0 takes a free one, which `onRunning` then reports.
    case host(String, port: Int)
    /// A socket file, such as the command line's way to a running server.
    case unixSocket(path: String)

    var bind: BindAddress {
        switch self {
        case .host(let host, let port): .hostname(host, port: port)
        case .unixSocket(let path): .unixDomainSocket(path: path)
        }
    }
}

/// A listener with every limit of the settings in force. Run it in `makeServiceGroup`.
/// - Parameter onRunning: called once with the port (0 for a Unix socket) when connections are accepted.
public func makeServer(
    router: Router<EdgeContext>, address: ListenAddress, settings: EdgeSettings, logger: Logger,
    onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> Application<RouterResponder<EdgeContext>> {
    refuseOtherMethods(on: router)
    let wire = HTTP1Channel.Configuration(
        additionalChannelHandlers: [RequestGuard(settings)], idleTimeout: TimeAmount(settings.idleTimeout),
        httpDecoderConfiguration: .init(
            maxHeaderFieldSize: settings.headerFieldBytes, maxHeaderListSize: settings.headerBytes,
            maxHeaderFieldCount: settings.headerFields))
    return Application(
        router: router, server: .http1(configuration: wire),
        configuration: ApplicationConfiguration(
            address: address.bind, serverName: nil, backlog: 1024,
            availableConnectionsDelegate: .maximum(settings.connections, logger: logger)),
        onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
}
