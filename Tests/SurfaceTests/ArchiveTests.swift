import Codes
import Foundation
import Matters
import Storage
import Testing

@testable import mashang

@Suite("The bytes of a backup", .timeLimit(.minutes(1)))
struct ArchiveTests {
    private static let keys = DeploymentKeys(random: [UInt8](repeating: 3, count: DeploymentKeys.randomBytes))!
    private static let otherKeys = DeploymentKeys(random: [UInt8](repeating: 4, count: DeploymentKeys.randomBytes))!
    private static let made = ChinaTime.parse(rfc3339: "2026-11-23T02:30:00+08:00")!
    private static let extent = CopyExtent(
        schema: 2, matters: 1, events: 3,
        newest: CopyExtent.Newest(position: 3, at: made, number: MatterNumber(year: 2026, serial: 7)))
    private static let database = Data((0..<700).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    private static let settings = Data("name: 雁江区一站式平台\n".utf8)

    private static func archive(_ database: Data = database) throws -> Data {
        var bytes = Data()
        var writer = ArchiveWriter(made: made, seal: BackupSeal(keys)) { bytes += $0 }
        try writer.add(ArchiveWriter.database, database)
        try writer.add(ArchiveWriter.settings, settings)
        _ = try writer.finish(extent)
        return bytes
    }

    private func read(_ archive: Data, keys: DeploymentKeys = keys) throws -> (ArchiveReader.Contents, Data) {
        let path = Town.temporary()
        defer { unlink(path) }
        try archive.write(to: URL(filePath: path))
        var database = Data()
        let contents = try ArchiveReader(path, seal: BackupSeal(keys)).read { database += $0 }
        return (contents, database)
    }

    @Test("What was written is read: the database, the settings, and how far the ledger goes")
    func roundTrip() throws {
        let (contents, database) = try read(Self.archive())
        #expect(database == Self.database && contents.settings == Self.settings)
        #expect(contents.manifest.ledger == BackupManifest.Ledger(Self.extent))
        #expect(contents.manifest.made == "2026-11-23T02:30:00+08:00")
        #expect(contents.manifest.members.map(\.name) == ["mashang.sqlite", "mashang.yaml"])
    }

    @Test("A change of any one byte is found: headers, files, padding, manifest, end", arguments: 0..<4)
    func everyByte(_ seed: UInt64) throws {
        let archive = try Self.archive()
        var bits = Random.seeded(20_261_123 + seed)
        for offset in stride(from: Int(seed), to: archive.count, by: 13) {
            var changed = archive
            changed[offset] ^= 1 << (bits.next() & 7)
            #expect(throws: BackupFault.self, "byte \(offset) of \(archive.count)") { try read(changed) }
        }
    }

    @Test("A backup cut anywhere, or with something behind it, is refused")
    func everyLength() throws {
        let archive = try Self.archive()
        for length in stride(from: 0, to: archive.count, by: 37) + [archive.count - 1] {
            #expect(throws: BackupFault.self, "\(length) bytes") { try read(archive.prefix(length)) }
        }
        #expect(throws: BackupFault.self) { try read(archive + [0]) }
        #expect(throws: BackupFault.self) { try read(archive + archive) }
    }

    @Test("Another deployment's keys do not open it, and are told apart from damage")
    func otherKeys() throws {
        #expect {
            _ = try read(Self.archive(), keys: Self.otherKeys)
        } throws: { error in
            if case BackupFault.otherKeys = error { true } else { false }
        }
    }

    @Test("A stranger's tar reads it: names, sizes, contents, dates", arguments: [0, 511, 512, 700])
    func otherProgram(_ bytes: Int) throws {
        let path = Town.temporary()
        defer { unlink(path) }
        try Self.archive(Self.database.prefix(bytes)).write(to: URL(filePath: path))
        let script = """
            import sys, tarfile
            for f in tarfile.open(sys.argv[1], 'r:'):
                print(f.name, f.size, f.mode, f.mtime, f.isreg())
            """
        let said = try Shell.run("/usr/bin/python3", "-c", script, path)
        let lines = said.split(separator: "\n")
        #expect(lines.first == "mashang.sqlite \(bytes) 384 1795372200 True")
        #expect(lines.count == 3 && lines[1].hasPrefix("mashang.yaml \(Self.settings.count) "))
        #expect(lines[2].hasPrefix("manifest.json "))
        #expect(try Shell.run("/usr/bin/tar", "tf", path) == "mashang.sqlite\nmashang.yaml\nmanifest.json\n")
    }

    @Test("Sizes beyond what eleven octal digits hold are kept", arguments: [0, 1, (1 << 33) - 1, 1 << 33, 1 << 40])
    func sizes(_ size: Int64) throws {
        let header = TarHeader(name: "mashang.sqlite", size: size, modified: 1_795_372_200)
        #expect(TarHeader(block: header.block) == header)
        let script = "import sys, tarfile; print(tarfile.TarInfo.frombuf(sys.stdin.buffer.read(), 'utf-8', '').size)"
        #expect(try Shell.run("/usr/bin/python3", "-c", script, input: Data(header.block)) == "\(size)\n")
    }
}

/// The same numbers in every run (SplitMix64).
extension Random {
    struct Seeded {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    static func seeded(_ seed: UInt64) -> Seeded { Seeded(state: seed) }
}

/// Programs that nobody here wrote.
enum Shell {
    struct Failed: Error { let said: String }

    static func run(_ program: String, _ arguments: String..., input: Data = Data()) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let (from, to) = (Pipe(), Pipe())
        process.standardInput = from
        process.standardOutput = to
        try process.run()
        try from.fileHandleForWriting.write(contentsOf: input)
        try from.fileHandleForWriting.close()
        let said = String(decoding: to.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(said: said) }
        return said
    }
}
