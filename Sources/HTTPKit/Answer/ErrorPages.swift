/// How an error looks to a person. The surfaces give it; this ring has no templates.
public protocol ErrorPages: Sendable {
    /// A whole HTML page in `context.language` that shows the problem's title, its detail and
    /// `context.requestID`.
    func page(for problem: HTTPProblem, context: EdgeContext) -> String
}
