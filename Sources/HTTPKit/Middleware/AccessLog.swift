import HTTPTypes
public import Hummingbird
import Logging

/// One line for each answer: method, route pattern, status, milliseconds, bytes and the request's number.
///
/// Never the path, the query, an address or a user agent: a path holds a matter's number, a query may hold a
/// code.
public struct AccessLog: RouterMiddleware {
    public init() {}

    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let (logger, route) = (context.logger, context.endpointPath)
        let (method, status) = (request.method, response.status.code)
        return response.whenSent(to: request) { bytes in
            let spent = (ContinuousClock.now - start) / .milliseconds(1)
            logger.info(
                "answered",
                metadata: [
                    "method": "\(RouteLabel.method(method))", "route": "\(RouteLabel.route(route))",
                    "status": "\(status)", "ms": "\((spent * 10).rounded() / 10)", "bytes": "\(bytes)",
                ])
        }
    }
}
