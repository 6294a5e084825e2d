import HTTPTypes
public import Hummingbird

/// Finds out who asks, before anything counts or refuses by address.
public struct ClientAddressing: RouterMiddleware {
    private let trusted: [AddressRange]

    public init(_ settings: EdgeSettings) { trusted = settings.trustedProxies }

    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.client = ClientAddress.resolve(
            peer: context.peer?.ipAddress.flatMap(IPAddress.init),
            forwarded: request.headers[values: .forwardedFor],
            trusted: trusted)
        return try await next(request, context)
    }
}
