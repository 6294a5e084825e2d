import Foundation
import Storage

/// What goes from where the database is open to where a copy of it is kept. One word is one piece of the command's
/// output.
enum CopyWord {
    /// First: how far the copy goes, and how many bytes of it follow.
    case base(CopyExtent, bytes: Int64)
    /// Then the copy, in pieces.
    case bytes(Data)
    /// With `--follow`, from the beginning on: what committed since, and how many milliseconds it waited.
    case commits([UInt8], waited: Int64)

    private static let (baseMark, bytesMark, commitsMark) = (UInt8(ascii: "B"), UInt8(ascii: "="), UInt8(ascii: "+"))

    private struct Base: Codable {
        let extent: CopyExtent
        let bytes: Int64
    }

    var piece: Data {
        get throws {
            switch self {
            case .base(let extent, let bytes):
                Data([Self.baseMark]) + (try JSONEncoder().encode(Base(extent: extent, bytes: bytes)))
            case .bytes(let bytes): Data([Self.bytesMark]) + bytes
            case .commits(let bytes, let waited): Data([Self.commitsMark] + BigEndian.bytes(waited) + bytes)
            }
        }
    }

    /// - Returns: `nil` for a word of another version of the program.
    init?(_ piece: Data) throws {
        let rest = piece.dropFirst()
        switch piece.first {
        case Self.baseMark:
            let base = try JSONDecoder().decode(Base.self, from: rest)
            self = .base(base.extent, bytes: base.bytes)
        case Self.bytesMark: self = .bytes(Data(rest))
        case Self.commitsMark where rest.count >= 8:
            self = .commits(Array(rest.dropFirst(8)), waited: BigEndian.number(rest.prefix(8)))
        default: return nil
        }
    }
}
