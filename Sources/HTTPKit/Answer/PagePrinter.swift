public import HTTPTypes
public import Hummingbird
public import Matters
public import Pages

/// Turns a page into an answer: finds its language, adds what every page carries, and prints it.
public struct PagePrinter: Sendable {
    private let library: PageLibrary
    private let deployment: String
    private let hotlines: @Sendable () -> [CallLine]
    private let clock: Clock

    /// - Parameter hotlines: the lines of the grid in force.
    public init(
        library: PageLibrary, deployment: String, hotlines: @escaping @Sendable () -> [CallLine], clock: Clock
    ) {
        self.library = library
        self.deployment = deployment
        self.hotlines = hotlines
        self.clock = clock
    }

    /// - Parameters:
    ///   - languagePath: this page's own address, if opening it again in the other language loses nothing.
    ///   - asker: the request, only where the page may be compressed (see `Response.html`).
    public func answer(
        _ page: some Page, _ context: EdgeContext, status: HTTPResponse.Status = .ok, languagePath: String? = nil,
        person: Chrome.Person? = nil, formToken: String = "", compressedFor asker: Request? = nil
    ) -> Response {
        let text = text(page, context, languagePath: languagePath, person: person, formToken: formToken)
        return .html(text, status: status, language: context.language, compressedFor: asker)
    }

    /// The page as text, for answers somebody else makes.
    public func text(
        _ page: some Page, _ context: EdgeContext, languagePath: String? = nil, person: Chrome.Person? = nil,
        formToken: String = ""
    ) -> String {
        let chrome = Chrome(
            deployment: deployment, language: PageLanguage(code: context.language) ?? .zhHans,
            languagePath: languagePath, person: person, formToken: formToken, hotlines: hotlines(), now: clock.now())
        return library.render(page, chrome: chrome)
    }
}
