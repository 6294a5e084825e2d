public import Matters

/// `{"type","version",…}`: a command as a program sends it. Every field but `type` and `version` is text; `evidence` is
/// one, or a list, and `stars` may be a number.
public struct SentCommand: Decodable, Sendable {
    private let type: String
    private let raw: RawCommand

    /// - Throws: `HTTPProblem` 422 for a type that there is not, `CommandFault` for a field that cannot be read.
    public func command() throws -> Command { try Command(CommandKind(sent: type), raw) }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        type = try fields.decode(String.self, forKey: Key("type"))
        var raw = RawCommand()
        raw.version = try fields.decode(Int.self, forKey: Key("version"))
        for (field, path) in RawCommand.texts {
            let key = Key(field)
            guard fields.contains(key), try !fields.decodeNil(forKey: key) else { continue }
            if let lines = try? fields.decode([String].self, forKey: key), field == Carried.evidence.rawValue {
                raw[keyPath: path] = lines.joined(separator: "\n")
            } else if let number = try? fields.decode(Int.self, forKey: key), field == Carried.stars.rawValue {
                raw[keyPath: path] = String(number)
            } else {
                raw[keyPath: path] = try fields.decode(String.self, forKey: key)
            }
        }
        self.raw = raw
    }
}
