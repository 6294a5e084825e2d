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
    let worker: String?
    let workerPhone: String?
    let hotlines: [Hotline]
    let issued: String

    struct Hotline: Sendable, Codable {
        let name: Bilingual
        let number: String
    }

    /// The live codes of the chosen sites.
    /// - Parameter withWorker: whether residents may know the name and the telephone number of the cell's first worker.
    static func all(
        on deployment: Deployment, which: SiteSelection, withWorker: Bool = false
    ) async throws -> [PosterWords] {
        guard let catalog = deployment.grid.dispatcher?.catalog else { throw DeploymentFault.noGrid }
        let roster = deployment.grid.dispatcher?.roster
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
            let worker = withWorker ? roster?.workers(of: cell?.code ?? site.cell).first : nil
            return PosterWords(
                site: site.id.text, deployment: deployment.settings.name, name: site.name,
                division: catalog.fullName(site.cell.village), cell: (cell?.code ?? site.cell).text, token: code.token,
                check: CheckWords(of: token, key: key),
                url: SiteURL.scan(code.token, base: base),
                spoken: SpokenCode(serial: code.serial, key: spokenKey).grouped,
                seal: try signing.sign(seal, deployment.settings.seal), station: station?.name ?? "",
                stationPhone: station?.phone, worker: worker?.name, workerPhone: worker?.phone,
                hotlines: catalog.hotlines.filter(\.isEverywhere).map { Hotline(name: $0.name, number: $0.number) },
                issued: ChinaTime.date(of: code.issuedAt).description)
        }
    }

    func content() throws -> PosterContent {
        guard let token = SiteToken(token) else {
            throw SettingsFault(source: site, value: token, needed: "a site code")
        }
        var content = PosterContent(
            deployment: deployment, site: name, division: division, cell: cell, token: token, check: check, url: url,
            station: station, stationPhone: stationPhone,
            hotlines: hotlines.map { PosterContent.Hotline(name: $0.name, number: $0.number) },
            footnote: "\(site) · \(issued)")
        (content.worker, content.workerPhone, content.spoken, content.seal) = (worker, workerPhone, spoken, seal)
        content.notice.inspection = hotlines.first { $0.number == "12333" }?.number
        content.notice.legalHotline = hotlines.first { $0.number == "12348" }?.number
        return content
    }
}
