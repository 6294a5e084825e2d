import ArgumentParser
import Codes
import Foundation
import HTTPTypes
import Matters
import Storage
import Testing

@testable import mashang

@Suite("Backup and restore of 雁江区", .timeLimit(.minutes(2)))
struct BackupTests {
    /// A folder for backups, and a deployment with one report of 莲花街道.
    private func withTown(_ body: @escaping @Sendable (Town, String) async throws -> Void) async throws {
        let disk = Town.temporary()
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: disk) }
        try await Town.open { town in
            try await town.file("三单元楼道的灯坏了一个月。", key: "draft-of-the-dark-staircase")
            try await body(town, disk)
        }
    }

    /// As `mashang backup` beside a running server.
    private func back(up town: Town, to path: String, force: Bool = false) async throws {
        let command = try BackupCommand.parse(
            ["--data", town.deployment.folder.path, "--out", path] + (force ? ["--force"] : []))
        var receiver = try command.receiver()
        let status = try await Console.run(
            { try await command.perform(on: town.deployment, input: Data(), console: $0) },
            receive: { if case .output(let bytes) = $0 { try await receiver.take(bytes) } })
        #expect(status == 0)
        try await receiver.finish()
    }

    /// An empty folder on another machine, with the keys that were kept apart.
    private func freshFolder(for town: Town, on disk: String) throws -> DataFolder {
        let folder = DataFolder("\(disk)/new")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: town.deployment.folder.path + "/keys", toPath: folder.path + "/keys")
        return folder
    }

    private func restore(_ backup: String, to folder: DataFolder, _ flags: String...) async throws {
        try await RestoreCommand.parse([backup, "--data", folder.path] + flags).run()
    }

    @Test("A backup made while reports come in is the ledger of one moment; restored elsewhere, all of it is there")
    func elsewhere() async throws {
        try await withTown { town, disk in
            let before = try await town.matters.latestChange()
            async let made: Void = back(up: town, to: "\(disk)/b.tar")
            for _ in 0..<20 { try await town.file() }
            try await made
            let folder = try freshFolder(for: town, on: disk)
            try await restore("\(disk)/b.tar", to: folder)
            let copy = try await Deployment.open(folder, clock: Clock { Town.morning })
            #expect(try await copy.store.matters.latestChange().position >= before.position)
            #expect(copy.grid.version == town.deployment.grid.version)
            let codes = try await copy.store.siteCodes.all()
            #expect(try await codes == town.siteCodes.all())
            try copy.store.close()
        }
    }

    @Test("The file is for its owner only, has no keys in it, and is never half there")
    func file() async throws {
        try await withTown { town, disk in
            try await back(up: town, to: "\(disk)/b.tar")
            let mode = try FileManager.default.attributesOfItem(atPath: "\(disk)/b.tar")[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["b.tar"])
            let bytes = try Data(contentsOf: URL(filePath: "\(disk)/b.tar"))
            for key in town.deployment.keys.files.values.map({ Data($0).suffix(44).dropLast() }) {
                #expect(bytes.firstRange(of: key) == nil)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: town.deployment.folder.path)
            #expect(!left.contains { $0.contains("copy") })
        }
    }

    @Test("A file that is there is replaced only by force")
    func existing() async throws {
        try await withTown { town, disk in
            try Data("something else".utf8).write(to: URL(filePath: "\(disk)/b.tar"))
            await #expect(throws: BackupFault.self) { try await back(up: town, to: "\(disk)/b.tar") }
            #expect(try Data(contentsOf: URL(filePath: "\(disk)/b.tar")) == Data("something else".utf8))
            try await back(up: town, to: "\(disk)/b.tar", force: true)
            try await restore("\(disk)/b.tar", to: town.deployment.folder, "--dry-run")
        }
    }

    @Test("A database that is there stays unless forced, and is kept beside even then; everybody signs in again")
    func overwriting() async throws {
        try await withTown { town, disk in
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.get("/desk/work").status == .ok)
            try await back(up: town, to: "\(disk)/b.tar")
            let later = try await town.file("路边的井盖松了。", key: "draft-after-the-backup")
            try town.deployment.store.close()
            let folder = town.deployment.folder
            let old = try Data(contentsOf: URL(filePath: folder.database))
            await #expect(throws: BackupFault.self) { try await restore("\(disk)/b.tar", to: folder) }
            #expect(try Data(contentsOf: URL(filePath: folder.database)) == old)

            try await restore("\(disk)/b.tar", to: folder, "--force")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            let kept = try #require(names.first { $0.contains(".before-restore-") && $0.last?.isNumber == true })
            #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/\(kept)")) == old)
            let restored = try await Deployment.open(folder, clock: Clock { Town.morning })
            let number = try #require(MatterNumber(later.number))
            #expect(try await restored.store.matters.record(number) == nil, "it came after the backup")
            let audit = try await restored.store.audit.page(nil, 1)
            #expect(audit.first?.entry.action == .backupRestored)
            let reopened = try Surfaces(restored)
            try await town.behind(reopened.publicRouter(withDesks: true)) { town in
                let page = try await Person(town: town, cookie: worker.cookie).get("/desk/work")
                #expect(page.status != .ok, "an old session came back to life")
            }
            try restored.store.close()
        }
    }

    @Test("Without room for it nothing is begun, and it says how much is needed")
    func noRoom() throws {
        #expect {
            try DiskSpace.require(.max - DiskSpace.reserve, beside: Town.temporary())
        } throws: { error in
            if case BackupFault.noSpace(_, _, let free) = error { free > 0 } else { false }
        }
    }

    @Test("Any changed byte is refused, and the folder stays as it was", arguments: 0..<40)
    func damage(_ seed: UInt64) async throws {
        try await Backups.shared { archive, folder in
            var random = Random.seeded(seed)
            var bytes = archive
            let offset = Int(random.next() % UInt64(bytes.count))
            bytes[offset] ^= UInt8(1 << (random.next() & 7))
            let path = folder.path + ".tar"
            try bytes.write(to: URL(filePath: path))
            defer { unlink(path) }
            await #expect(throws: BackupFault.self, "seed \(seed), byte \(offset)") {
                try await restore(path, to: folder)
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["keys", "mashang.lock"])
        }
    }

    @Test("Without keys, or with those of another deployment, it says what to do and changes nothing")
    func keys() async throws {
        try await withTown { town, disk in
            try await back(up: town, to: "\(disk)/b.tar")
            let bare = DataFolder("\(disk)/bare")
            try FileManager.default.createDirectory(atPath: bare.path, withIntermediateDirectories: true)
            await #expect(throws: BackupFault.self) { try await restore("\(disk)/b.tar", to: bare) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: bare.path).isEmpty)
            let other = DataFolder("\(disk)/other")
            try other.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
            await #expect {
                try await restore("\(disk)/b.tar", to: other)
            } throws: { error in
                if case BackupFault.otherKeys = error { true } else { false }
            }
            #expect(!FileManager.default.fileExists(atPath: other.database))
        }
    }

    @Test("While a server has the folder nothing is restored")
    func inUse() async throws {
        try await withTown { town, disk in
            try await back(up: town, to: "\(disk)/b.tar")
            let lock = try #require(try town.deployment.folder.lock())
            await #expect(throws: DeploymentFault.self) {
                try await restore("\(disk)/b.tar", to: town.deployment.folder, "--force")
            }
            withExtendedLifetime(lock) {}
        }
    }

    @Test("A restore that was stopped between the old database and the new one does not begin an empty ledger")
    func halfDone() async throws {
        try await withTown { town, disk in
            try await back(up: town, to: "\(disk)/b.tar")
            let newest = try await town.matters.latestChange()
            try town.deployment.store.close()
            let folder = town.deployment.folder
            let restore = Restore(folder: folder, keys: town.deployment.keys, clock: .system, random: .system)
            _ = try await restore.prepare("\(disk)/b.tar")
            #expect(rename(folder.database, folder.database + ".before") == 0)
            await #expect(throws: DeploymentFault.self) { try await Deployment.open(folder) }
            #expect(!FileManager.default.fileExists(atPath: folder.database))
            try await self.restore("\(disk)/b.tar", to: folder)
            let again = try await Deployment.open(folder, clock: Clock { Town.morning })
            #expect(try await again.store.matters.latestChange() == newest)
            try again.store.close()
        }
    }
}

