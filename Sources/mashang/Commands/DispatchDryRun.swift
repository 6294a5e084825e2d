import ArgumentParser
import Dispatcher
import Foundation
import GridCatalog
import Matters
import Storage

/// `mashang dispatch dry-run`: asks the rules in force and other rules the same questions once more, with the staff of
/// today and nobody's load, so that what differs comes from the rules alone. Changes nothing.
struct DispatchDryRun: DeploymentCommand {
    static let configuration = CommandConfiguration(
        commandName: "dry-run",
        abstract: "What another routing.yaml would change for the matters filed since a day; exit 1 if it has faults.")

    @Option(help: "The routing.yaml to try.", completion: .file()) var rules: String
    @Option(help: "The first day, YYYY-MM-DD.") var since: String
    @OptionGroup var data: DataOption
    @Flag(help: "As JSON.") var json = false

    private static let file = "rules/routing.yaml"
    /// Faults with which the rules can be asked all the same.
    private static let readable = CurrentGrid.tolerated

    func validate() throws {
        guard LocalDate(since) != nil else { throw ValidationError("“\(since)” is not a day like 2026-11-01") }
    }

    func prepare() throws -> Data {
        guard let bytes = FileManager.default.contents(atPath: rules) else {
            throw ValidationError("\(rules) cannot be read")
        }
        return bytes
    }

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        guard let current = deployment.grid.dispatcher, let (_, packed) = try await deployment.store.shelf.newest(),
            let folder = GridFolder(packed: packed), let day = LocalDate(since)
        else { throw DeploymentFault.noGrid }
        var files = folder.files
        files[Self.file] = [UInt8](input)
        let (catalog, problems) = CatalogParse.read(
            GridFolder(files: files), on: ChinaTime.date(of: deployment.clock.now()), tolerating: Self.readable)
        let faults = problems.filter { $0.file == Self.file }
        for fault in faults { console.note(fault.description) }
        if faults.contains(where: { !$0.isWarning }) { console.end(with: ExitStatus.foundProblems) }
        guard let catalog else {
            console.note("the rules cannot be tried before this is mended")
            return console.end(with: ExitStatus.foundProblems)
        }
        let trial = Trial(before: current, after: Dispatcher(catalog: catalog, roster: current.roster))
        var outcome = Outcome(rules: catalog.routing.map(\.id))
        try await Filings(matters: deployment.store.matters, since: ChinaTime.instant(day)).walk(console) { record in
            guard let change = try trial.decide(record, &outcome) else { return }
            if json { outcome.changes.append(change) } else { console.output(change.text) }
        }
        console.output(try json ? outcome.json() : outcome.text)
    }
}

/// One question to two sets of rules.
private struct Trial {
    let before: Dispatcher
    let after: Dispatcher

    /// - Returns: what changes; `nil` if nothing does.
    func decide(_ record: MatterRecord, _ outcome: inout Outcome) throws -> Outcome.Change? {
        guard let question = Question(record, in: before.catalog) else {
            outcome.unknown += 1
            return nil
        }
        let (old, new) = (try before.route(question, load: [:]), try after.route(question, load: [:]))
        outcome.count(old, new)
        let (from, to) = (Outcome.Route(old), Outcome.Route(new))
        guard from != to else { return nil }
        outcome.changed += 1
        let says = after.catalog.routing.first { $0.id == new.rule }?.reason.en
        return Outcome.Change(
            matter: record.matter.number.text, from: from, to: to, fromRule: old.rule, toRule: new.rule,
            reason: says ?? new.reasons.map(\.rawValue).joined(separator: " "))
    }
}

/// The matters filed since a moment, page by page, one record at a time.
private struct Filings {
    let matters: MatterBook
    let since: Instant

    func walk(_ console: Console, take: (MatterRecord) throws -> Void) async throws {
        let end = try await matters.latestChange()
        var progress = console.progress("changes", total: Int(end.position))
        var cursor = ChangeCursor.beginning
        while cursor < end {
            let page = try await matters.changes(cursor)
            guard let last = page.last else { break }
            for change in page where change.kind == .filed && change.at >= since {
                if let record = try await matters.record(change.number) { try take(record) }
            }
            cursor = last.cursor
            progress.show(Int(min(cursor.position, end.position)))
        }
        progress.show(Int(end.position))
    }
}

/// What other rules would do; its JSON is an outside contract.
private struct Outcome: Encodable {
    var matters = 0
    var changed = 0
    /// Matters of sites that the grid no longer has, which could not be asked again.
    var unknown = 0
    /// How many each rule takes, before and after.
    var byRule: [String: Count]
    var changes: [Change] = []

    struct Count: Encodable {
        var before = 0
        var after = 0
    }

    struct Route: Encodable, Equatable {
        let holder: String
        let lead: String
        let assistants: [String]
        let notified: [String]

        init(_ decision: Decision) {
            holder =
                switch decision.holder {
                case .worker(let id): id.text
                case .station(let id): id.text
                }
            lead = decision.lead.text
            assistants = decision.assistants.map(\.text)
            notified = (decision.notified ?? []).map(\.text)
        }

        var text: String {
            let more = [("assist", assistants), ("told", notified)].filter { !$0.1.isEmpty }
                .map { ", \($0.0) \($0.1.joined(separator: " "))" }
            return "\(holder) (lead \(lead)\(more.joined()))"
        }
    }

    struct Change: Encodable {
        let matter: String
        let from: Route
        let to: Route
        let fromRule: String
        let toRule: String
        let reason: String

        var text: String { "\(matter)  \(from.text) → \(to.text)  [\(fromRule) → \(toRule): \(reason)]" }
    }

    init(rules: [String]) { byRule = Dictionary(rules.map { ($0, Count()) }) { first, _ in first } }

    mutating func count(_ old: Decision, _ new: Decision) {
        matters += 1
        byRule[old.rule, default: Count()].before += 1
        byRule[new.rule, default: Count()].after += 1
    }

    var text: String {
        let rules = byRule.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.before) → \($0.value.after)" }
        let rest = unknown > 0 ? ", \(unknown) of sites that are gone" : ""
        return (rules + ["\(changed) of \(matters) matters would change\(rest); nothing was changed"])
            .joined(separator: "\n")
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
