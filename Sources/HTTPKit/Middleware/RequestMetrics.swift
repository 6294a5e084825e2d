import HTTPTypes
public import Hummingbird
import Synchronization

/// Counts answers by route pattern and kind of status, their seconds, and the requests in flight.
public struct RequestMetrics: RouterMiddleware {
    private let registry: MetricsRegistry
    private let inFlight: MetricsRegistry.Level

    public init(_ registry: MetricsRegistry) {
        self.registry = registry
        inFlight = registry.level(
            "http_requests_in_flight", help: "Requests being answered, live streams included.")
    }

    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        inFlight.add(1)
        do {
            let response = try await next(request, context)
            let labels = [
                ("method", RouteLabel.method(request.method)),
                ("route", RouteLabel.route(context.endpointPath)),
                ("status", "\(response.status.code / 100)xx"),
            ]
            return response.whenSent(to: request) { [registry, inFlight] _ in
                inFlight.add(-1)
                registry.count("http_requests_total", help: "Requests answered.", labels: labels)
                registry.observe(
                    "http_request_seconds", help: "Time to answer, in seconds.",
                    labels: Array(labels.prefix(2)),
                    seconds: (ContinuousClock.now - start) / .seconds(1))
            }
        } catch {
            inFlight.add(-1)
            throw error
        }
    }
}
