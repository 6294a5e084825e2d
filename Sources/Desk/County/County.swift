import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/county`: one row a township.
extension DeskSurface {
    @Sendable func showCounty(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.countySupervisor, .inspector]) { visitor in
            guard let county = visitor.staff.division?.county else { throw HTTPProblem.notYours }
            let tallies = try await matters.townships(MatterQuery(for: visitor.staff), clock.now())
            let tallyOf = Dictionary(tallies.map { ($0.township, $0) }) { first, _ in first }
            let catalog = visitor.catalog
            let rows = catalog.townships.filter { $0.code.county == county }.map { township in
                CountyPage.Row(
                    name: township.name, boardPath: "\(Paths.station)?township=\(township.code)",
                    tally: tallyOf[township.code]
                        ?? TownshipTally(township: township.code, open: 0, late: 0, triage: 0, reopened: 0))
            }
            let gaps = CoverageProof.gaps(
                in: catalog, roster: visitor.roster, on: ChinaTime.date(of: clock.now())
            ).filter { $0.cell.code.county == county }
            let page = CountyPage(
                place: catalog.division(county)?.name ?? county.text, rows: rows,
                watch: try await watch(visitor, township: nil), gaps: gaps.map { $0.sentence(context) })
            return answer(page, to: visitor, context, at: .county, path: Paths.county)
        }
    }
}
