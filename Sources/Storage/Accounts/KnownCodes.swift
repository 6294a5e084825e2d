import Matters
import Synchronization

/// The codes that were scanned lately. Every scan looks one up, and they change a few times a year.
final class KnownCodes: Sendable {
    private struct Memory {
        var codes: [String: SiteCode] = [:]
        var generation = 0
    }

    private let memory = Mutex(Memory())

    /// Most codes kept; a county has a few thousand. Only codes that exist are kept, so guessing fills nothing.
    private static let most = 20_000

    func code(_ token: String, read: () async throws -> SiteCode?) async throws -> SiteCode? {
        let (known, generation) = memory.withLock { ($0.codes[token], $0.generation) }
        if let known { return known }
        guard let code = try await read() else { return nil }
        memory.withLock { memory in
            // What was read before somebody changed it is not kept.
            guard memory.generation == generation else { return }
            if memory.codes.count >= Self.most { memory.codes = [:] }
            memory.codes[token] = code
        }
        return code
    }

    func forget() {
        memory.withLock { memory in
            memory.codes = [:]
            memory.generation += 1
        }
    }
}
