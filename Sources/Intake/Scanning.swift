import Codes
import Dispatcher
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// The steps before a report is sent. Nothing is stored: what was typed travels in the form from page to page.
extension IntakeSurface {
    @Sendable func showScan(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await withSite(request, context) { scanned in
            meter.note(.scan, scanned.token, at: clock.now())
            let directory = directory(scanned)
            let page = ScanPage(
                token: scanned.token, site: view(scanned), check: check(scanned.code),
                tiles: scanned.catalog.tiles.map(TileView.init),
                emergencyLines: directory.lines(Self.emergencyLines))
            return pages.answer(
                page, context, languagePath: Paths.scan(scanned.token), compressedFor: request)
        }
    }

    private func check(_ token: SiteToken) -> CheckView {
        let check = CheckWords(of: token, key: keys.key(for: .checkWords))
        return CheckView(colour: check.colour, words: check.words)
    }

    @Sendable func showTell(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await withSite(request, context) { scanned in
            meter.note(.start, scanned.token, at: clock.now())
            var report = RawReport()
            report.category = try request.readQuery()[ReportForm.about] ?? ""
            report.draft = newDraft()
            return tell(report, scanned, context)
        }
    }

    /// Back from a later step, with everything that was typed.
    @Sendable func changeTell(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await withSite(request, context) { scanned in
            let form = try await request.readForm(limit: Bounds.formBytes)
            return tell(
                RawReport(form), scanned, context, returnsToCheck: form[ReportForm.back] == ReportForm.backToCheck)
        }
    }

    @Sendable func showWho(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await withSite(request, context) { scanned in
            let report = RawReport(try await request.readForm(limit: Bounds.formBytes))
            let faults = faults(in: report, scanned)
            // The name and the number are asked on this page; what stands in them is judged on the next one.
            let told = faults.filter { ![.name, .phone, .concerns].contains($0.key) }
            if !told.isEmpty { return tell(report, scanned, context, faults: told) }
            return pages.answer(WhoPage(token: scanned.token, site: view(scanned), report: report), context).kept
        }
    }

    @Sendable func showCheck(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await withSite(request, context) { scanned in
            let report = RawReport(try await request.readForm(limit: Bounds.formBytes))
            let faults = faults(in: report, scanned)
            guard faults.isEmpty else { return refused(report, ReportFaults(faults: faults), scanned, context) }
            let directory = directory(scanned)
            let emergencies = scanned.catalog.matches(in: report.text).map { match in
                EmergencyView(
                    name: match.emergency.name, advice: match.emergency.advice, matched: match.words,
                    calls: directory.lines(match.emergency.call))
            }
            let page = CheckPage(
                token: scanned.token, site: view(scanned), tile: directory.tile(of: CategoryCode(report.category)),
                report: report, emergencies: emergencies)
            return pages.answer(page, context).kept
        }
    }

    /// Somebody opened a bookmark of the receipt's address: the receipt itself is not there again without its code.
    @Sendable func explainReports(_ request: Request, _ context: EdgeContext) async throws -> Response {
        .seeOther(Paths.lookUp)
    }

    /// Shows the step whose field was refused, with everything that was typed.
    func refused(_ report: RawReport, _ faults: ReportFaults, _ scanned: ScannedSite, _ context: EdgeContext)
        -> Response
    {
        let asked: Set<ReportField> = [.name, .phone, .concerns]
        let told = faults.faults.filter { !asked.contains($0.key) }
        guard told.isEmpty else { return tell(report, scanned, context, faults: told) }
        let page = WhoPage(token: scanned.token, site: view(scanned), report: report, faults: faults.faults)
        return pages.answer(page, context, status: .unprocessableContent)
    }

