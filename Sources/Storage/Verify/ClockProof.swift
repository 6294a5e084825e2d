import Matters
import Synchronization

/// Computes deadlines again, by the rules of the folder that was in force when they began.
struct ClockProof {
    private let folders: [Folder]

    struct Folder {
        let version: Int64
        /// When it came into force.
        let at: Instant
        /// `nil` if the folder cannot be read.
        let rulebook: Rulebook?
    }

    /// A node takes a new folder up within a second; clocks of nodes differ by less than the rest.
    static let slack = Instant.Span.seconds(60)

    /// - Parameter folders: in order of version.
    init(_ folders: [Folder]) { self.folders = folders }

    /// What is wrong with the deadlines that an event started, moved and ended.
    /// - Parameter expected: what rules give.
    func faults(of event: Event, _ expected: (Rulebook) -> Matter.ClockChange) -> [String] {
        let candidates = inForce(at: event.at)
        // A folder that cannot be read is a flaw of its own.
        let books = candidates.compactMap(\.rulebook)
        guard books.count == candidates.count, let book = books.last else { return [] }
        let stored = event.facts.deadlines ?? []
        let (moved, ended) = (event.facts.moved ?? [], event.facts.ended ?? [])
        let isGiven = books.contains { book in
            let change = expected(book)
            return Set(change.started) == Set(stored) && change.moved == moved && change.ended == ended
        }
        if isGiven, Set(stored).count == stored.count { return [] }

        let change = expected(book)
        var missing = Dictionary(change.started.map { ($0.rule, $0) }) { first, _ in first }
        var faults: [String] = []
        if change.moved != moved { faults.append("moves \(moved.text), should move \(change.moved.text)") }
        if change.ended != ended {
            faults.append("ends [\(ended.joined(separator: " "))], should end [\(change.ended.joined(separator: " "))]")
        }
        for deadline in stored {
            guard let right = missing.removeValue(forKey: deadline.rule) else {
                faults.append("\(deadline.rule) should not have begun")
                continue
            }
            func compare(_ what: String, _ stored: String, _ right: String) {
                if stored != right { faults.append("\(deadline.rule): \(what) is \(stored), should be \(right)") }
            }
            compare("rule version", deadline.version, right.version)
            compare("start", String(deadline.start.milliseconds), String(right.start.milliseconds))
            compare("due", String(deadline.due.milliseconds), String(right.due.milliseconds))
            compare("stops", deadline.stops.text, right.stops.text)
            compare("stopped", deadline.stopped.text, right.stopped.text)
            compare("action", deadline.action.rawValue, right.action.rawValue)
            compare("pausable", String(deadline.pausable == true), String(right.pausable == true))
        }
        return faults + missing.keys.sorted().map { "\($0) should have begun" }
    }

    /// The folder of that moment, and its neighbours if one was replaced about then. What lies before the first import
    /// (a demonstration's past) is computed by the first.
    private func inForce(at moment: Instant) -> [Folder] {
        let found = folders.indices.filter { index in
            let isBegun = folders[index].at <= moment + Self.slack
            let isReplaced = index + 1 < folders.count && folders[index + 1].at <= moment + -Self.slack
            return isBegun && !isReplaced
        }
        return found.isEmpty ? Array(folders.prefix(1)) : found.map { folders[$0] }
    }
}

/// The folders of the database, each read once. A folder imported while the check runs is taken up by the next page.
final class FolderShelf: Sendable {
    private let read: @Sendable ([UInt8]) -> (rulebook: Rulebook, sites: Set<SiteID>)?
    private let known = Mutex<[Int64: (rulebook: Rulebook, sites: Set<SiteID>)?]>([:])

    init(_ recomputation: Recomputation) { read = recomputation.folder }

    func clocks(_ connection: any SQLConnection) throws -> ClockProof {
        let rows = try connection.rows("SELECT version, at FROM grid_folder ORDER BY version")
        return ClockProof(
            try rows.map { row in
                let version = try row.integer("version")
                return ClockProof.Folder(
                    version: version, at: Instant(milliseconds: try row.integer("at")),
                    rulebook: try folder(version, connection)?.rulebook)
            })
    }

    /// What a folder says; `nil` if it cannot be read.
    func folder(_ version: Int64, _ connection: any SQLConnection) throws -> (rulebook: Rulebook, sites: Set<SiteID>)? {
        if let folder = known.withLock({ $0[version] }) { return folder }
        let row = try connection.row("SELECT bytes FROM grid_folder WHERE version = ?", [.integer(version)])
        let folder = row?.optionalBytes("bytes").flatMap(read)
        known.withLock { $0[version] = .some(folder) }
        return folder
    }
}

extension [Deadline] {
    fileprivate var text: String {
        "[" + map { "\($0.rule) to \($0.due.milliseconds)" }.joined(separator: ", ") + "]"
    }
}

extension [EventKind] {
    fileprivate var text: String { map(\.rawValue).joined(separator: " ") }
}

extension Instant? {
    fileprivate var text: String { map { String($0.milliseconds) } ?? "empty" }
}
