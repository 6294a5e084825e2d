import Codes
import Dispatcher
import GridCatalog
import HTTPKit
import Hummingbird
import Matters

/// What a scanned code leads to.
struct ScannedSite: Sendable {
    let code: SiteToken
    let site: Site
    let cell: Cell
    let catalog: Catalog

    var token: String { code.text }
    var division: String { catalog.fullName(site.cell.village) }
}

/// Why a code leads nowhere. Each has its own page with the telephone numbers.
enum DeadCode: Error, Sendable {
    /// Well formed, but never issued by this deployment.
    case unknown
    /// The check character does not fit: damaged, or changed by somebody.
    case altered
    case revoked
    /// The site or the code is no longer in force: a building site that is finished, a market day that is over.
    case expired
    /// 已换新: another code hangs in its place.
    case replaced
}

extension IntakeSurface {
    /// - Throws: `DeadCode`
    func scannedSite(_ context: EdgeContext) async throws -> ScannedSite {
        guard let dispatcher = dispatcher() else { throw HTTPProblem.busy() }
        guard let token = context.parameters.get("token").flatMap({ SiteToken($0) }) else { throw DeadCode.altered }
        guard let code = try await siteCodes.code(token.text) else { throw DeadCode.unknown }
        guard code.revokedAt == nil else { throw DeadCode.revoked }
        let now = clock.now()
        guard code.opens(at: now) else { throw code.replacedBy == nil ? DeadCode.expired : .replaced }
        let catalog = dispatcher.catalog
        let today = ChinaTime.date(of: now)
        guard let site = catalog.site(code.site), site.dates.contains(today),
            let cell = catalog.cellInForce(for: site, on: today)
        else { throw DeadCode.expired }
        return ScannedSite(code: token, site: site, cell: cell, catalog: catalog)
    }
}
