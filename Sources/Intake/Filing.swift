import Codes
import Dispatcher
import GridCatalog
import FoundationEssentials
import HTTPKit
import Hummingbird
import Matters

/// `POST /s/{token}/reports`: parse once, route, and put it into the ledger. What is answered is durable.
extension IntakeSurface {
    @Sendable func fileReport(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let scanned: ScannedSite
        do { scanned = try await scannedSite(context) } catch let dead as DeadCode {
            return try deadCode(dead, request, context)
        }
        try slow(flood.filing, context)
        let isJSON = request.mediaType == "application/json"
        let raw = try await readReport(request, isJSON: isJSON)
        let report: Report
        do throws(ReportFaults) {
            report = try Report(raw, site: scanned.site.id) { scanned.catalog.category($0) != nil }
        } catch {
            if isJSON || Negotiation(edge).prefersJSON(request) { throw HTTPProblem(error) }
            return refused(raw, error, scanned, context)
        }
        let (receipt, isReplay) = try await file(report, scanned, language: context.language)
        return try answer(receipt, isReplay: isReplay, isJSON: isJSON, scanned, request, context)
    }

    /// - Returns: the receipt, and whether this draft had been filed before.
    private func file(
        _ report: Report, _ scanned: ScannedSite, language: String
    ) async throws -> (Receipt, isReplay: Bool) {
        guard let dispatcher = dispatcher() else { throw HTTPProblem.busy() }
        let now = clock.now()
        let cell = scanned.cell.code
        let asked = Question(
            cell: cell, site: scanned.site.kind, category: report.category, concerns: report.concerns,
            language: language, now: now)
        let load = try await matters.load(dispatcher.candidates(for: asked))
        let decision = try dispatcher.route(asked, load: load)
        let code = ReceiptCode.derive(draft: report.draft.text, key: keys.key(for: .receiptCode))
        let year = ChinaTime.date(of: now).year
        let rules = dispatcher.catalog.rulebook
        let emergencies = dispatcher.catalog.emergencies(in: report.text).map(\.id)
        let token = scanned.token
        let presence = Presence(
            of: report.location, at: scanned.site.location, scans: meter.scans(of: token, at: now))
        let new = NewMatter(
            draft: report.draft, bodyHash: report.contentHash(key: keys.key(for: .receiptLookup)),
            receiptHash: code.lookupHash(key: keys.key(for: .receiptLookup)),
            numbers: (0..<4).map { _ in MatterNumber(year: year, serial: random.number()) },
            events: {
                Matter.open(
                    report, cell: cell, number: $0, decision: decision, emergencies: emergencies, presence: presence,
                    at: now, rules: rules)
            })
        switch try await matters.file(new) {
        case .filed(let record):
            // Whom a report concerns reads these numbers too, and must not count one that they cannot see.
            if decision.isOpen {
                meter.note(.sent, token, at: now)
                if presence == .far { meter.note(.far, token, at: now) }
            }
            return (try Receipt(record, key: keys), false)
        case .replayed(let record): return (try Receipt(record, key: keys), true)
        case .otherContent: throw HTTPProblem.draftReused
        }
    }

    private func readReport(_ request: Request, isJSON: Bool) async throws -> RawReport {
        guard isJSON else {
            var raw = RawReport(try await request.readForm(limit: Bounds.formBytes))
            raw.draft = request.idempotencyKey ?? raw.draft
            return raw
        }
        let body = try await request.readJSON(ReportBody.self, limit: Bounds.formBytes)
        do throws(ReportFaults) {
            var raw = try body.raw(draft: request.idempotencyKey)
            // A client that sends no key gets none of its protection, but its report is taken all the same.
            if raw.draft.isEmpty { raw.draft = newDraft() }
            return raw
        } catch { throw HTTPProblem(error) }
    }

    private func answer(
        _ receipt: Receipt, isReplay: Bool, isJSON: Bool, _ scanned: ScannedSite, _ request: Request,
        _ context: EdgeContext
    ) throws -> Response {
        guard let dispatcher = dispatcher() else { throw HTTPProblem.busy() }
        var response: Response
        if isJSON || Negotiation(edge).prefersJSON(request) {
            let body = try ReceiptBody(
                receipt, dispatcher: dispatcher, baseURL: edge.publicBaseURL, keys: keys,
                english: context.language.hasPrefix("en"))
            response = try .json(body, status: isReplay ? .ok : .created)
            response.headers[.location] = "/m/" + receipt.atFiling.number.text
        } else {
            response = receiptPage(receipt, isReplay: isReplay, scanned, dispatcher, context)
            let pass = ReceiptPass(number: receipt.atFiling.number, expires: clock.now() + ReceiptPass.life)
            cookies.set(
                Self.passCookie, to: pass.text(key: keys.key(for: .form)),
                for: .milliseconds(ReceiptPass.life.milliseconds), on: &response)
        }
        if isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    /// 128 unguessable bits, for the hidden field of a new form.
    func newDraft() -> String { Base64URL.encode(random.bytes(16)) }

    func slow(_ limit: FloodLimit, _ context: EdgeContext) throws {
        if case .wait(let duration) = limit.take(context.client.floodKey) {
            throw HTTPProblem.tooFast(retryAfter: duration)
        }
    }
}

extension HTTPProblem {
    /// Every refused field by its name in the contract.
    init(_ faults: ReportFaults) {
        self = .unusable(
            faults.faults.sorted { $0.key.rawValue < $1.key.rawValue }.map { field, fault in
                Fault(field: field.rawValue, detail: Words(fault, in: field))
            })
    }

    static let draftReused = HTTPProblem(
        .unprocessableContent, slug: "draft-reused",
        title: Words(zh: "这份草稿已经发过别的内容", en: "This draft was sent before with other content"),
        detail: Words(
            zh: "第一次发的内容已经收到。要报另一件事，请重新扫码。",
            en: "What was sent first has been received. To report something else, scan the code again."))
}

extension HTTPProblem.Words {
    init(_ fault: TextFault, in field: ReportField) {
        switch (fault, field) {
        case (.empty, .draft):
            self.init(zh: "缺少草稿编号", en: "the draft identifier is missing")
        case (.empty, _): self.init(zh: "请写一下发生了什么", en: "say what happened")
        case (.tooLong(let limit), _): self.init(zh: "最多 \(limit) 个字", en: "at most \(limit) characters")
        case (.notANumber, _): self.init(zh: "电话号码只写数字", en: "a telephone number has digits only")
        case (.unreadable, .category): self.init(zh: "没有这个类别", en: "there is no such category")
        case (.unreadable, .concerns):
            self.init(zh: "只能是 gridWorker、village、station", en: "one of gridWorker, village, station")
        case (.unreadable, .claimedAt): self.init(zh: "时间格式应为 RFC 3339", en: "a time in RFC 3339 form")
        case (.unreadable, .filedFor): self.init(zh: "只能是 self 或 other", en: "self or other")
        case (.unreadable, .location): self.init(zh: "坐标不在地球上", en: "the coordinates are not on the globe")
        case (.unreadable, .draft):
            self.init(zh: "草稿编号是 16 到 64 个字母数字", en: "a draft identifier has 16 to 64 letters and digits")
        case (.unreadable, _): self.init(zh: "里面有看不见的特殊字符", en: "it contains control characters")
        }
    }
}
