import HTTPKit
import HTTPTypes
import Pages

/// The page for any error: in the visitor's language, with a number to quote on the telephone.
struct ErrorPrinter: ErrorPages {
    let pages: PagePrinter

    /// The page has words of its own for these; saying it twice helps nobody.
    private static let saidByThePage: Set = ["not-found", "not-yours", "our-fault", "busy", "too-fast"]

    func page(for problem: HTTPProblem, context: EdgeContext) -> String {
        let said = Self.saidByThePage.contains(problem.slug) ? [] : [problem.detail]
        let detail = (said + problem.faults.map(\.detail)).map { $0.text(in: context.language) }
        return pages.text(
            ProblemPage(
                status: problem.status.code, detail: detail.isEmpty ? nil : detail.joined(separator: " "),
                requestID: context.requestID),
            context)
    }
}
