import HTTPTypes
public import Hummingbird

/// The second line of defence behind the templates' escaping, and of privacy on shared phones.
public struct SecurityHeaders: RouterMiddleware {
    /// Nothing inline, nothing from elsewhere, never in a frame.
    static let contentSecurityPolicy = [
        "default-src 'none'", "img-src 'self' data:", "style-src 'self'", "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private let defaults: HTTPFields

    public init(_ settings: EdgeSettings) {
        var fields: HTTPFields = [
            .contentSecurityPolicy: Self.contentSecurityPolicy,
            .xContentTypeOptions: "nosniff",
            .referrerPolicy: "no-referrer",
            .openerPolicy: "same-origin",
            .resourcePolicy: "same-origin",
            .permissionsPolicy: "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
            .cacheControl: "no-store",
        ]
        if settings.isSecure { fields[.strictTransportSecurity] = "max-age=31536000" }
        defaults = fields
    }

    /// A header that the handler has set itself stays.
    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in defaults where response.headers[field.name] == nil {
            response.headers[field.name] = field.value
        }
        return response
    }
}
