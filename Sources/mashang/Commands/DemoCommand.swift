import ArgumentParser
import Codes
import Dispatcher
import Foundation
import GridCatalog
import HTTPKit
import Matters
import Posters
import Storage

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A whole district with two hundred matters, running: scan, report, sign in, handle.")

    @Option(name: .customLong("data"), help: "Where the demonstration keeps its data.", completion: .directory)
    var path = "demo-data"
    @Option(help: "The grid folder to show.", completion: .directory)
    var grids = "Grids/yanjiang"
    @Option(help: "HOST:PORT; 0.0.0.0:8080 lets a phone in the same network scan.")
    var listen = "127.0.0.1:8080"
    @Option(name: .customLong("ops-listen"), help: "HOST:PORT for /healthz, /readyz and /metrics.")
    var opsListen = "127.0.0.1:9180"
    @Option(help: "Number of matters to begin with.")
    var matters = 200
    @Flag(name: .customLong("no-serve"), help: "Make the data and stop.")
    var noServe = false

    func run() async throws {
        guard let address = ListenAddress(listen) else {
            throw SettingsFault(source: "--listen", value: listen, needed: "HOST:PORT, such as 127.0.0.1:8080")
        }
        let packed = try GridsCommand.checked(grids)
        let folder = DataFolder(path)
        guard !folder.exists || folder.isDemo else { throw DemoFault.realDeployment(folder.path) }
        try folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
        try folder.markAsDemo()
        guard let lock = try folder.lock() else { throw DeploymentFault.inUse(folder.path) }
        let flags = [
            "listen": listen, "ops-listen": opsListen, "base-url": Network.baseURL(for: address),
            "name": "雁江区一站式矛盾纠纷多元化解平台（演示）",
        ]
        let deployment = try await Deployment.open(folder, creating: true, flags: flags)
        try await GridImport.run(packed, on: deployment, console: Console())
        try await DemoCodes(deployment).hang()
        let logins = try await DemoLogins.make(on: deployment)
        try await seed(deployment, shown: logins.site)
        if noServe { return }
        let logger = ServerLog.make(quietly: true)
        let guide = try await DemoGuide(deployment, logins: logins)
        try await Listeners(deployment: deployment, logger: logger) { _ in
            Terminal.output(guide.text)
        }.run()
        withExtendedLifetime(lock) {}
    }

    private func seed(_ deployment: Deployment, shown: Site) async throws {
        guard try await deployment.store.matters.latestChange() == .beginning else { return }
        var progress = Progress("演示事项 matters", total: matters)
        var story = try DemoStory(deployment, shown: shown)
        for number in 0..<matters {
            try await story.tell(number)
            progress.show(number + 1)
        }
    }
}

enum DemoFault: Error, CustomStringConvertible {
    case realDeployment(String)

    var description: String {
        switch self {
        case .realDeployment(let path):
            "\(path) is a real deployment: the demonstration would put the sample district and printed passwords "
                + "into it. Name another folder with --data."
        }
    }
}

/// One sign-in for each role, all with the same password; for a demonstration only.
struct DemoLogins: Sendable {
    static let password = "yanjiang-2026"

    /// The site whose code the guide shows; its worker and station are the ones to sign in as.
    let site: Site
    let staff: [Staff]

    static func make(on deployment: Deployment) async throws -> DemoLogins {
        guard let dispatcher = deployment.grid.dispatcher else { throw DeploymentFault.noGrid }
        let (catalog, roster) = (dispatcher.catalog, dispatcher.roster)
        let today = ChinaTime.date(of: deployment.clock.now())
        // A site with one worker only, so that the report is sure to reach the login that is printed.
        let shown = catalog.sites.first { site in
            guard site.kind == .estate, site.dates.contains(today), let cell = catalog.cellInForce(for: site, on: today)
            else { return false }
            return roster.workers(of: cell.code).count == 1
        }
        guard let site = shown ?? catalog.sites.first, let cell = catalog.cellInForce(for: site, on: today),
            let station = catalog.townshipStation(of: cell.code.village)
        else { throw DeploymentFault.noGrid }
        let heads = roster.chiefs(of: station.id).prefix(1) + roster.leaders(of: cell.code.township).prefix(1)
        let people =
            roster.workers(of: cell.code).prefix(1) + heads
            + roster.all.filter { $0.role == .mediator && $0.station == station.id }.prefix(1)
            + [Role.countySupervisor, .inspector, .auditor, .admin].flatMap { role in
                roster.all.filter { $0.role == role }.prefix(1)
            }
        guard let hash = PasswordHash(password: password, salt: deployment.random.bytes(PasswordHash.saltBytes)) else {
            throw DeploymentFault.noGrid
        }
        for person in people { try await deployment.store.accounts.setPassword(person.id, hash.text) }
        return DemoLogins(site: site, staff: Array(people))
    }
}

/// What the demonstration prints: where to scan, where to sign in, as whom.
struct DemoGuide: Sendable {
    let text: String

    init(_ deployment: Deployment, logins: DemoLogins) async throws {
        let base = deployment.settings.baseURL
        let now = deployment.clock.now()
        let code = try await deployment.store.siteCodes.all().first {
            $0.site == logins.site.id && $0.isCurrent(at: now)
        }
        let url = SiteURL.scan(code?.token ?? "", base: base)
        let catalog = deployment.grid.dispatcher?.catalog
        let place = catalog?.fullName(logins.site.cell.village) ?? ""
        let people = logins.staff.map { staff in
            let (login, role) = (staff.id.text, staff.role.rawValue)
            return "  "
                + login.padding(toLength: 14, withPad: " ", startingAt: 0)
                + role.padding(toLength: 18, withPad: " ", startingAt: 0) + staff.name
        }
        text = """

            \(try QRMatrix(url).terminal())
            扫码 Scan     \(url)
                          \(logins.site.name) · \(place)
            查询 Track    \(base)/m
            工作台 Desks  \(base)/desk/login
            监测 Ops      http://\(deployment.settings.opsListen.text())/healthz /readyz /metrics

            账号 Sign in as (password 密码: \(DemoLogins.password))
            \(people.joined(separator: "\n"))

            按 Ctrl-C 停止。Ctrl-C stops it. Data: \(deployment.folder.path)
            """
    }
}

/// This machine's address for the phone that scans.
enum Network {
    static func baseURL(for address: ListenAddress) -> String {
        guard case .host(let host, let port) = address else { return "http://localhost" }
        let isEverywhere = host == "0.0.0.0" || host == "::"
        return "http://\(isEverywhere ? firstAddress() ?? "127.0.0.1" : host):\(port)"
    }

    /// The first IPv4 address of an interface that is up and not the loopback.
    private static func firstAddress() -> String? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        for entry in sequence(first: list, next: { $0?.pointee.ifa_next }) {
            guard let interface = entry?.pointee, let address = interface.ifa_addr,
                address.pointee.sa_family == sa_family_t(AF_INET), interface.ifa_flags & UInt32(IFF_LOOPBACK) == 0,
                interface.ifa_flags & UInt32(IFF_UP) != 0
            else { continue }
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            if getnameinfo(address, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 {
                return String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }
        return nil
    }
}
