import ArgumentParser
import Codes
import Dispatcher
import Foundation
import GridCatalog
import Matters
import Storage

extension CodesCommand {
    struct Issue: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a code to every chosen site that has none. Safe to run again.")

        @OptionGroup var data: DataOption
        @OptionGroup var which: SiteSelection
        @Option(help: "The last day of temporary codes, such as 2026-12-31.") var until: String?
        @Option(
            help: "codes.csv of `mashang country draw`: the villages' sites take over the codes that were drawn.",
            completion: .file()) var tokens: String?

        func validate() throws {
            guard which.isGiven else { throw ValidationError(SiteSelection.needed) }
            if let until, LocalDate(until) == nil { throw ValidationError("“\(until)” is not a day: YYYY-MM-DD") }
        }

        func prepare() throws -> Data {
            guard let tokens else { return Data() }
            guard let bytes = FileManager.default.contents(atPath: tokens) else { throw FileFault(tokens) }
            return bytes
        }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let now = deployment.clock.now()
            let end = until.flatMap { LocalDate($0) }.map { ChinaTime.endOfDay($0) }
            if let end, end <= now { throw ValidationError("\(until ?? "") is over") }
            let round = try CodeRound(deployment, which, now, console)
            let covered = Set(try await deployment.store.siteCodes.all().filter { $0.isCurrent(at: now) }.map(\.site))
            let wanting = round.sites.filter { !covered.contains($0.id) }
            let drawn = try DrawnTokens(input, of: tokens, round.catalog)
            let reachable = wanting.filter { drawn.isWanted($0) && round.isCovered($0) }
            let left = wanting.count { !drawn.isWanted($0) }
            if left > 0 { console.note("\(left) sites are no village's first, or not in \(tokens ?? "")") }
            var issued: [SiteCode] = []
            var progress = console.progress("codes", total: reachable.count)
            // In pieces, each durable: a run that was cut off goes on where it stopped.
            for piece in reachable.pieces(of: Bounds.issuedTogether) {
                let new = piece.map {
                    NewSiteCode(token: drawn.token(of: $0) ?? round.newToken(), site: $0.id, endsAt: end)
                }
                issued += try await deployment.store.siteCodes.issue(new, .system, now)
                progress.show(issued.count)
            }
            for code in issued.prefix(which.site == nil ? 0 : 1) { console.output(code.token) }
            console.note("\(issued.count) codes issued, \(round.sites.count - wanting.count) sites already had one")
            round.finish(refused: wanting.count - left - reachable.count)
        }
    }

    struct Rotate: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give chosen sites another code; the old one opens until the overlap is over.")

        @OptionGroup var data: DataOption
        @OptionGroup var which: SiteSelection
        @Option(help: "Days for which the old posters still work; 0 ends them at once.") var overlap = 30

        func validate() throws {
            guard which.isGiven else { throw ValidationError(SiteSelection.needed) }
            guard (0...365).contains(overlap) else { throw ValidationError("--overlap is 0 to 365 days") }
        }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let now = deployment.clock.now()
            let round = try CodeRound(deployment, which, now, console)
            let current = Dictionary(
                try await deployment.store.siteCodes.all().filter { $0.isCurrent(at: now) }.map { ($0.site, $0.token) }
            ) { _, last in last }
            let having = round.sites.filter { current[$0.id] != nil }
            let reachable = having.filter(round.isCovered)
            var replaced: [SiteCode] = []
            var progress = console.progress("codes", total: reachable.count)
            for piece in reachable.pieces(of: Bounds.issuedTogether) {
                let pairs = piece.map { (old: current[$0.id] ?? "", token: round.newToken()) }
                replaced += try await deployment.store.siteCodes.replace(pairs, now + .days(overlap), .system, now)
                progress.show(replaced.count)
            }
            for code in replaced.prefix(which.site == nil ? 0 : 1) { console.output(code.token) }
            let last = ChinaTime.date(of: now + .days(overlap))
            console.note("\(replaced.count) codes replaced; the old ones open until \(last)")
            round.finish(refused: having.count - reachable.count)
        }
    }
}

/// One run over the chosen sites: which they are, and who may have a code.
private struct CodeRound: Sendable {
    let sites: [Site]
    private let dispatcher: Dispatcher
    private let random: Random
    private let today: LocalDate
    private let console: Console

    /// - Throws: if the one site that was named is not in force.
    init(_ deployment: Deployment, _ which: SiteSelection, _ now: Instant, _ console: Console) throws {
        guard let dispatcher = deployment.grid.dispatcher else { throw DeploymentFault.noGrid }
        let today = ChinaTime.date(of: now)
        sites = dispatcher.catalog.sites.filter { which.matches($0.id, in: $0.cell) && $0.dates.contains(today) }
        if sites.isEmpty, let named = which.site { throw ValidationError("there is no site \(named) in force") }
        self.dispatcher = dispatcher
        random = deployment.random
        self.today = today
        self.console = console
    }

    var catalog: Catalog { dispatcher.catalog }

    func newToken() -> String { SiteToken(random: random.bytes(SiteToken.randomBytes)).text }

    /// Whoever scans there reaches somebody; else says why not.
    func isCovered(_ site: Site) -> Bool {
        guard let cell = dispatcher.catalog.cellInForce(for: site, on: today) else {
            console.note("\(site.id) refused: no cell in force took over \(site.cell)")
            return false
        }
        let gaps = CoverageProof.gaps(of: cell, in: dispatcher.catalog, roster: dispatcher.roster)
        for gap in gaps { console.note("\(site.id) refused: \(gap.problem.message.en)") }
        return gaps.isEmpty
    }

    func finish(refused: Int) {
        guard refused > 0 else { return }
        console.note("\(refused) sites refused: whoever scans there must reach somebody")
        console.end(with: ExitStatus.foundProblems)
    }
}

extension Array {
    /// In pieces of `size`, the last one shorter.
    fileprivate func pieces(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
