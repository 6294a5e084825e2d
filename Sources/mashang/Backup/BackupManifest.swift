import Codes
import Foundation
import Matters
import Storage

/// The last file of a backup: what is in it, how far it goes, whose it is.
struct BackupManifest: Codable, Equatable {
    static let name = "manifest.json"
    /// Grows when an older program can no longer read what is written.
    static let newestFormat = 1
    /// Largest manifest that is read, in bytes.
    static let bytes = 1024 * 1024

    let format: Int
    /// Version of the program that made it.
    let program: String
    /// RFC 3339; also the date of every file in the archive.
    let made: String
    let ledger: Ledger
    /// Every other file of the archive, in order.
    let members: [Member]
    /// Which keys belong to it.
    let keys: String
    /// The continuous copy that begins with it.
    let copy: String?

    /// How far it goes.
    struct Ledger: Codable, Equatable {
        let schema: Int
        let matters: Int
        let events: Int
        /// The newest event; missing in a ledger without matters.
        let newest: Newest?

        struct Newest: Codable, Equatable {
            let position: Int64
            let at: String
            let matter: String
        }

        init(_ extent: CopyExtent) {
            schema = extent.schema
            matters = extent.matters
            events = extent.events
            newest = extent.newest.map {
                Newest(position: $0.position, at: ChinaTime.rfc3339($0.at), matter: $0.number.text)
            }
        }

        /// As a person is told.
        var text: String {
            let upTo = newest.map { "up to \($0.at), matter \($0.matter)" } ?? "without a matter"
            return "\(upTo): \(matters) matters, \(events) events"
        }
    }

    struct Member: Codable, Equatable {
        let name: String
        let size: Int64
        /// In hexadecimal digits.
        let sha256: String
    }

    init(_ extent: CopyExtent, made: Instant, members: [Member], seal: BackupSeal, copy: String?) {
        format = Self.newestFormat
        program = Mashang.version
        self.made = ChinaTime.rfc3339(made)
        ledger = Ledger(extent)
        self.members = members
        keys = seal.fingerprint
        self.copy = copy
    }

    /// Its text, with the seal over everything before it as the last value.
    func sealed(_ seal: BackupSeal) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = Array(try encoder.encode(self)).dropLast(Self.close.count)
        return Self.close(Array(text), seal)
    }

    /// - Throws: `BackupFault` if it is not a manifest, of a newer program, of other keys, or changed.
    init(sealed text: [UInt8], _ seal: BackupSeal) throws {
        let bare = Array(text.dropLast(Self.closing(Self.noCode).count))
        struct Version: Decodable { let format: Int }
        let decoder = JSONDecoder()
        guard let version = try? decoder.decode(Version.self, from: Data(text)) else {
            throw BackupFault.damaged("\(Self.name) is not readable")
        }
        guard version.format <= Self.newestFormat else { throw BackupFault.newer(format: version.format) }
        guard let manifest = try? decoder.decode(Self.self, from: Data(text)) else {
            throw BackupFault.damaged("\(Self.name) is not readable")
        }
        guard Self.close(bare, seal) == text else {
            guard manifest.keys == seal.fingerprint else {
                throw BackupFault.otherKeys(theirs: manifest.keys, ours: seal.fingerprint)
            }
            throw BackupFault.damaged("\(Self.name) does not have the seal of this deployment's keys")
        }
        self = manifest
    }

    private static let close = Array("\n}".utf8)
    private static let noCode = [UInt8](repeating: 0, count: BackupSeal.codeBytes)

    private static func close(_ text: [UInt8], _ seal: BackupSeal) -> [UInt8] {
        text + closing(seal.code(ofManifest: text))
    }

    private static func closing(_ code: [UInt8]) -> [UInt8] {
        Array(",\n  \"seal\" : \"\(Hexadecimal.text(code))\"\n}\n".utf8)
    }
}
