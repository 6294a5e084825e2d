import HTTPTypes
public import Hummingbird

/// Decides the language of the answer and remembers an explicit choice for a year.
public struct LanguageChoice: RouterMiddleware {
    /// The query item and the cookie that carry a choice.
    public static let name = "lang"

    private let negotiation: Negotiation
    private let cookies: CookieJar

    public init(_ settings: EdgeSettings) {
        negotiation = Negotiation(settings)
        cookies = CookieJar(settings)
    }

    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let chosen = request.uri.queryParameters[Substring(Self.name)].map(String.init)
        let (cookie, accept) = (cookies[Self.name, in: request], request.headers[values: .acceptLanguage])
        let unasked = negotiation.language(query: nil, cookie: cookie, accept: accept)
        var context = context
        context.language = negotiation.language(query: chosen, cookie: cookie, accept: accept)
        var response = try await next(request, context)
        // Only a choice that differs is worth a cookie: links carry the language of the page along.
        if context.language != unasked {
            cookies.set(Self.name, to: context.language, for: .seconds(365 * 86_400), on: &response)
        }
        return response
    }
}
