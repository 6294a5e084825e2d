import HTTPTypes
public import Hummingbird
import Logging
import NIOHTTP1

/// Turns every thrown error into an answer: problem details for programs, a page for people.
///
/// Hummingbird would answer an unknown error with an empty 500 and log it at debug only.
public struct ErrorTranslator: RouterMiddleware {
    private let pages: any ErrorPages
    private let negotiation: Negotiation

    public init(pages: any ErrorPages, settings: EdgeSettings) {
        self.pages = pages
        negotiation = Negotiation(settings)
    }

    public func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            throw error  // The connection answers this one itself; a second answer would follow ours.
        } catch {
            return answer(problem(for: error, context), to: request, context)
        }
    }

    private func problem(for error: any Error, _ context: EdgeContext) -> HTTPProblem {
        switch error {
        case let problem as HTTPProblem: return problem
        case let error as any HTTPProblemConvertible:
            if error.problem.status == .internalServerError {
                context.logger.error("what is stored does not hold", metadata: ["error": "\(error)"])
            }
            return error.problem
        case let error as any HTTPResponseError where error.status.code < 500: return .plain(error.status)
        case is CancellationError: return .busy()
        default:
            var metadata = LogLine.metadata(of: error)
            metadata["route"] = "\(RouteLabel.route(context.endpointPath))"
            context.logger.error("unexpected error", metadata: metadata)
            return .ourFault
        }
    }

    private func answer(_ problem: HTTPProblem, to request: Request, _ context: EdgeContext) -> Response {
        var response = document(problem, for: request, context)
        if let wait = problem.retryAfter {
            response.headers[.retryAfter] = String(max(1, wait.components.seconds))
        }
        if !problem.allow.isEmpty {
            response.headers[.allow] = problem.allow.map(\.rawValue).joined(separator: ", ")
        }
        if problem.status == .unauthorized {
            // RFC 9110 §15.5.2: how to come in. A browser asks nobody for a bearer token.
            response.headers[.wwwAuthenticate] = #"Bearer realm="mashang""#
        }
        if problem.status == .contentTooLarge {
            response.headers[.connection] = "close"  // `RequestGuard` stops reading what was refused.
        }
        response.headers[.vary] = "Accept, Accept-Language, Cookie"
        return response
    }

    private func document(_ problem: HTTPProblem, for request: Request, _ context: EdgeContext) -> Response {
        let json = ProblemDocument(problem: problem, requestID: context.requestID, language: context.language)
        if negotiation.prefersJSON(request), let response = try? json.response() { return response }
        return .html(
            pages.page(for: problem, context: context), status: problem.status, language: context.language)
    }
}
