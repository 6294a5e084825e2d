import ArgumentParser
import Dispatcher
import Foundation
import GridCatalog
import Matters
import Storage

/// `mashang dispatch explain`: every decision about one matter, from its trail. Never a word of the resident.
struct DispatchExplain: DeploymentCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Who has a matter and why: the rule, what it was asked, who was passed over; each later step too.")

    @Argument(help: "The matter's number.") var number: String
    @OptionGroup var data: DataOption
    @Flag(help: "As JSON.") var json = false

    func validate() throws {
        guard MatterNumber(number) != nil else { throw ValidationError("“\(number)” is not a matter's number") }
    }

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        guard let number = MatterNumber(number) else { throw ValidationError("“\(number)” is not a matter's number") }
        guard let dispatcher = deployment.grid.dispatcher else { throw DeploymentFault.noGrid }
        guard let record = try await deployment.store.matters.record(number) else {
            console.note("there is no matter \(number)")
            return console.end(with: ExitStatus.foundProblems)
        }
        let explanation = Explanation(record, dispatcher)
        guard json else { return console.output(explanation.text) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        console.output(String(decoding: try encoder.encode(explanation), as: UTF8.self))
    }
}

/// What is known of why somebody has a matter; its JSON is an outside contract.
private struct Explanation: Encodable {
    let matter: String
    let state: String
    let holder: String
    let lead: String
    let assistants: [String]
    let steps: [Step]

    /// A decision, or a step by which it came to somebody else.
    struct Step: Encodable {
        let at: String
        let event: String
        let by: String
        let holder: String?
        let decision: Made?
    }

    struct Made: Encodable {
        let rule: String
        /// What the rule says about itself; absent if other rules are in force since.
        let says: String?
        let reasons: [String]
        let lead: String
        let assistants: [String]
        let duty: String?
        let notified: [String]
        let rejected: [Rejected]
        let excluded: [String]
        let inputs: Decision.Inputs?
    }

    struct Rejected: Encodable {
        let who: String
        let reason: String
    }

    init(_ record: MatterRecord, _ dispatcher: Dispatcher) {
        let names = Names(dispatcher)
        let current = record.matter
        matter = current.number.text
        state = current.state.rawValue
        holder = names.name(current.holder)
        lead = names.station(current.lead)
        assistants = current.assistants.map(names.station)
        steps = record.events.compactMap { event in
            let facts = event.facts
            guard facts.decision != nil || facts.holder != nil else { return nil }
            return Step(
                at: ChinaTime.rfc3339(event.at), event: event.kind.rawValue, by: names.actor(event.actor),
                holder: (facts.holder ?? facts.decision?.holder).map(names.name),
                decision: facts.decision.map { Made($0, names, dispatcher) })
        }
    }

    var text: String {
        var lines = ["\(matter)  \(state)", "  has it: \(holder)", "  leads: \(lead)"]
        if !assistants.isEmpty { lines.append("  assist: \(assistants.joined(separator: ", "))") }
        for step in steps {
            lines.append("\(step.at)  \(step.event) by \(step.by)" + (step.holder.map { " → \($0)" } ?? ""))
            lines += step.decision?.lines ?? []
        }
        return lines.joined(separator: "\n")
    }
}

extension Explanation.Made {
    fileprivate init(_ decision: Decision, _ names: Names, _ dispatcher: Dispatcher) {
        let rule = dispatcher.catalog.routing.first { $0.id == decision.rule && $0.version == decision.inputs?.rules }
        self.init(
            rule: decision.rule, says: rule?.reason.en, reasons: decision.reasons.map(\.rawValue),
            lead: names.station(decision.lead), assistants: decision.assistants.map(names.station),
            duty: decision.duty.map(names.person), notified: (decision.notified ?? []).map(\.text),
            rejected: decision.rejected.map {
                Explanation.Rejected(who: names.name($0.holder), reason: $0.reason.rawValue)
            },
            excluded: decision.exclusions.map(\.text).sorted(), inputs: decision.inputs)
    }

    fileprivate var lines: [String] {
        var lines = ["    rule: \(rule)" + (says.map { " (\($0))" } ?? ""), "    because: \(list(reasons))"]
        lines.append("    leads: \(lead)" + (assistants.isEmpty ? "" : ", assist: \(list(assistants))"))
        if let duty { lines.append("    on duty: \(duty)") }
        if !notified.isEmpty { lines.append("    told to respond: \(list(notified))") }
        lines += rejected.map { "    passed over: \($0.who), \($0.reason)" }
        if !excluded.isEmpty { lines.append("    shut out: \(list(excluded))") }
        guard let inputs else { return lines }
        let asked = [
            "cell \(inputs.cell)", "site \(inputs.siteKind)", "category \(inputs.category?.text ?? "unknown")",
            "nature \(inputs.nature?.rawValue ?? "unknown")",
            "concerns \(inputs.concerns.isEmpty ? "nobody of ours" : list(inputs.concerns.map(\.rawValue)))",
            "language \(inputs.language ?? "unknown")", "at \(ChinaTime.rfc3339(inputs.at))", "rules \(inputs.rules)",
        ]
        return lines + ["    asked: \(list(asked))"]
    }

    private func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}

/// People and stations by name, with the id that a clerk can look up.
private struct Names {
    private let dispatcher: Dispatcher

    init(_ dispatcher: Dispatcher) { self.dispatcher = dispatcher }

    func person(_ id: StaffID) -> String { named(id.text, dispatcher.roster.staff(id)?.name) }
    func station(_ id: StationID) -> String { named(id.text, dispatcher.catalog.station(id)?.name) }

    func name(_ holder: Holder) -> String {
        switch holder {
        case .worker(let id): person(id)
        case .station(let id): station(id)
        }
    }

    func actor(_ actor: Actor) -> String {
        switch actor {
        case .staff(let id, let role): "\(person(id)), \(role.rawValue)"
        case .body(let id): "body \(id)"
        case .resident: "resident"
        case .system: "system"
        }
    }

    private func named(_ id: String, _ name: String?) -> String { name.map { "\(id) (\($0))" } ?? id }
}
