import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/admin` and `/desk/audit`: how the system stands and who did what to it. No matter is shown here.
extension DeskSurface {
    @Sendable func showAdmin(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.admin]) { visitor in
            let (catalog, roster) = (visitor.catalog, visitor.roster)
            let today = ChinaTime.date(of: clock.now())
            let now = clock.now()
            let codes = try await siteCodes.all().filter { $0.isCurrent(at: now) }
            let gaps = CoverageProof.gaps(in: catalog, roster: roster, on: today)
            let page = AdminPage(
                counts: [
                    (.cells, catalog.cells.count { $0.dates.contains(today) }),
                    (.sites, catalog.sites.count { $0.dates.contains(today) }),
                    (.codes, codes.count), (.staff, roster.all.count), (.stations, catalog.stations.count),
                ],
                gaps: gaps.map { $0.sentence(context) },
                versions: [
                    (.grids, String(gridVersion())),
                    (.rules, Set(catalog.rulebook.limits.map(\.version)).sorted().joined(separator: " ")),
                ])
            return answer(page, to: visitor, context, at: .admin, path: Paths.admin)
        }
    }

    @Sendable func showAudit(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.auditor, .admin]) { visitor in
            let before = try request.readQuery()["before"].flatMap { Int64($0) }
            let entries = try await audit.page(before, Bounds.pageItems)
            let rows = entries.map { AuditPage.Row(entry: $0.entry, who: visitor.directory.person($0.entry.actor)) }
            let older = entries.count == Bounds.pageItems ? entries.last?.position : nil
            let page = AuditPage(rows: rows, olderPath: older.map { "\(Paths.audit)?before=\($0)" })
            return answer(page, to: visitor, context, at: .audit, path: Paths.audit)
        }
    }
}

extension CoverageProof.Gap {
    /// What is missing, in the reader's language.
    func sentence(_ context: EdgeContext) -> String {
        context.language.hasPrefix("en") ? problem.message.en : problem.message.zh
    }
}
