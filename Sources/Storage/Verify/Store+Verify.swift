public import Matters

extension Store {
    /// Checks everything that is stored, against itself and against what the events give. Runs beside a server: it
    /// reads page by page, each page as of one moment, with bounded memory, and writes nothing.
    ///
    /// - Parameters:
    ///   - lanes: pages checked at once; one leaves a server beside it its cores.
    ///   - progress: called with the matters checked, of how many.
    ///   - found: called with each flaw, in order of matter.
    /// - Throws: `LedgerFault.unavailable` if the database went away; `CancellationError`. What is damaged is not
    ///   thrown, it is found.
    public func verify(
        _ recomputation: Recomputation, lanes: Int = 1,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }, found: (LedgerFlaw) -> Void
    ) async throws -> LedgerReport {
        let walk = Walk(store: self, recomputation: recomputation, folders: FolderShelf(recomputation))
        var report = LedgerReport()
        func take(_ part: Walk.Part) {
            report += part.report
            report.flaws += part.flaws.count
            part.flaws.forEach(found)
        }
        take(try await walk.file())
        take(try await walk.tables())
        let total = try await walk.countMatters()
        progress(0, total)
        try await walk.pages(lanes: lanes) { part in
            take(part)
            progress(min(report.matters, total), total)
        }
        progress(total, total)
        return report
    }
}

/// The way through the database.
private struct Walk: Sendable {
    let store: Store
    let recomputation: Recomputation
    let folders: FolderShelf

    /// What one step found.
    struct Part: Sendable {
        var report = LedgerReport()
        var flaws: [LedgerFlaw] = []
    }

    /// The engine's own check of its file. PostgreSQL has none that a client can ask for.
    func file() async throws -> Part {
        guard let check = store.database.dialect.checkFile else { return Part() }
        return try await step("the file") { connection in
            let said = try connection.rows(check).map { row in (row.values.first ?? .null).shown }
            return Part(flaws: said == ["“ok”"] ? [] : said.map { LedgerFlaw(.file, $0) })
        }
    }

    func tables() async throws -> Part {
        try await step("a table") { Part(flaws: try TableProof(connection: $0, folders: folders).flaws()) }
    }

    func countMatters() async throws -> Int {
        let count = try await read { connection in
            try? connection.row("SELECT COUNT(*) AS count FROM matter", [])?.optionalInteger("count")
        }
        return Int(count ?? 0)
    }

    /// Checks every page, `lanes` at once, and hands on what they found in order.
    func pages(lanes: Int, take: (Part) -> Void) async throws {
        try await withThrowingTaskGroup(of: (Int, Part).self) { group in
            var (begun, taken) = (0, 0)
            var waiting: [Int: Part] = [:]
            var after: Int64?
            var isLast = false
            while true {
                while !isLast, begun - taken - waiting.count < lanes {
                    let (index, start) = (begun, after)
                    let end = try await read { MatterPage.end(after: start, $0) }
                    group.addTask { (index, try await page(after: start, through: end)) }
                    begun += 1
                    (after, isLast) = (end, end == nil)
                }
                guard let (index, part) = try await group.next() else { return }
                waiting[index] = part
                while let next = waiting.removeValue(forKey: taken) {
                    take(next)
                    taken += 1
                }
            }
        }
    }

    private func page(after: Int64?, through: Int64?) async throws -> Part {
        let place =
            "matters after \(after.map(String.init) ?? "the first") through \(through.map(String.init) ?? "the last")"
        return try await step(place) { connection in
            let page = try MatterPage(after: after, through: through, connection)
            let clocks = try folders.clocks(connection)
            let proofs = page.proofs(vault: store.ledger.vault, clocks: clocks, recomputation: recomputation)
            var part = Part(flaws: page.strayFlaws + proofs.flatMap(\.flaws))
            for proof in proofs { part.report += proof.report }
            return part
        }
    }

    /// What cannot be read is a flaw, and the walk goes on behind it; an engine that went away ends it.
    private func step(_ place: String, _ body: @escaping @Sendable (any SQLConnection) throws -> Part) async throws
        -> Part
    {
        let engine = store.engine
        return try await read { connection in
            do { return try body(connection) } catch {
                let unreadable = error as? MatterPage.Unreadable
                let cause = unreadable?.cause ?? error
                switch engine.verdict(on: cause) {
                case .command, .fatal:
                    return Part(flaws: [LedgerFlaw(.file, "\(unreadable.text)\(place): \(cause)")])
                case .refused, .retryAlone: throw cause
                }
            }
        }
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let value = try await store.database.read(body)
        // An engine that was interrupted says so as of any other error.
        try Task.checkCancellation()
        return value
    }
}

extension MatterPage.Unreadable? {
    fileprivate var text: String { map { "\($0.table.rawValue) of " } ?? "" }
}
