import Codes
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// 转办函: the letter to a body outside, with its one-time link. For whoever may take the matter back from it.
extension DeskSurface {
    @Sendable func showLetter(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.readers) { visitor in
            let (matter, referral, body) = try await referral(context, to: visitor)
            let directory = visitor.directory
            let deadline = referral.facts.deadlines?.first
            let page = LetterPage(
                number: matter.number, body: directory.catalog.body(body)?.name ?? body.text,
                bodyPhone: directory.catalog.body(body)?.phone, station: directory.holder(.station(matter.unit)),
                asked: referral.words[.reason] ?? "", referredAt: referral.at,
                due: deadline.map { directory.deadline($0) }, link: link(matter, referral))
            return answer(page, to: visitor, context, at: nil, path: Paths.letter(matter.number))
        }
    }

    /// The link as a picture, for the letter's page and its print.
    @Sendable func showLetterCode(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visitor = try await visitor(request, as: Self.readers)
        let (matter, referral, _) = try await referral(context, to: visitor)
        return .drawing(try drawCode(link(matter, referral)))
    }

    /// The referral that waits for its answer.
    /// - Throws: `HTTPProblem.notFound`, `.notYours`.
    private func referral(
        _ context: EdgeContext, to visitor: Visitor
    ) async throws -> (Matter, referral: Event, body: BodyID) {
        let record = try await visible(context, to: visitor)
        guard record.matter.state == .referred, let referral = record.events.last(where: { $0.kind == .referred }),
            let body = referral.facts.body
        else { throw HTTPProblem.notFound }
        guard record.matter.allowed(for: visitor.staff).contains(.recall) else { throw HTTPProblem.notYours }
        return (record.matter, referral, body)
    }

    private func link(_ matter: Matter, _ referral: Event) -> String {
        let due = referral.facts.deadlines?.map(\.due).min() ?? referral.at
        let link = AnswerLink(number: matter.number, version: referral.version, expires: due + AnswerLink.grace)
        return edge.publicBaseURL + Paths.answer(link.text(key: keys.key(for: .answer)))
    }
}
