import HTTPTypes
public import Hummingbird

/// Refuses a form that another site sends with our visitor's cookies, before any token is looked at.
///
/// `Sec-Fetch-Site` decides where the browser sends it. An older browser's `Origin` must be ours.
/// `Origin: null` says nothing: our own `Referrer-Policy: no-referrer` makes browsers send it with our own
/// forms. `SameSite` cookies and the form's token stand behind this check.
public struct OriginCheck: RouterMiddleware {
    private let publicBaseURL: String

    public init(_ settings: EdgeSettings) { publicBaseURL = settings.publicBaseURL.lowercased() }

    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        guard isSafe(request) || isOurs(request) else { throw HTTPProblem.foreignForm }
        return try await next(request, context)
    }

    private func isSafe(_ request: Request) -> Bool {
        let isReading = [HTTPRequest.Method.get, .head, .options].contains(request.method)
        return isReading || request.headers[.cookie] == nil
    }

    private func isOurs(_ request: Request) -> Bool {
        if let site = request.headers[.fetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = request.headers[.origin]?.lowercased(), origin != "null" else { return true }
        let isPublic = publicBaseURL == origin || publicBaseURL.hasPrefix(origin + "/")
        let host = request.head.authority?.lowercased() ?? ""
        return isPublic || origin == "http://" + host || origin == "https://" + host
    }
}
