import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/codes`: how the codes on the walls are, where somebody has to go, and what was done there.
extension DeskSurface {
    private static let roles: Set<Role> = [
        .gridWorker, .mediator, .stationChief, .countySupervisor, .inspector, .admin,
    ]

    @Sendable func showCodes(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.roles) { visitor in
            let asked = try request.readQuery()
            let state = asked["state"].flatMap(CodeState.init(rawValue:))
            let number = asked["page"].flatMap { Int($0) }.flatMap { Bounds.pages.contains($0) ? $0 : nil }
            let page = try await codesPage(visitor, state: state, page: number ?? 1)
            return answer(page, to: visitor, context, at: .codes, path: request.ownPath)
        }
    }

    @Sendable func actOnCode(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.roles) { visitor in
            let form = try await request.readForm(limit: Bounds.formBytes)
            try check(form, of: visitor)
            guard let token = context.parameters.get("token"), let deed = CodeDeed(rawValue: form["deed"] ?? ""),
                let standing = try await standings(visitor).first(where: { $0.code.token == token })
            else { throw HTTPProblem.notFound }
            let location = Location("\(form["lat"] ?? ""),\(form["lon"] ?? "")")
            guard let change = CodeChange(deed, at: location), visitor.staff.role.codeDeeds.contains(deed) else {
                throw HTTPProblem.notYours
            }
            var done: [String] = []
            if deed.from.contains(standing.state) {
                let staff = visitor.staff
                done = try await siteCodes.change([token], change, .staff(staff.id, staff.role), clock.now())
            }
            guard done.isEmpty else { return .seeOther(Paths.codes) }
            let page = try await codesPage(visitor, state: nil, page: 1, refused: standing.site)
            return answer(page, to: visitor, context, at: .codes, status: .conflict)
        }
    }

    /// 外来假码已查
    @Sendable func settleDoubts(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Self.foreignRoles) { visitor in
            try check(try await request.readForm(limit: Bounds.formBytes), of: visitor)
            let actor = Actor.staff(visitor.staff.id, visitor.staff.role)
            _ = try await codeWatch.settleForeign(actor, clock.now())
            return .seeOther(Paths.codes)
        }
    }

    /// Whoever is told of stickers that are none of ours: nobody knows whose cell they hang in.
    private static let foreignRoles: Set<Role> = [.stationChief, .countySupervisor, .admin]

    private func codesPage(
        _ visitor: Visitor, state: CodeState?, page: Int, refused: String? = nil
    ) async throws -> CodesPage {
        let (now, all) = (clock.now(), try await standings(visitor))
        let doubts = try await codeWatch.doubts()
        let since = ChinaTime.date(of: now).adding(days: -CodesPage.trafficDays)
        let traffic = Dictionary(grouping: try await codeWatch.traffic(since), by: \.token).mapValues { rows in
            // What was sent is shown to nobody: a report can be sealed later, and must not have been counted before.
            CodesPage.Funnel(rows.filter { ![.sent, .far].contains($0.step) })
        }
        let deeds = visitor.staff.role.codeDeeds
        func row(_ standing: Standing) -> CodesPage.Row {
            let code = standing.code
            return CodesPage.Row(
                token: code.token, site: standing.site, place: standing.place, state: standing.state,
                version: code.version, lastScan: standing.signs.lastScan.map { ChinaTime.date(of: $0) },
                posted: code.posting?.at,
                postedAway: code.posting?.location.flatMap { spot in standing.location?.metres(to: spot) }
                    .flatMap { $0 > Bounds.onSiteMetres ? Int($0) : nil },
                ends: code.endsAt, funnel: traffic[code.token] ?? CodesPage.Funnel([]),
                doubts: doubts.filter { $0.token == code.token },
                deeds: CodeDeed.allCases.filter { deed in
                    deeds.contains(deed) && deed.from.contains(standing.state)
                        // What cannot be undone stands only where there is a reason for it.
                        && (deed != .revoke || [.doubted, .missing].contains(standing.state))
                })
        }
        let chosen = state.map { state in all.filter { $0.state == state } } ?? all.filter(\.state.opens)
        let first = (page - 1) * Bounds.pageItems
        return CodesPage(
            counts: CodeState.allCases.map { state in (state, all.count { $0.state == state }) },
            visits: all.filter(\.state.needsVisit).sorted { $0.haste < $1.haste }.prefix(Bounds.pageItems).map(row),
            chosen: state,
            rows: chosen.dropFirst(first).prefix(Bounds.pageItems).map(row), page: page,
            hasMore: chosen.count > first + Bounds.pageItems, map: map(all, visitor),
            foreign: Self.foreignRoles.contains(visitor.staff.role) ? doubts.filter { $0.token == nil } : [],
            refused: refused)
    }

    /// A code that this person looks after, and how it stands.
    private struct Standing: Sendable {
        let code: SiteCode
        let signs: CodeSigns
        let state: CodeState
        let site: String
        let place: String
        let location: Location?

        /// What must be looked at first comes first.
        var haste: Int {
            [.doubted, .missing, .silent, .printed, .issued].firstIndex(of: state) ?? Int.max
        }
    }

    private func standings(_ visitor: Visitor) async throws -> [Standing] {
        let (catalog, now) = (visitor.catalog, clock.now())
        let today = ChinaTime.date(of: now)
        let signs = try await codeWatch.signs(at: now)
        return try await siteCodes.all().compactMap { code in
            let site = catalog.site(code.site)
            let cell = site.flatMap { catalog.cellInForce(for: $0, on: today)?.code ?? $0.cell }
            guard visitor.looksAfter(cell) else { return nil }
            let signs = signs[code.token] ?? CodeSigns()
            return Standing(
                code: code, signs: signs, state: code.state(signs, at: now, silence: silence),
                site: site?.name ?? code.site.text,
                place: cell.map { "\(catalog.division($0.village)?.name ?? "") \(catalog.cell($0)?.name ?? "")" } ?? "",
                location: site?.location)
        }
    }

    /// Cells as areas and codes as points; without shapes the points stand alone.
    private func map(_ standings: [Standing], _ visitor: Visitor) -> CodesMap {
        let today = ChinaTime.date(of: clock.now())
        let cells = visitor.catalog.cells.filter { $0.dates.contains(today) && visitor.looksAfter($0.code) }
        let shown = standings.filter { $0.state.opens && $0.state != .retiring && $0.location != nil }
        let drawn = (shown.filter(\.state.needsVisit) + shown.filter { !$0.state.needsVisit }).prefix(
            Bounds.mappedCodes)
        return CodesMap(
            areas: cells.compactMap { visitor.catalog.shape(of: $0.code)?.outline },
            points: drawn.compactMap { standing in
                standing.location.map {
                    CodesMap.Point(location: $0, state: standing.state, name: standing.site)
                }
            }, total: shown.count)
    }
}

extension Visitor {
    /// Whether codes of this cell are this person's to look after, or to look at.
    fileprivate func looksAfter(_ cell: CellCode?) -> Bool {
        switch staff.role {
        case .admin: true
        case .gridWorker: cell.map { staff.cells.contains($0) } ?? false
        default:
            (staff.division ?? staff.station.flatMap { catalog.station($0)?.division })
                .flatMap { division in cell.map { $0.text.hasPrefix(division.text) } } ?? false
        }
    }
}

extension Role {
    /// What somebody of this role may do to a code.
    fileprivate var codeDeeds: Set<CodeDeed> {
        switch self {
        case .gridWorker: [.post, .see, .miss]
        case .stationChief, .admin: [.post, .see, .miss, .revoke]
        default: []
        }
    }
}

extension CodeChange {
    /// `nil` for what is not done at a desk.
    fileprivate init?(_ deed: CodeDeed, at location: Location?) {
        switch deed {
        case .post: self = .post(location)
        case .see: self = .see
        case .miss: self = .miss
        case .revoke: self = .revoke
        case .print, .replace: return nil
        }
    }
}
