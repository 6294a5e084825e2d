import HTTPTypes
public import Hummingbird

/// What the middlewares of every listener need from the composition root.
public struct EdgeParts: Sendable {
    public let settings: EdgeSettings
    public let pages: any ErrorPages
    public let metrics: MetricsRegistry
    /// 64 random bits at each call.
    public let random: @Sendable () -> UInt64

    public init(
        settings: EdgeSettings, pages: any ErrorPages, metrics: MetricsRegistry,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.settings = settings
        self.pages = pages
        self.metrics = metrics
        self.random = random
    }
}

/// A router whose every answer, errors included, is numbered, logged, counted and guarded. GET routes answer
/// HEAD.
///
/// The order is outermost first. Add routes afterwards; a middleware added later only sees routes added after
/// it.
public func makeRouter(_ parts: EdgeParts) -> Router<EdgeContext> {
    let router = Router(context: EdgeContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: RequestIdentity(random: parts.random))
    router.add(middleware: ClientAddressing(parts.settings))
    router.add(middleware: LanguageChoice(parts.settings))
    router.add(middleware: AccessLog())
    router.add(middleware: RequestMetrics(parts.metrics))
    router.add(middleware: SecurityHeaders(parts.settings))
    router.add(middleware: ErrorTranslator(pages: parts.pages, settings: parts.settings))
    router.add(middleware: OriginCheck(parts.settings))
    return router
}

/// Gives each address an answer to the methods it does not have: 405 with `Allow` instead of Hummingbird's
/// 404.
///
/// `makeServer` calls it when all routes are there; calling it twice changes nothing.
func refuseOtherMethods(on router: Router<EdgeContext>) {
    var methods: [String: (path: RouterPath, known: Set<HTTPRequest.Method>)] = [:]
    for route in router.routes {
        methods[route.path.description, default: (route.path, [])].known.insert(route.method)
    }
    for (path, known) in methods.values {
        let answered = known.contains(.get) ? known.union([.head]) : known
        let allow = answered.sorted { $0.rawValue < $1.rawValue }
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete]
        where !answered.contains(method) {
            router.on(path, method: method) { _, _ -> Response in throw HTTPProblem.notThisWay(allow: allow) }
        }
    }
}