    func receiptPage(
        _ receipt: Receipt, isReplay: Bool, _ scanned: ScannedSite, _ dispatcher: Dispatcher, _ context: EdgeContext
    ) -> Response {
        let directory = Directory(catalog: dispatcher.catalog, roster: dispatcher.roster)
        let matter = receipt.atFiling
        let page = ReceiptPage(
            number: matter.number, code: receipt.code.grouped, draft: matter.filing.draft, site: view(scanned),
            filedAt: matter.filedAt, holder: directory.holder(matter.holder),
            deadlines: directory.deadlines(of: matter), isReplay: isReplay)
        return pages.answer(page, context, status: isReplay ? .ok : .created)
    }

    func deadCode(_ dead: DeadCode, _ request: Request, _ context: EdgeContext) throws -> Response {
        guard !Negotiation(edge).prefersJSON(request) else { throw dead.problem }
        let lines = dispatcher().map { Directory(catalog: $0.catalog, roster: $0.roster).everywhere } ?? []
        // Only a code that was once ours can be doubted as such.
        let token = dead.isOurs ? context.parameters.get("token").flatMap { SiteToken($0) }?.text : nil
        return pages.answer(
            DeadCodePage(cause: dead.cause, calls: lines, token: token), context, status: dead.problem.status)
    }

    func directory(_ scanned: ScannedSite) -> Directory {
        Directory(catalog: scanned.catalog, roster: dispatcher()?.roster ?? Roster(staff: []))
    }

    private static let emergencyLines = ["110", "119", "120"]

    private func withSite(
        _ request: Request, _ context: EdgeContext, _ answer: (ScannedSite) async throws -> Response
    ) async throws -> Response {
        let scanned: ScannedSite
        do { scanned = try await scannedSite(context) } catch let dead as DeadCode {
            return try deadCode(dead, request, context)
        }
        return try await answer(scanned)
    }

    private func tell(
        _ report: RawReport, _ scanned: ScannedSite, _ context: EdgeContext,
        faults: [ReportField: TextFault] = [:], returnsToCheck: Bool = false
    ) -> Response {
        var report = report
        if DraftID(report.draft) == nil { report.draft = newDraft() }
        let page = TellPage(
            token: scanned.token, site: view(scanned), tiles: scanned.catalog.tiles.map(TileView.init), report: report,
            faults: faults.filter { $0.key != .draft }, returnsToCheck: returnsToCheck)
        return pages.answer(page, context, status: faults.isEmpty ? .ok : .unprocessableContent).kept
    }

    private func faults(in raw: RawReport, _ scanned: ScannedSite) -> [ReportField: TextFault] {
        do throws(ReportFaults) {
            _ = try Report(raw, site: scanned.site.id) { scanned.catalog.category($0) != nil }
            return [:]
        } catch { return error.faults }
    }

    private func view(_ scanned: ScannedSite) -> SiteView {
        directory(scanned).site(scanned.site.id, cell: scanned.cell.code)
    }
}

extension DeadCode {
    fileprivate var cause: DeadCodePage.Cause {
        switch self {
        case .unknown: .unknown
        case .altered: .altered
        case .revoked: .revoked
        case .expired: .ended
        case .replaced: .replaced
        }
    }

    fileprivate var isOurs: Bool { ![.unknown, .altered].contains(self) }

    var problem: HTTPProblem {
        switch self {
        case .unknown, .altered:
            HTTPProblem(
                .notFound, slug: "unknown-code", title: .init(zh: "这个码不是我们的", en: "This code is not ours"),
                detail: .init(
                    zh: "不要付钱，不要填身份证。请拨打 12345，或到镇街站点。",
                    en: "Pay nothing and give no identity number. Call 12345 or go to the township station."))
        case .revoked, .expired, .replaced:
            HTTPProblem(
                .gone, slug: "ended-code", title: .init(zh: "这个码已经停用", en: "This code has ended"),
                detail: .init(
                    zh: "请扫附近新的码，或拨打 12345。", en: "Scan a newer code nearby, or call 12345."))
        }
    }
}

extension Response {
    /// The browser may keep this step, so that its back button shows what was typed instead of asking to send it again.
    fileprivate var kept: Response {
        var response = self
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }
}
