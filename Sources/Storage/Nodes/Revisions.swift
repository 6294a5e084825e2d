import Matters

/// What nodes keep in memory, and when it was last changed.
enum Topic: String, CaseIterable, Sendable {
    /// The grid folder.
    case grid
    /// Who works where.
    case staff
    /// The codes on the walls.
    case codes
}

extension SQLConnection {
    /// Says to every node that what it remembers is old, once the transaction is durable.
    func bump(_ topic: Topic) throws {
        try run("UPDATE revision SET value = value + 1 WHERE topic = ?", [.text(topic.rawValue)])
    }
}

/// The revisions of what nodes keep in memory; another value means: read it again.
public struct Revisions: Sendable, Hashable {
    public let grid: Int64
    public let staff: Int64
    let codes: Int64

    static func read(_ connection: any SQLConnection) throws -> Revisions {
        let rows = try connection.rows("SELECT topic, value FROM revision")
        let values = Dictionary(try rows.map { (try $0.text("topic"), try $0.integer("value")) }) { first, _ in first }
        return Revisions(
            grid: values[Topic.grid.rawValue] ?? 0, staff: values[Topic.staff.rawValue] ?? 0,
            codes: values[Topic.codes.rawValue] ?? 0)
    }
}
