import Codes
import Dispatcher
import GridCatalog
import Matters
import Storage

/// One line of `codes list --json`: an outside contract.
struct CodeRow: Sendable, Codable {
    let site: String
    /// Empty for a site that no grid folder in force has any more.
    let name: String
    let kind: String
    let cell: String
    let township: String
    let token: String
    let url: String
    let state: String
    /// In the deployment, and at the site.
    let serial: Int
    let version: Int
    /// What is read aloud on the telephone.
    let spoken: String
    let issued: String
    let posted: String?
    let ends: String?
    /// A day.
    let lastScan: String?
    let doubts: Int

    static func all(on deployment: Deployment) async throws -> [CodeRow] {
        guard let catalog = deployment.grid.dispatcher?.catalog else { throw DeploymentFault.noGrid }
        let now = deployment.clock.now()
        let today = ChinaTime.date(of: now)
        let signs = try await deployment.store.codeWatch.signs(at: now)
        let key = deployment.keys.key(for: .spokenCode)
        return try await deployment.store.siteCodes.all().map { code in
            let site = catalog.site(code.site)
            let cell = site.flatMap { catalog.cellInForce(for: $0, on: today)?.code ?? $0.cell }
            let signs = signs[code.token] ?? CodeSigns()
            return CodeRow(
                site: code.site.text, name: site?.name ?? "", kind: site?.kind.rawValue ?? "", cell: cell?.text ?? "",
                township: cell?.township.text ?? "", token: code.token,
                url: SiteURL.scan(code.token, base: deployment.settings.baseURL),
                state: code.state(signs, at: now, silence: deployment.settings.silence).rawValue,
                serial: code.serial, version: code.version, spoken: SpokenCode(serial: code.serial, key: key).grouped,
                issued: ChinaTime.rfc3339(code.issuedAt), posted: code.posting.map { ChinaTime.rfc3339($0.at) },
                ends: code.endsAt.map { ChinaTime.rfc3339($0) },
                lastScan: signs.lastScan.map { ChinaTime.date(of: $0).description }, doubts: signs.doubts)
        }
    }
}
