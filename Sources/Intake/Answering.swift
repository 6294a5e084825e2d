import Codes
import Dispatcher
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// 外单位答复: a body that a matter was referred to answers through its one-time link.
extension IntakeSurface {
    @Sendable func showAnswer(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let asked = try await asked(context) else { return deadLink(context, isExpired: isExpired(context)) }
        return pages.answer(page(asked), context, languagePath: Paths.answer(asked.text))
    }

    @Sendable func answerReferral(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try slow(flood.filing, context)
        let form = try await request.readForm(limit: Bounds.formBytes)
        guard let asked = try await asked(context), let dispatcher = dispatcher() else {
            return deadLink(context, isExpired: isExpired(context))
        }
        guard asked.isOpen else { return .seeOther(Paths.answer(asked.text)) }
        let roster = dispatcher.roster
        let bench = Matter.Bench(rules: dispatcher.catalog.rulebook) { roster.staff($0) }
        let now = clock.now()
        do {
            // Whatever happened since the letter was read, the answer is to the referral, not to a version.
            _ = try await matters.act(asked.record.matter.number) { matter in
                let command = try Command(.answer, version: matter.version, note: form["note"] ?? "")
                return try matter.handleBody(command, of: asked.body, at: now, on: bench)
            }
            return .seeOther(Paths.answer(asked.text))
        } catch let fault as CommandFault {
            guard fault.isAboutText else { return .seeOther(Paths.answer(asked.text)) }
            return pages.answer(
                page(asked, typed: form["note"] ?? "", fault: fault), context, status: .unprocessableContent)
        }
    }

    /// A referral that a link opens.
    private struct Asked {
        let text: String
        let record: MatterRecord
        let referral: Event
        let body: BodyID
        let isOpen: Bool
    }

    /// `nil` if the link is not ours, has ended, or if the matter was taken back from the body.
    private func asked(_ context: EdgeContext) async throws -> Asked? {
        guard let text = context.parameters.get("link"),
            let link = try? AnswerLink(text, key: keys.key(for: .answer), now: clock.now()),
            let record = try await matters.record(link.number),
            let referral = record.events.first(where: { $0.version == link.version && $0.kind == .referred }),
            let body = referral.facts.body
        else { return nil }
        let later = record.events.filter { $0.version > link.version }
        let answered = later.first { [.answered, .recalled, .referred].contains($0.kind) }
        let isOpen = answered == nil && record.matter.state == .referred
        guard isOpen || answered?.kind == .answered else { return nil }
        return Asked(text: text, record: record, referral: referral, body: body, isOpen: isOpen)
    }

    private func isExpired(_ context: EdgeContext) -> Bool {
        guard let text = context.parameters.get("link") else { return false }
        do throws(AnswerLink.Fault) {
            _ = try AnswerLink(text, key: keys.key(for: .answer), now: clock.now())
            return false
        } catch { return error == .expired }
    }

    private func page(_ asked: Asked, typed: String = "", fault: CommandFault? = nil) -> AnswerPage {
        let matter = asked.record.matter
        let directory = dispatcher().map { Directory(catalog: $0.catalog, roster: $0.roster) }
        let due = asked.referral.facts.deadlines?.map(\.due).min()
        return AnswerPage(
            link: asked.text, number: matter.number,
            standing: asked.isOpen ? .open(version: matter.version) : .answered,
            station: directory?.holder(.station(matter.unit)) ?? .station(name: matter.unit.text, phone: nil),
            body: directory?.catalog.body(asked.body)?.name ?? asked.body.text,
            asked: asked.referral.words[.reason] ?? "", due: due, typed: typed, fault: fault)
    }

    private func deadLink(_ context: EdgeContext, isExpired: Bool) -> Response {
        pages.answer(DeadLinkPage(isExpired: isExpired), context, status: isExpired ? .gone : .notFound)
    }
}

extension CommandFault {
    /// It can be mended by typing again.
    fileprivate var isAboutText: Bool {
        switch self {
        case .missing, .text: true
        default: false
        }
    }
}
