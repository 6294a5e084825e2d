public import Matters

/// How far a copy of the ledger goes: everything up to and including its newest event.
public struct CopyExtent: Sendable, Hashable, Codable {
    /// Version of the schema: how many migrations ran.
    public let schema: Int
    public let matters: Int
    public let events: Int
    /// The newest event; `nil` in a ledger without matters.
    public let newest: Newest?

    public struct Newest: Sendable, Hashable, Codable {
        public let position: Int64
        public let at: Instant
        public let number: MatterNumber

        public init(position: Int64, at: Instant, number: MatterNumber) {
            self.position = position
            self.at = at
            self.number = number
        }
    }

    public init(schema: Int, matters: Int, events: Int, newest: Newest?) {
        self.schema = schema
        self.matters = matters
        self.events = events
        self.newest = newest
    }

    init(_ connection: any SQLConnection) throws {
        func count(_ table: String) throws -> Int {
            Int(try connection.row("SELECT COUNT(*) AS count FROM \(table)", [])?.integer("count") ?? 0)
        }
        let last = "SELECT position, at, matter FROM event ORDER BY position DESC LIMIT 1"
        let newest = try connection.row(last, []).map { row in
            guard let number = MatterNumber(stored: try row.integer("matter")) else {
                throw SchemaFault(column: "matter")
            }
            return Newest(
                position: try row.integer("position"), at: Instant(milliseconds: try row.integer("at")), number: number)
        }
        self.init(
            schema: try count("schema_migration"), matters: try count("matter"), events: try count("event"),
            newest: newest)
    }
}