/// One backup of the prepared town, and an empty folder with its keys for each test.
private enum Backups {
    private static let made = Task {
        let keep = Town.temporary()
        var bytes = Data()
        var keys: [String: [UInt8]] = [:]
        try await Town.withCopy { folder in
            let deployment = try await Deployment.open(folder, clock: Clock { Town.morning })
            let command = try BackupCommand.parse(["--data", folder.path, "--out", keep])
            var receiver = try command.receiver()
            _ = try await Console.run(
                { try await command.perform(on: deployment, input: Data(), console: $0) },
                receive: { if case .output(let bytes) = $0 { try await receiver.take(bytes) } })
            try await receiver.finish()
            bytes = try Data(contentsOf: URL(filePath: keep))
            keys = deployment.keys.files
            unlink(keep)
            try deployment.store.close()
        }
        return (bytes, keys)
    }

    static func shared(_ body: (Data, DataFolder) async throws -> Void) async throws {
        let (archive, keys) = try await made.value
        let folder = DataFolder(Town.temporary())
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try FileManager.default.createDirectory(atPath: folder.path + "/keys", withIntermediateDirectories: true)
        for (name, bytes) in keys { try Data(bytes).write(to: URL(filePath: "\(folder.path)/keys/\(name)")) }
        try await body(archive, folder)
    }
}
