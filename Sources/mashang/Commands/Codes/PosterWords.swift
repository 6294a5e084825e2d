import Codes
import Dispatcher
import GridCatalog
import Matters
import Posters
import Storage

/// What one poster says, on its way from the deployment to whoever draws it.
struct PosterWords: Sendable, Codable {
    let site: String
    let deployment: String
    let name: String
    let division: String
    let cell: String
    let token: String
    let check: CheckWords
    let url: String
    let spoken: String
    let seal: String
    let station: String
    let stationPhone: String?
    let hotlines: [[String]]
    let issued: String

    /// The live codes of the chosen sites.
    static func all(on deployment: Deployment, which: SiteSelection) async throws -> [PosterWords] {
        guard let catalog = deployment.grid.dispatcher?.catalog else { throw DeploymentFault.noGrid }
        let key = deployment.keys.key(for: .checkWords)
        let spokenKey = deployment.keys.key(for: .spokenCode)
        guard let signing = try deployment.sealKeys().last?.keys else { return [] }
        let base = deployment.settings.baseURL
        let now = deployment.clock.now()
        let today = ChinaTime.date(of: now)
        return try await deployment.store.siteCodes.all().filter { $0.isCurrent(at: now) }.compactMap { code in
            guard let site = catalog.site(code.site), which.matches(site.id, in: site.cell),
                let token = SiteToken(code.token)
            else { return nil }
            let cell = catalog.cellInForce(for: site, on: today)
            let station = catalog.townshipStation(of: site.cell.village)
            let seal = SiteSeal(
                issuer: base, site: site.id, token: token, serial: code.serial, version: code.version,
                issued: ChinaTime.date(of: code.issuedAt), lastDay: code.endsAt.map { ChinaTime.date(of: $0) })
            return PosterWords(
                site: site.id.text, deployment: deployment.settings.name, name: site.name,
                division: catalog.fullName(site.cell.village), cell: (cell?.code ?? site.cell).text, token: code.token,
                check: CheckWords(of: token, key: key),
                url: SiteURL.scan(code.token, base: base),
                spoken: SpokenCode(serial: code.serial, key: spokenKey).grouped,
                seal: try signing.sign(seal, deployment.settings.seal), station: station?.name ?? "",
                stationPhone: station?.phone,
                hotlines: catalog.hotlines.filter(\.isEverywhere).map { [$0.name.zh, $0.number] },
                issued: ChinaTime.date(of: code.issuedAt).description)
        }
    }

    func content() throws -> PosterContent {
        guard let token = SiteToken(token) else {
            throw SettingsFault(source: site, value: token, needed: "a site code")
        }
        return PosterContent(
            deployment: deployment, site: name, division: division, cell: cell, token: token, check: check, url: url,
            station: station,
            stationPhone: stationPhone,
            hotlines: hotlines.map { PosterContent.Hotline(name: $0[0], number: $0[1]) },
            footnote: "\(site) · \(issued)")
    }
}
