import Codes
import Dispatcher
import GridCatalog
import Matters
import Storage

/// Codes that hang for six weeks: most are scanned every day, a few are silent, torn, doubted, or wait to be put up.
struct DemoCodes: Sendable {
    private static let weeks = Instant.Span.days(42)

    private let deployment: Deployment
    private let now: Instant
    private var start: Instant { now + -Self.weeks }

    init(_ deployment: Deployment) {
        self.deployment = deployment
        now = deployment.clock.now()
    }

    /// Every site in force; those that have a code keep it.
    func hang() async throws {
        guard let catalog = deployment.grid.dispatcher?.catalog else { throw DeploymentFault.noGrid }
        let store = deployment.store
        guard try await store.siteCodes.all().isEmpty else { return }
        let today = ChinaTime.date(of: now)
        let new = catalog.sites.filter { $0.dates.contains(today) }.map { site in
            NewSiteCode(
                token: SiteToken(random: deployment.random.bytes(SiteToken.randomBytes)).text, site: site.id)
        }
        let codes = try await store.siteCodes.issue(new, .system, start)
        func change(_ change: CodeChange, at moment: Instant, _ chosen: (Int) -> Bool) async throws {
            let tokens = codes.filter { chosen($0.serial) }.map(\.token)
            _ = try await store.siteCodes.change(tokens, change, .system, moment)
        }
        try await change(.print, at: start + .hours(2)) { $0 % 31 != 30 }
        try await change(.post(nil), at: start + .days(1)) { !Self.waits($0) }
        try await change(.miss, at: now + -.days(2)) { $0 % 37 == 36 }
        for code in codes where !Self.waits(code.serial) && !Self.isSilent(code.serial) && code.serial % 37 != 36 {
            try await store.codeWatch.count(visits(of: code, through: today))
        }
        if let doubted = codes.first(where: { $0.serial % 53 == 52 && !Self.isSilent($0.serial) }) {
            try await store.codeWatch.doubt(
                CodeDoubt(token: doubted.token, at: now + -.hours(5), reason: .pasted, note: "像是贴在旧海报上面，纸很新"))
        }
    }

    private static func waits(_ serial: Int) -> Bool { serial % 31 == 30 || serial % 31 == 15 }
    private static func isSilent(_ serial: Int) -> Bool { serial % 23 == 22 }

    /// The last week's, fewer the farther along each way.
    private func visits(of code: SiteCode, through today: LocalDate) -> [CodeTraffic] {
        (0..<7).flatMap { back -> [CodeTraffic] in
            let scans = (code.serial * 7 + back * 5) % 9 + 1
            let steps: [(CodeTraffic.Step, Int)] = [(.scan, scans), (.start, scans / 2), (.sent, scans / 4)]
            return steps.filter { $0.1 > 0 }.map { step, count in
                CodeTraffic(token: code.token, day: today.adding(days: -back), step: step, count: count)
            }
        }
    }
}
