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
        var context = context
        context.language = negotiation.language(
            query: chosen, cookie: cookies[Self.name, in: request],
            accept: request.headers[values: .acceptLanguage])
        var response = try await next(request, context)
        if let chosen, negotiation.supported(chosen) != nil {
            cookies.set(Self.name, to: context.language, for: .seconds(365 * 86_400), on: &response)
        }
        return response
    }
}
