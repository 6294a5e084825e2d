/// What somebody wants to do to a matter. The words are the HTTP contract's.
public enum CommandKind: String, Codable, Sendable, CaseIterable {
    case accept, `return`, note, visit, resolve, assign, takeOver, urge, confirm, contest
}

/// A command after its one check: the texts are clean and within bounds.
public struct Command: Sendable, Hashable {
    public let kind: CommandKind
    /// The version of the matter the person saw.
    public let version: Int
    public let note: String?
    public let reason: String?
    /// The next owner: ordered by a station, proposed by a worker.
    public let to: Holder?

    /// Checks the texts; which of them are needed, the transition table says later.
    /// - Throws: `CommandFault.text`.
    public init(
        _ kind: CommandKind, version: Int, note: String = "", reason: String = "", to: Holder? = nil
    ) throws(CommandFault) {
        self.kind = kind
        self.version = version
        self.note = try Self.read(note, .note)
        self.reason = try Self.read(reason, .reason)
        self.to = to
    }

    private static func read(_ raw: String, _ field: Carried) throws(CommandFault) -> String? {
        do throws(TextFault) {
            return try PlainText(raw, limit: Bounds.noteCharacters, multiline: true).text
        } catch {
            if error == .empty { return nil }
            throw .text(field, error)
        }
    }
}

/// What an edge of the table may demand.
public enum Carried: String, Sendable, CaseIterable {
    case note, reason, to
}

/// Why a command was not carried out. Nothing has changed.
public enum CommandFault: Error, Sendable, Hashable {
    /// This person may not know of the matter (404).
    case notVisible
    /// Visible, but not theirs to do (403).
    case notYours
    /// Somebody acted in between; `current` is the version now (409).
    case stale(current: Int)
    /// Not in this state; what this person may do now instead (422).
    case notNow(state: MatterState, allowed: [CommandKind])
    /// The table demands it (422).
    case missing(Carried)
    /// The text was refused (422).
    case text(Carried, TextFault)
    /// That worker or station may not have this matter (422).
    case wrongOwner
}
