import Matters

/// The rows of some neighbouring matters, from every table that has rows by matter, as of one moment.
struct MatterPage {
    /// A table whose rows belong to matters.
    enum Table: String, CaseIterable, Sendable {
        case event, matter, deadline
        case words = "sealed_words"
        case key = "matter_key"
        case scope = "matter_scope"
        case exclusion = "matter_exclusion"

        var number: String { self == .matter ? "number" : "matter" }

        fileprivate var order: String {
            switch self {
            case .event: "matter, version"
            case .words: "matter, version, field"
            case .deadline: "matter, rule, start"
            case .scope: "matter, scope"
            case .exclusion: "matter, staff"
            case .matter, .key: number
            }
        }

        /// Most rows of it on one page, but for those of the page's last matter. A matter has some five events.
        fileprivate var rowsOnAPage: Int64 {
            switch self {
            case .matter, .key: 200
            case .event, .words, .deadline, .exclusion: 2_000
            case .scope: 4_000
            }
        }

        var flaw: LedgerFlaw.Kind {
            switch self {
            case .event: .event
            case .matter: .matter
            case .deadline: .deadline
            case .words: .words
            case .key: .key
            case .scope: .scope
            case .exclusion: .exclusion
            }
        }
    }

    /// A table of the page could not be read.
    struct Unreadable: Error {
        let table: Table
        let cause: any Error
    }

    private var rows: [Table: [Int64: [SQLRow]]] = [:]
    /// Every number that has a row anywhere.
    let numbers: [Int64]
    /// Rows whose matter is no number at all.
    let strayFlaws: [LedgerFlaw]

    /// - Parameters:
    ///   - after: the last number of the page before; `nil` at the beginning.
    ///   - through: the page's last number; `nil` at the end.
    /// - Throws: `Unreadable`
    init(after: Int64?, through: Int64?, _ connection: any SQLConnection) throws(Unreadable) {
        var strays: [LedgerFlaw] = []
        for table in Table.allCases {
            var terms: [String] = []
            if after != nil { terms.append("\(table.number) > ?") }
            if through != nil { terms.append("\(table.number) <= ?") }
            let condition = terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ")
            let sql = "SELECT * FROM \(table.rawValue) \(condition) ORDER BY \(table.order)"
            do {
                for row in try connection.rows(sql, [after, through].compactMap(\.self).map { .integer($0) }) {
                    guard let number = row.optionalInteger(table.number) else {
                        let stored = (row[table.number] ?? .null).shown
                        strays.append(LedgerFlaw(table.flaw, of: stored, "\(table.number) is no number"))
                        continue
                    }
                    rows[table, default: [:]][number, default: []].append(row)
                }
            } catch { throw Unreadable(table: table, cause: error) }
        }
        strayFlaws = strays
        numbers = Set(rows.values.flatMap(\.keys)).sorted()
    }

    /// Every matter of the page, checked.
    func proofs(vault: Vault, clocks: ClockProof, recomputation: Recomputation) -> [MatterProof] {
        numbers.map { MatterProof($0, on: self, vault: vault, clocks: clocks, recomputation: recomputation) }
    }

    func rows(_ table: Table, of number: Int64) -> [SQLRow] { rows[table]?[number] ?? [] }

    /// Where the page after `after` ends, so that no table has more than a bounded number of rows on it; `nil` if it
    /// is the last page. A table that cannot be read does not say.
    static func end(after: Int64?, _ connection: any SQLConnection) -> Int64? {
        Table.allCases.compactMap { table in
            let condition = after == nil ? "" : "WHERE \(table.number) > ?"
            let sql = """
                SELECT \(table.number) FROM \(table.rawValue) \(condition) ORDER BY \(table.number)
                LIMIT 1 OFFSET \(table.rowsOnAPage)
                """
            let row = try? connection.row(sql, after.map { [.integer($0)] } ?? [])
            return row?.optionalInteger(table.number)
        }.min()
    }
}
