import ArgumentParser
import Codes
import Foundation
import GridCatalog
import Matters
import ServiceLifecycle
import Storage
import Synchronization

struct VerifyCommand: DeploymentCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the whole ledger: chains, sealed words, projections, clocks; exit 1 and what is wrong.")

    /// Faults that are named; the rest is counted.
    static let namedFaults = 1_000

    @OptionGroup var data: DataOption
    @Flag(help: "As JSON.") var json = false
    @Option(help: "Pages checked at once. One leaves a server beside it its cores.") var jobs = 1

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is from 1 to 64") }
    }

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        let (json, jobs) = (json, jobs)
        // A server that stops does not wait for it.
        try await cancelWhenGracefulShutdown {
            try await Self.check(deployment, console, json: json, jobs: jobs)
        }
    }

    private static func check(_ deployment: Deployment, _ console: Console, json: Bool, jobs: Int) async throws {
        let start = ContinuousClock.now
        var named: [LedgerFlaw] = []
        var progress: Progress?
        let report = try await deployment.store.verify(
            .live(deployment.keys), lanes: jobs,
            progress: { done, total in
                if progress == nil { progress = console.progress("matters", total: total) }
                progress?.show(done)
            },
            found: { flaw in
                guard named.count < namedFaults else { return }
                named.append(flaw)
                if !json { console.output(flaw.line) }
            })
        let verdict = Verdict(report, named, seconds: (ContinuousClock.now - start) / .seconds(1))
        console.output(try json ? verdict.json() : verdict.text)
        if report.flaws > 0 { console.end(with: ExitStatus.foundProblems) }
    }
}

/// The end of `verify`; its JSON is an outside contract.
private struct Verdict: Encodable {
    let matters: Int
    let events: Int
    /// Sealed words that were opened and compared.
    let words: Int
    /// Sealed words whose box or key was erased.
    let erased: Int
    let seconds: Double
    let faultCount: Int
    /// The first thousand.
    let faults: [LedgerFlaw]

    enum CodingKeys: String, CodingKey {
        case matters, events, words, erased, seconds, faults
        case faultCount = "fault_count"
    }

    init(_ report: LedgerReport, _ faults: [LedgerFlaw], seconds: Double) {
        matters = report.matters
        events = report.events
        words = report.words
        erased = report.erased
        faultCount = report.flaws
        self.faults = faults
        self.seconds = (seconds * 10).rounded() / 10
    }

    var text: String {
        let unnamed = faultCount - faults.count
        return (unnamed > 0 ? "… and \(unnamed) faults more\n" : "")
            + "\(matters) matters, \(events) events, \(words) sealed words (\(erased) erased), "
            + "\(faultCount) faults, \(seconds) seconds"
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension Recomputation {
    /// By the folder's own parser, and with the deployment's keys.
    static func live(_ keys: DeploymentKeys) -> Recomputation {
        let (receipt, lookup) = (keys.key(for: .receiptCode), keys.key(for: .receiptLookup))
        return Recomputation(
            folder: { GridFolder(packed: $0).flatMap(CatalogParse.record) },
            bodyHash: { $0.contentHash(words: $1, key: lookup) },
            receiptHash: { ReceiptCode.derive(draft: $0.draft.text, key: receipt).lookupHash(key: lookup) })
    }
}
