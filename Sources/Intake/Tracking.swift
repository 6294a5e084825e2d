import Codes
import CommandWire
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
            holder: directory.holder(matter.holder), deadlines: directory.deadlines(of: matter),
            events: record.events.map { directory.event($0) }, text: record.text, outcome: record.outcome,
            declined: record.declined, body: matter.body.map { dispatcher.catalog.body($0)?.name ?? $0.text },
            owner: matter.owner.map { dispatcher.roster.staff($0)?.name ?? $0.text },
            elsewhere: elsewhere(for: matter, dispatcher))
        return pages.answer(page, context, languagePath: Paths.track(matter.number))
    }

    /// Limits of courts and other bodies matter once the matter has gone there.
    func elsewhere(for matter: Matter, _ dispatcher: Dispatcher) -> [TimeLimit] {
        guard [.referred, .declined].contains(matter.state) else { return [] }
        let subject = TimeLimit.Subject(
            category: matter.category, cell: matter.filing.cell, draft: matter.filing.draft)
        return dispatcher.catalog.rulebook.elsewhere(for: subject, on: ChinaTime.date(of: clock.now()))
    }

    /// The page of one thing that a resident can do.
    @Sendable func showAction(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let record = try await opened(request, context) else { return .seeOther(Paths.lookUp) }
        let matter = record.matter
        guard let kind = context.parameters.get("action").flatMap(CommandKind.init(rawValue:)),
            ResidentActionPage.kinds.contains(kind), matter.allowedForResident.contains(kind)
        else { return .seeOther(Paths.track(matter.number)) }
        let page = ResidentActionPage(
            kind: kind, number: matter.number, version: matter.version, state: matter.state)
        return pages.answer(page, context, languagePath: Paths.residentAction(kind, matter.number))
    }

    /// What a resident does, from a form of the status page.
    @Sendable func command(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let record = try await opened(request, context), let dispatcher = dispatcher() else {
            return .seeOther(Paths.lookUp)
        }
        let matter = record.matter
        let form = try await request.readForm(limit: Bounds.formBytes)
        let (kind, raw) = (try CommandKind(sent: form["type"]), RawCommand(form))
        do {
            try await act(try Command(kind, raw), on: matter.number, dispatcher)
            return .seeOther(Paths.track(matter.number))
        } catch let fault as CommandFault {
            switch fault {
            case .missing, .text, .unknown, .tooSoon, .tooLate:
                let page = ResidentActionPage(
                    kind: kind, number: matter.number, version: matter.version, state: matter.state, typed: raw,
                    fault: fault)
                return pages.answer(page, context, status: .unprocessableContent)
            // Somebody acted in between, or the button was pressed twice: the page shows how it stands now.
            case .stale, .notNow, .notYours, .notVisible, .wrongOwner, .pausedTooLong:
                return .seeOther(Paths.track(matter.number))
            }
        }
    }

    @discardableResult
    func act(_ command: Command, on number: MatterNumber, _ dispatcher: Dispatcher) async throws -> MatterRecord {
        let (roster, now) = (dispatcher.roster, clock.now())
        let bench = Matter.Bench(rules: dispatcher.catalog.rulebook) { roster.staff($0) }
        return try await matters.act(number) { try $0.handleResident(command, at: now, on: bench) }
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
    func isReceipt(_ code: ReceiptCode, of number: MatterNumber) async throws -> Bool {
        let hash = code.lookupHash(key: keys.key(for: .receiptLookup))
        return try await matters.numberOfReceipt(hash) == number
    }
}

extension MatterRecord {
    /// 不予受理: the ground, why, and where to go instead; `nil` unless that is how it stands.
    var declined: TrackPage.Declined? {
        guard matter.state == .declined, let ground = matter.ground,
            let event = events.last(where: { $0.kind == .declined })
        else { return nil }
        return TrackPage.Declined(
            ground: ground, reason: event.words[.reason] ?? "", elsewhere: event.words[.elsewhere] ?? "")
    }
}
