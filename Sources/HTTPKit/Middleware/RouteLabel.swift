import HTTPTypes

/// Names for logs and figures that a client cannot multiply.
enum RouteLabel {
    private static let methods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options,
    ]

    static func method(_ method: HTTPRequest.Method) -> String {
        methods.contains(method) ? method.rawValue : "other"
    }

    /// The pattern that the router matched, such as `/s/{token}`.
    static func route(_ pattern: String?) -> String {
        guard let pattern, pattern != "NotFound" else { return "none" }
        return pattern
    }
}
