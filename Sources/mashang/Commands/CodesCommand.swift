import ArgumentParser
import Codes
import Dispatcher
import Foundation
import GridCatalog
import Matters
import Storage

struct CodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes", abstract: "The codes on the walls.",
        subcommands: [List.self, Issue.self, Revoke.self])

    struct List: DeploymentCommand {
        static let configuration = CommandConfiguration(abstract: "Every code, with its site and state.")

        @OptionGroup var data: DataOption
        @OptionGroup var which: SiteSelection
        @Flag(help: "As JSON.") var json = false

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let rows = try await CodeRow.all(on: deployment).filter { which.matches($0) }
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                console.output(String(decoding: try encoder.encode(rows), as: UTF8.self))
            } else {
                for row in rows { console.output("\(row.token)  \(row.state)  \(row.site)  \(row.name)  \(row.url)") }
            }
        }
    }

    struct Issue: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a code to every chosen site that has none. Safe to run again.")

        @OptionGroup var data: DataOption
        @OptionGroup var which: SiteSelection

        func validate() throws {
            guard which.isGiven else { throw ValidationError("say which sites: --site ID, --township CODE or --all") }
        }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            guard let dispatcher = deployment.grid.dispatcher else { throw DeploymentFault.noGrid }
            let now = deployment.clock.now()
            let today = ChinaTime.date(of: now)
            let codes = try await deployment.store.siteCodes.all()
            let covered = Set(codes.filter { !$0.isRevoked }.map(\.site))
            let sites = dispatcher.catalog.sites.filter { which.matches($0) && $0.dates.contains(today) }
            if let wanted = which.site, sites.isEmpty { throw ValidationError("there is no site \(wanted) in force") }
            let wanting = sites.filter { !covered.contains($0.id) }
            let reachable = wanting.filter { isCovered($0, dispatcher, today, console) }
            let fresh = reachable.map {
                SiteCode(
                    token: SiteToken(random: deployment.random.bytes(SiteToken.randomBytes)).text, site: $0.id,
                    issuedAt: now)
            }
            try await deployment.store.siteCodes.issue(fresh)
            for code in fresh.prefix(which.site == nil ? 0 : 1) { console.output(code.token) }
            try await deployment.store.audit.record(
                AuditEntry(at: now, actor: .system, action: .codeIssued, subject: "\(fresh.count)"))
            console.note("\(fresh.count) codes issued, \(sites.count - wanting.count) sites already had one")
            guard reachable.count < wanting.count else { return }
            console.note("\(wanting.count - reachable.count) sites refused: whoever scans there must reach somebody")
            console.end(with: ExitStatus.foundProblems)
        }

        /// Whoever scans there reaches somebody; else says why not.
        private func isCovered(
            _ site: Site, _ dispatcher: Dispatcher, _ today: LocalDate, _ console: Console
        ) -> Bool {
            guard let cell = dispatcher.catalog.cellInForce(for: site, on: today) else {
                console.note("\(site.id) refused: no cell in force took over \(site.cell)")
                return false
            }
            let gaps = CoverageProof.gaps(of: cell, in: dispatcher.catalog, roster: dispatcher.roster)
            for gap in gaps { console.note("\(site.id) refused: \(gap.problem.message.en)") }
            return gaps.isEmpty
        }
    }

    struct Revoke: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a code at once: whoever scans it is told so and shown the telephone numbers.")

        @Argument(help: "The token, as printed.") var token: String
        @OptionGroup var data: DataOption

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            guard let token = SiteToken(token) else { throw ValidationError("“\(token)” is not a site code") }
            let now = deployment.clock.now()
            guard try await deployment.store.siteCodes.revoke(token.text, now) else {
                console.note("there is no live code \(token)")
                return console.end(with: ExitStatus.foundProblems)
            }
            try await deployment.store.audit.record(
                AuditEntry(at: now, actor: .system, action: .codeRevoked, subject: token.text))
            console.note("\(token) is revoked")
        }
    }
}

/// `--site ID | --township CODE | --all`
struct SiteSelection: ParsableArguments {
    @Option(help: "One site.") var site: String?
    @Option(help: "The sites of one township, by its 9-digit code.") var township: String?
    @Flag(help: "Every site.") var all = false

    var isGiven: Bool { site != nil || township != nil || all }

    func matches(_ site: Site) -> Bool {
        (self.site.map { $0 == site.id.text } ?? true) && (township.map { $0 == site.cell.township.text } ?? true)
    }

    func matches(_ row: CodeRow) -> Bool {
        (site.map { $0 == row.site } ?? true) && (township.map { $0 == row.township } ?? true)
    }
}

/// One line of `codes list --json`: an outside contract.
struct CodeRow: Sendable, Codable {
    let site: String
    let name: String
    let kind: String
    let cell: String
    let township: String
    let token: String
    let url: String
    let state: String

    static func all(on deployment: Deployment) async throws -> [CodeRow] {
        guard let catalog = deployment.grid.dispatcher?.catalog else { throw DeploymentFault.noGrid }
        let today = ChinaTime.date(of: deployment.clock.now())
        return try await deployment.store.siteCodes.all().compactMap { code in
            guard let site = catalog.site(code.site) else { return nil }
            let cell = catalog.cellInForce(for: site, on: today)?.code ?? site.cell
            return CodeRow(
                site: site.id.text, name: site.name, kind: site.kind.rawValue, cell: cell.text,
                township: cell.township.text, token: code.token,
                url: SiteURL.scan(code.token, base: deployment.settings.baseURL),
                state: code.isRevoked ? "revoked" : "issued")
        }
    }
}

/// What is printed in a code: all capitals where the host allows it, which makes a smaller symbol.
enum SiteURL {
    static func scan(_ token: String, base: String) -> String { (base + "/s/" + token).uppercased() }
}
