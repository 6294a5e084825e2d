import Codes
import Dispatcher
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// Looking a matter up with number and code, and answering "is it solved?".
extension IntakeSurface {
    static let passCookie = "receipt"

    @Sendable func showLookUp(_ request: Request, _ context: EdgeContext) async throws -> Response {
        pages.answer(LookUpPage(), context, languagePath: Paths.lookUp)
    }

    @Sendable func lookUp(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let form = try await request.readForm(limit: Bounds.formBytes)
        let (typedNumber, typedCode) = (form[LookUpPage.numberField] ?? "", form[LookUpPage.codeField] ?? "")
        func again(_ faults: [LookUpPage.Fault], _ status: HTTPResponse.Status) -> Response {
            pages.answer(LookUpPage(number: typedNumber, code: typedCode, faults: faults), context, status: status)
        }
        if case .wait = flood.lookUp.take(context.client.floodKey) { return again([.tooMany], .tooManyRequests) }
        let (number, code) = (MatterNumber(typedNumber), ReceiptCode(typedCode))
        guard let number, let code else {
            var faults: [LookUpPage.Fault] = []
            if number == nil { faults.append(typedNumber.allSatisfy(\.isWhitespace) ? .numberEmpty : .numberWrong) }
            if code == nil { faults.append(typedCode.allSatisfy(\.isWhitespace) ? .codeEmpty : .codeWrong) }
            return again(faults, .unprocessableContent)
        }
        guard try await isReceipt(code, of: number) else { return again([.noSuchPair], .unprocessableContent) }
        let pass = ReceiptPass(number: number, expires: clock.now() + ReceiptPass.life)
        var response = Response.seeOther(Paths.track(number))
        cookies.set(
            Self.passCookie, to: pass.text(key: keys.key(for: .form)),
            for: .milliseconds(ReceiptPass.life.milliseconds), on: &response)
        return response
    }

    @Sendable func showMatter(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let record = try await opened(request, context), let dispatcher = dispatcher() else {
            return .seeOther(Paths.lookUp)
        }
        let directory = Directory(catalog: dispatcher.catalog, roster: dispatcher.roster)
        let matter = record.matter
        let page = TrackPage(
            matter: matter, site: directory.site(matter.filing.site, cell: matter.filing.cell),
            holder: directory.holder(matter.holder), deadlines: matter.deadlines.map(directory.deadline),
            events: record.events.map(directory.event), text: record.text, outcome: record.outcome)
        return pages.answer(page, context, languagePath: Paths.track(matter.number))
    }

    @Sendable func showContest(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let record = try await opened(request, context) else { return .seeOther(Paths.lookUp) }
        guard record.matter.state == .resolved else { return .seeOther(Paths.track(record.matter.number)) }
        let page = ContestPage(number: record.matter.number, version: record.matter.version)
        return pages.answer(page, context, languagePath: Paths.contest(record.matter.number))
    }

    /// `confirm` or `contest`, from a form of the status page.
    @Sendable func command(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let record = try await opened(request, context), let dispatcher = dispatcher() else {
            return .seeOther(Paths.lookUp)
        }
        let number = record.matter.number
        let form = try await request.readForm(limit: Bounds.formBytes)
        let now = clock.now()
        let rules = dispatcher.catalog.rulebook
        guard let kind = CommandKind(rawValue: form["type"] ?? "") else {
            throw HTTPProblem.unusable([.init(field: "type", detail: .init(zh: "没有这个操作", en: "no such command"))])
        }
        do {
            let command = try Command(kind, version: Int(form["version"] ?? "") ?? 0, reason: form["reason"] ?? "")
            _ = try await matters.act(number) { try $0.handleResident(command, at: now, rules: rules) }
            return .seeOther(Paths.track(number))
        } catch let fault as CommandFault {
            switch fault {
            case .missing, .text:
                let page = ContestPage(
                    number: number, version: record.matter.version, reason: form["reason"] ?? "", fault: fault)
                return pages.answer(page, context, status: .unprocessableContent)
            // Somebody acted in between, or the button was pressed twice: the page shows how it stands now.
            case .stale, .notNow, .notYours, .notVisible, .wrongOwner: return .seeOther(Paths.track(number))
            }
        }
    }

    @Sendable func leave(_ request: Request, _ context: EdgeContext) async throws -> Response {
        var response = Response.seeOther(Paths.lookUp)
        cookies.clear(Self.passCookie, on: &response)
        return response
    }

    /// The matter of the address, if this browser showed its receipt code a short time ago.
    private func opened(_ request: Request, _ context: EdgeContext) async throws -> MatterRecord? {
        guard let number = context.parameters.get("number").flatMap({ MatterNumber($0) }),
            let text = cookies[Self.passCookie, in: request],
            let pass = ReceiptPass(text, key: keys.key(for: .form), now: clock.now()), pass.number == number
        else { return nil }
        return try await matters.record(number)
    }

    /// A wrong code and an unknown number take the same path: one look-up by the code's keyed hash.
    private func isReceipt(_ code: ReceiptCode, of number: MatterNumber) async throws -> Bool {
        let hash = code.lookupHash(key: keys.key(for: .receiptLookup))
        return try await matters.numberOfReceipt(hash) == number
    }
}
