public import Matters

/// `/desk/audit`: who did what in the system, newest first.
public struct AuditPage: Page {
    public struct Row: Sendable {
        public let entry: AuditEntry
        /// `nil` for the system, and where the name is not known any more.
        public let who: PersonView?

        public init(entry: AuditEntry, who: PersonView?) {
            self.entry = entry
            self.who = who
        }
    }

    public let rows: [Row]
    public let olderPath: String?

    public init(rows: [Row], olderPath: String? = nil) {
        self.rows = rows
        self.olderPath = olderPath
    }

    public var template: String { "audit" }
    public func title(_ words: Wording) -> String { words("deskAudit") }

    public func data(_ words: Wording) -> [String: PageData] {
        [
            "rows": .list(
                rows.map { row in
                    [
                        "at": .text(words.moment(row.entry.at)),
                        "atMachine": .text(words.machine(row.entry.at)),
                        "who": .text(who(row, words)),
                        "what": .text(words.of("audit", row.entry.action.rawValue)),
                        "subject": .text(row.entry.subject),
                    ]
                }),
            "isEmpty": .flag(rows.isEmpty),
            "olderHref": .maybe(olderPath),
        ]
    }

    private func who(_ row: Row, _ words: Wording) -> String {
        switch row.entry.actor {
        case .resident: words("personResident")
        case .system: words("personSystem")
        case .staff(let id, let role):
            (row.who ?? PersonView(name: id.text, role: role)).text(words)
        case .body(let id): id.text
        }
    }
}
