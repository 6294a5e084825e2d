import Matters
import Synchronization

/// Records that were read lately. A trail of one version never changes, so what is asked for by number and version may
/// be answered from memory, on every node.
final class RecentRecords: Sendable {
    private struct Memory {
        var young: [MatterNumber: MatterRecord] = [:]
        var old: [MatterNumber: MatterRecord] = [:]
    }

    private let memory = Mutex(Memory())

    /// Most records kept in each half, of a few kilobytes each. When the young half is full it becomes the old one.
    static let half = 4_096

    /// The records of these matters at these versions, in the order asked.
    /// - Throws: what the reader throws for those that are not in memory.
    func records(_ asked: [(number: MatterNumber, version: Int)], reader: TrailReader) throws -> [MatterRecord] {
        var found = memory.withLock { memory in
            asked.reduce(into: [MatterNumber: MatterRecord]()) { found, one in
                guard let known = memory.young[one.number] ?? memory.old[one.number],
                    known.matter.version == one.version
                else { return }
                found[one.number] = known
            }
        }
        let missing = asked.map(\.number).filter { found[$0] == nil }
        let read = try reader.records(missing)
        for record in read { found[record.matter.number] = record }
        keep(Array(found.values))
        return asked.compactMap { found[$0.number] }
    }

    private func keep(_ records: [MatterRecord]) {
        memory.withLock { memory in
            for record in records { memory.young[record.matter.number] = record }
            guard memory.young.count > Self.half else { return }
            memory.old = memory.young
            memory.young = [:]
        }
    }
}
