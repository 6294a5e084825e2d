import HTTPKit
import HTTPTypes
import Pages

/// The page for any error: in the visitor's language, with a number to quote on the telephone.
struct ErrorPrinter: ErrorPages {
    let pages: PagePrinter

    func page(for problem: HTTPProblem, context: EdgeContext) -> String {
        let detail = ([problem.detail] + problem.faults.map(\.detail)).map { $0.text(in: context.language) }
        return pages.text(
            ProblemPage(
                status: problem.status.code, detail: detail.joined(separator: " "), requestID: context.requestID),
            context)
    }
}
