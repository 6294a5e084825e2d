import ArgumentParser
import Codes
import Crypto
import Foundation
import GridCatalog
import Matters
import Simulation
import Storage

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "A synthetic district lives for N days; every rule is checked at every step. Exit 1 if one broke.")

    @Option(help: "The grid folder to live on.", completion: .directory)
    var grids: String
    @Option(help: "The same seed over the same folder is the same life, to the byte.")
    var seed: UInt64
    @Option(help: "How many days to live.")
    var days: Int
    @Option(help: "A new folder for the data of the simulation.", completion: .directory)
    var out: String
    @Option(name: .customLong("reports-per-day"), help: "Reports on a working day, on average.")
    var reportsPerDay = 20
    @Option(name: .customLong("from"), help: "The first day, as YYYY-MM-DD.")
    var first = "2024-01-01"
    @Flag(help: "Print the outcome as JSON.")
    var json = false

    func validate() throws {
        guard (1...Plan.mostDays).contains(days) else {
            throw ValidationError("--days is from 1 to \(Plan.mostDays)")
        }
        guard (1...Plan.mostReports).contains(reportsPerDay) else {
            throw ValidationError("--reports-per-day is from 1 to \(Plan.mostReports)")
        }
        guard LocalDate(first) != nil else {
            throw ValidationError("--from '\(first)': a day, such as 2024-01-01, was needed")
        }
    }

    func run() async throws {
        guard let day = LocalDate(first) else { throw ExitCode.validationFailure }
        let plan = Plan(seed: seed, first: day, days: days, reportsPerDay: reportsPerDay)
        let folder = DataFolder(out)
        guard !folder.exists else { throw SimulateFault.folderIsThere(folder.path) }
        let packed = try GridDisk.read(grids)
        try plan.check(packed)
        let random = Random.seeded(seed)
        try folder.create(random: random.bytes(DeploymentKeys.randomBytes))
        try folder.markAsDemo()
        try folder.writeSettings("name: \"模拟数据 Simulation, seed \(seed)\"\n")
        guard let lock = try folder.lock() else { throw DeploymentFault.inUse(folder.path) }

        let started = ContinuousClock.now
        var progress = Progress("模拟天数 days", total: days)
        var simulation = try await live(plan, packed, in: folder, random: random)
        let outcome = try await simulation.run { progress.show($0) }
        let again = plan.commandLine(grids: grids, out: out)
        let seconds = (ContinuousClock.now - started).components.seconds
        let report = SimulationReport(plan, outcome, seconds: Int(seconds), commandLine: again)
        Terminal.output(json ? try report.json() : report.text)
        withExtendedLifetime(lock) {}
        guard outcome.violation == nil else { throw ExitCode(ExitStatus.foundProblems) }
    }

    private func live(_ plan: Plan, _ grids: GridFolder, in folder: DataFolder, random: Random) async throws
        -> Simulation
    {
        let keys = try folder.keys()
        let sealing = keys.key(for: .seal).withUnsafeBytes { [UInt8]($0) }
        let node = try folder.node(random: random)
        return try await Simulation(plan, grids: grids, keys: keys, random: random, database: folder.database) {
            clock, random in
            let store = try await Store.open(
                .sqlite(path: folder.database), sealing: sealing, node: node, clock: clock, random: random,
                onTrouble: { Terminal.note("mashang: \($0)\n") }, onFatal: Deployment.stopAtOnce)
            return Ports(
                matters: store.matters, accounts: store.accounts, shelf: store.shelf, close: { try store.close() })
        }
    }
}

enum SimulateFault: Error, CustomStringConvertible {
    case folderIsThere(String)

    var description: String {
        switch self {
        case .folderIsThere(let path):
            "\(path) holds a deployment already. A simulation makes its own folder: name a new one with --out."
        }
    }
}

/// What the simulation came to, for a person and for a program.
struct SimulationReport {
    private let plan: Plan
    private let outcome: Outcome
    private let seconds: Int
    private let commandLine: String

    init(_ plan: Plan, _ outcome: Outcome, seconds: Int, commandLine: String) {
        self.plan = plan
        self.outcome = outcome
        self.seconds = seconds
        self.commandLine = commandLine
    }

    var text: String {
        var lines = [
            "seed \(plan.seed): \(outcome[.days]) days from \(plan.first) through \(outcome.through), in \(seconds) s",
            "",
        ]
        for what in Outcome.Count.allCases where what != .days {
            lines.append("  \(what.rawValue): \(outcome[what])")
        }
        lines.append("")
        for rule in Rule.allCases {
            let held = rule.nothingToCheck.map { "nothing to check: \($0)" } ?? "held \(outcome.held[rule] ?? 0) times"
            lines.append("  \(rule.name): \(rule.title): \(held)")
        }
        lines.append("")
        if let violation = outcome.violation {
            lines += [violation.description, "Live it again: \(commandLine)"]
        } else {
            lines.append("every rule held")
        }
        return lines.joined(separator: "\n")
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let violation = outcome.violation.map {
            Body.Violation(
                rule: $0.rule.rawValue, what: $0.what, step: $0.step, at: ChinaTime.rfc3339($0.at), doing: $0.doing)
        }
        let body = Body(
            seed: plan.seed, from: plan.first.description, through: outcome.through.description,
            reportsPerDay: plan.reportsPerDay, seconds: seconds, command: commandLine,
            counts: Dictionary(uniqueKeysWithValues: Outcome.Count.allCases.map { ($0.rawValue, outcome[$0]) }),
            rules: Rule.allCases.map {
                Body.Rule(
                    number: $0.rawValue, title: $0.title, held: outcome.held[$0] ?? 0,
                    nothingToCheck: $0.nothingToCheck)
            }, violation: violation)
        return String(decoding: try encoder.encode(body), as: UTF8.self)
    }

    private struct Body: Encodable {
        struct Rule: Encodable {
            let number: Int
            let title: String
            let held: Int
            let nothingToCheck: String?
        }

        struct Violation: Encodable {
            let rule: Int
            let what: String
            let step: Int
            let at: String
            let doing: String
        }

        let seed: UInt64
        let from: String
        let through: String
        let reportsPerDay: Int
        let seconds: Int
        let command: String
        let counts: [String: Int]
        let rules: [Rule]
        let violation: Violation?
    }
}
