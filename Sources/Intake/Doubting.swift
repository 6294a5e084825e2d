import Codes
import HTTPKit
import Hummingbird
import Matters
import Pages

/// 疑似假码: whoever sees a sticker that looks forged says so, of a code that opened or of one that did not; and the
/// front page, where a poster's spoken number takes the place of scanning.
extension IntakeSurface {
    @Sendable func showFront(_ request: Request, _ context: EdgeContext) async throws -> Response {
        pages.answer(FrontPage(), context, languagePath: Paths.front)
    }

    /// 念码: the number on a poster, typed by whoever cannot scan.
    @Sendable func find(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let typed = try await request.readForm(limit: Bounds.formBytes)[FrontPage.numberField] ?? ""
        func again(_ fault: FrontPage.Fault, _ status: HTTPResponse.Status) -> Response {
            pages.answer(FrontPage(number: typed, fault: fault), context, status: status)
        }
        // Nobody walks through all numbers.
        if case .wait = flood.lookUp.take(context.client.floodKey) { return again(.tooMany, .tooManyRequests) }
        guard let spoken = SpokenCode(typed) else {
            return again(typed.allSatisfy(\.isWhitespace) ? .empty : .wrong, .unprocessableContent)
        }
        let serial = spoken.serial(key: keys.key(for: .spokenCode))
        guard let code = try await siteCodes.serial(serial), code.opens(at: clock.now()) else {
            return again(.unknown, .unprocessableContent)
        }
        return .seeOther(Paths.scan(code.token))
    }

    @Sendable func showDoubt(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let token = try await doubted(context)
        return pages.answer(
            DoubtPage(token: token), context, languagePath: token.map(Paths.doubt) ?? Paths.foreignDoubt)
    }

    @Sendable func doubt(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let token = try await doubted(context)
        let form = try await request.readForm(limit: Bounds.formBytes)
        let (typedReason, typedNote) = (form[DoubtPage.reasonField] ?? "", form[DoubtPage.noteField] ?? "")
        var faults: [DoubtPage.Fault] = []
        let reason = CodeDoubt.Reason(rawValue: typedReason)
        if reason == nil { faults.append(.reasonEmpty) }
        var note: String?
        do throws(TextFault) {
            note = try PlainText(typedNote, limit: Bounds.doubtCharacters, multiline: true).text
        } catch {
            if error != .empty { faults.append(.noteWrong) }
        }
        // A sticker that is none of ours can only be found by what is said about it.
        if token == nil, note == nil, faults.isEmpty { faults.append(.noteEmpty) }
        guard let reason, faults.isEmpty else {
            let page = DoubtPage(token: token, reason: typedReason, note: typedNote, faults: faults)
            return pages.answer(page, context, status: .unprocessableContent)
        }
        try slow(flood.filing, context)
        try await codeWatch.doubt(CodeDoubt(token: token, at: clock.now(), reason: reason, note: note))
        return pages.answer(DoubtPage(token: token, isDone: true), context)
    }

    /// The code of the address, if it is one of ours, dead or alive.
    private func doubted(_ context: EdgeContext) async throws -> String? {
        guard let token = context.parameters.get("token").flatMap({ SiteToken($0) }) else { return nil }
        return try await siteCodes.code(token.text)?.token
    }
}
