import Crypto
import Matters

/// Reads trails back, checks them against their chain, opens their words, and replays them. What does not hold is never
/// handed on.
struct TrailReader {
    let connection: any SQLConnection
    let vault: Vault

    /// A matter as it was read, and what the next event is chained and sealed with.
    struct Trail {
        let record: MatterRecord
        /// `nil` once the words were erased.
        let key: SymmetricKey?
        let head: [UInt8]
    }

    /// The trails of these matters; those that do not exist are left out.
    /// - Throws: `LedgerFault.damaged`, `StorageFault.wrongKey`.
    func trails(_ numbers: [MatterNumber]) throws -> [MatterNumber: Trail] {
        guard !numbers.isEmpty else { return [:] }
        let values = numbers.map(\.value)
        let marks = connection.marks(values.count)
        let keys = try connection.rows("SELECT matter, wrapped FROM matter_key WHERE matter IN (\(marks))", values)
        let words = try connection.rows(
            "SELECT matter, version, field, salt, digest, box FROM sealed_words WHERE matter IN (\(marks))", values)
        let events = try connection.rows(
            """
            SELECT matter, version, at, actor, kind, payload, hash FROM event WHERE matter IN (\(marks))
            ORDER BY matter, version
            """, values)
        let keyOf = Dictionary(grouping: keys) { $0.optionalInteger("matter") ?? 0 }
        let wordsOf = Dictionary(grouping: words) { $0.optionalInteger("matter") ?? 0 }
        let eventsOf = Dictionary(grouping: events) { $0.optionalInteger("matter") ?? 0 }
        var trails: [MatterNumber: Trail] = [:]
        for number in numbers {
            guard case .integer(let id) = number.value, let rows = eventsOf[id] else { continue }
            let key = try keyOf[id]?.first.map { try vault.unwrap($0.bytes("wrapped"), for: number) }
            let stored = StoredTrail(number, events: rows, words: wordsOf[id] ?? [], key: key, vault: vault)
            guard stored.flaws.isEmpty, let record = try? MatterRecord(stored.events) else {
                throw LedgerFault.damaged(number)
            }
            trails[number] = Trail(record: record, key: key, head: stored.head)
        }
        return trails
    }

    /// The records of these matters, in the order asked; those that do not exist are left out.
    func records(_ numbers: [MatterNumber]) throws -> [MatterRecord] {
        let trails = try trails(numbers)
        return numbers.compactMap { trails[$0]?.record }
    }

    func trail(_ number: MatterNumber) throws -> Trail? { try trails([number])[number] }
}
