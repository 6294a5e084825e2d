import Desk
import Dispatcher
import Foundation
import GridCatalog
import HTTPKit
import HTTPTypes
import Hummingbird
import Intake
import Logging
import Matters
import NIOCore
import OpenData
import Pages
import Posters
import Static
import Storage

/// Puts the rings together: live ports in, routers out. The tests build their servers here too.
struct Surfaces: Sendable {
    let deployment: Deployment
    let settings: EdgeSettings
    let metrics: MetricsRegistry
    private let pages: PagePrinter
    private let assets: StaticAssets
    private let desk: DeskSurface
    private let meter = CodeMeter()

    init(_ deployment: Deployment) throws {
        self.deployment = deployment
        settings = deployment.settings.edge
        metrics = MetricsRegistry()
        let grid = deployment.grid
        let library = try PageLibrary(assetURL: Static.url(for:))
        pages = PagePrinter(
            library: library, deployment: deployment.settings.name,
            hotlines: { grid.dispatcher.map { Directory(catalog: $0.catalog, roster: $0.roster).everywhere } ?? [] },
            clock: deployment.clock)
        assets = StaticAssets(
            Static.files.map {
                StaticAsset(name: $0.name, bytes: $0.bytes, contentType: $0.contentType, hash: $0.hash)
            })
        let store = deployment.store
        desk = DeskSurface(
            matters: store.matters, accounts: store.accounts, siteCodes: store.siteCodes,
            codeWatch: store.codeWatch, silence: deployment.settings.silence, audit: store.audit,
            dispatcher: { grid.dispatcher }, gridVersion: { grid.version }, keys: deployment.keys,
            clock: deployment.clock, random: deployment.random, pages: pages, edge: settings,
            signInFlood: deployment.settings.floodLimits ? DeskSurface.standardSignInFlood : .off,
            drawCode: { try QRMatrix($0, level: .m).svg() })
        let desk = desk
        metrics.gauge("mashang_live_streams", help: "Live streams open now.") { Double(desk.openStreams) }
        metrics.gauge("mashang_grid_version", help: "Version of the grid folder in force.") { Double(grid.version) }
        let clock = deployment.clock
        metrics.gauge("mashang_uncovered_cells", help: "Cells in force that lack a worker, a station or cover.") {
            Double(Coverage.uncoveredCells(on: grid, at: clock.now()))
        }
    }

    /// Shows on the operations listener when a job last ran here.
    @Sendable func noteJob(_ job: String, _ now: Instant) {
        let seconds = Double(now.milliseconds) / 1000
        metrics.gauge("mashang_job_\(job)_seconds", help: "When the job \(job) last ran on this node.") { seconds }
    }

    /// Shows on the operations listener whether the system keeps up with what is due.
    @Sendable func noteTick(_ matters: Int, _ lag: Instant.Span) {
        metrics.count("mashang_ticks_total", help: "Matters in which this node did what was due.", by: matters)
        let seconds = Double(lag.milliseconds) / 1000
        metrics.gauge("mashang_tick_lag_seconds", help: "How long the longest overdue matter waits for the system.") {
            seconds
        }
    }

    /// Writes down what was counted at the codes since last time.
    func flushVisits() async throws { try await meter.flush(deployment.store.codeWatch.count) }

    /// Residents and everybody; with the desks too, unless they have a listener of their own.
    func publicRouter(withDesks: Bool) -> Router<EdgeContext> {
        let router = router()
        let grid = deployment.grid
        let intake = IntakeSurface(
            matters: deployment.store.matters, siteCodes: deployment.store.siteCodes,
            codeWatch: deployment.store.codeWatch, meter: meter, dispatcher: { grid.dispatcher },
            keys: deployment.keys, clock: deployment.clock, random: deployment.random, pages: pages, edge: settings,
            flood: deployment.settings.floodLimits ? .standard : .off)
        intake.addRoutes(to: router)
        OpenDataSurface(
            keys: deployment.keys, sealKeys: { [deployment] in try deployment.sealKeys().map(\.keys.published) },
            clock: deployment.clock, contact: deployment.settings.securityContact
        ).addRoutes(to: router)
        if withDesks { desk.addRoutes(to: router) }
        // One address for two peoples: whoever sends a receipt code is a resident, everybody else staff.
        let desk = desk
        @Sendable func isForDesk(_ request: Request) -> Bool {
            withDesks && !IntakeSurface.isAskedByResident(request)
        }
        addMatterRoutes(
            to: router,
            show: { try await isForDesk($0) ? desk.matterAsJSON($0, $1) : intake.matterAsJSON($0, $1) },
            command: { try await isForDesk($0) ? desk.commandFromJSON($0, $1) : intake.commandFromJSON($0, $1) })
        return router
    }

    func staffRouter() -> Router<EdgeContext> {
        let router = router()
        desk.addRoutes(to: router)
        addMatterRoutes(to: router, show: desk.matterAsJSON, command: desk.commandFromJSON)
        return router
    }

    private typealias Handler = @Sendable (Request, EdgeContext) async throws -> Response

    private func addMatterRoutes(
        to router: Router<EdgeContext>, show: @escaping Handler, command: @escaping Handler
    ) {
        router.get("api/v1/matters/{number}", use: show)
        router.post("api/v1/matters/{number}/commands", use: command)
    }

    /// Health, readiness and metrics, for the machines that watch.
    func operationsRouter() -> Router<EdgeContext> {
        let router = makeRouter(parts)
        let (deployment, metrics) = (deployment, metrics)
        router.get("healthz") { _, _ in Response.plain("ok\n") }
        router.get("readyz") { _, context in
            let readiness = await Readiness.check(deployment, logger: context.logger)
            return Response.plain(readiness.text, status: readiness.isReady ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { _, _ in Response.plain(metrics.text(), type: MetricsRegistry.contentType) }
        return router
    }

    private func router() -> Router<EdgeContext> {
        let router = makeRouter(parts)
        assets.mount(on: router)
        return router
    }

    private var parts: EdgeParts {
        let random = deployment.random
        return EdgeParts(
            settings: settings, pages: ErrorPrinter(pages: pages), metrics: metrics, random: { random.number() })
    }
}

extension Response {
    static func plain(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
