import Dispatcher
import Logging
import Matters
import Storage

/// Whether this node can do its work now: write durably and know its grid.
struct Readiness: Sendable {
    let text: String
    let isReady: Bool

    static func check(_ deployment: Deployment, logger: Logger) async -> Readiness {
        var lines: [String] = []
        var isReady = true
        func add(_ what: String, _ fault: String?) {
            lines.append("\(what): \(fault ?? "ok")")
            isReady = isReady && fault == nil
        }
        do {
            try await deployment.store.probe()
            add("database", nil)
        } catch {
            logger.error("the database cannot be written", metadata: ["error": "\(error)"])
            add("database", "not writable")
        }
        add("grid", deployment.grid.dispatcher == nil ? "none imported" : nil)
        return Readiness(text: lines.map { $0 + "\n" }.joined(), isReady: isReady)
    }
}
