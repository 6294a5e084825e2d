import ArgumentParser
import Codes
import Dispatcher
import Foundation
import GridCatalog
import HTTPKit
import HTTPTypes
import Matters
import Storage
import Testing

@testable import mashang

@Suite("A deployment's settings and folder", .timeLimit(.minutes(1)))
struct DeploymentTests {
    @Test("A flag beats the environment, the environment beats the file, the file beats the default")
    func precedence() throws {
        let file = "name: 甲\nlisten: 127.0.0.1:1000\nbase-url: https://file.example\n"
        let environment = ["MASHANG_LISTEN": "127.0.0.1:2000", "MASHANG_BASE_URL": "https://env.example/"]
        let settings = try Settings(flags: ["listen": "127.0.0.1:3000"], environment: environment, file: file)
        #expect(settings.name == "甲")
        #expect(settings.listen.text() == "127.0.0.1:3000")
        #expect(settings.baseURL == "https://env.example")
        #expect(settings.opsListen.text() == "127.0.0.1:9180")
        #expect(settings.staffListen == nil && settings.floodLimits)
        let bare = try Settings(flags: [:], environment: [:], file: "")
        #expect(bare.listen.text() == "127.0.0.1:8080" && bare.baseURL == "http://localhost:8080")
    }

    @Test(
        "A setting that does not fit is refused, named with where it came from",
        arguments: [
            (["listen": "8080"], [:], "", "--listen"), ([:], ["MASHANG_LISTEN": "host:99999"], "", "MASHANG_LISTEN"),
            ([:], [:], "listen: nowhere", "mashang.yaml: listen"), ([:], [:], "lisen: 127.0.0.1:80", "lisen"),
            ([:], [:], "- a\n- b", "mashang.yaml"), ([:], [:], "name: [", "mashang.yaml"),
            ([:], ["MASHANG_FLOOD_LIMITS": "maybe"], "", "MASHANG_FLOOD_LIMITS"),
            (["base-url": "ftp://x"], [:], "", "--base-url"),
            (["base-url": "https://x.example/sub"], [:], "", "--base-url"),
            (["base-url": "https://"], [:], "", "--base-url"),
            ([:], [:], "trusted-proxies: 10.0.0.0/99", "trusted-proxies"),
        ] as [([String: String], [String: String], String, String)])
    func refused(_ flags: [String: String], _ environment: [String: String], _ file: String, _ named: String) {
        let fault = #expect(throws: SettingsFault.self) {
            try Settings(flags: flags, environment: environment, file: file)
        }
        #expect(fault?.description.contains(named) == true, "\(fault?.description ?? "-")")
    }

    @Test("Keys are readable by their owner only, and making the folder again changes none")
    func keys() throws {
        let folder = DataFolder(Town.temporary())
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        #expect(!folder.exists)
        try folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
        let before = try folder.keys()
        try folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
        #expect(try folder.keys().files == before.files)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(folder.path) == 0o700 && mode(folder.path + "/keys") == 0o700)
        for name in DeploymentKeys.fileNames { #expect(try mode("\(folder.path)/keys/\(name)") == 0o600, "\(name)") }
    }

    @Test("Database and settings are the owner's only, too")
    func privateFiles() async throws {
        try await Town.withCopy { folder in
            try folder.writeSettings("name: 雁江\n")
            for path in [folder.database, folder.settingsFile] {
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(path)")
            }
        }
    }

    @Test("One process at a time: the second does not get the lock, and gets it when the first is gone")
    func lock() throws {
        let folder = DataFolder(Town.temporary())
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
        let first = try folder.lock()
        #expect(try folder.lock() == nil)
        try withExtendedLifetime(first) { _ = try #require(first) }
    }

    @Test("A folder that is no deployment is refused with the command that makes one")
    func notInitialised() async {
        let fault = await #expect(throws: DeploymentFault.self) {
            try await Deployment.open(DataFolder(Town.temporary()))
        }
        #expect(fault?.description.contains("mashang init") == true)
    }

    @Test("A deployment whose key is gone says which and to restore it; no new one is made")
    func lostKey() async throws {
        try await Town.withCopy { folder in
            try FileManager.default.removeItem(atPath: "\(folder.path)/keys/master.key")
            try? folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
            let fault = await #expect(throws: DeploymentKeys.Failure.self) { _ = try await Deployment.open(folder) }
            #expect(fault == .missing(file: "master.key"))
        }
    }

    @Test("A deployment that lost its database says so; an empty ledger is not begun", arguments: [true, false])
    func lostDatabase(isEmptied: Bool) async throws {
        try await Town.withCopy { folder in
            try FileManager.default.removeItem(atPath: folder.database)
            if isEmptied { try Data().write(to: URL(filePath: folder.database)) }
            let fault = await #expect(throws: StorageFault.self) { try await Deployment.open(folder) }
            let said = "\(try #require(fault))"
            #expect(said.contains(folder.database) && said.contains("mashang restore"))
            #expect(ExitStatus.of(try #require(fault)) == 65)
        }
    }

    @Test("A database of a newer release is refused in plain words and not touched")
    func newerSchema() async throws {
        try await Town.withCopy { folder in
            let tool = URL(filePath: "/usr/bin/sqlite3")
            try #require(
                FileManager.default.isExecutableFile(atPath: tool.path(percentEncoded: false)), "needs sqlite3")
            let process = Process()
            process.executableURL = tool
            process.arguments = [folder.database, "INSERT INTO schema_migration VALUES (99, 'tomorrow', 'x', 0)"]
            try process.run()
            process.waitUntilExit()
            let fault = await #expect(throws: StorageFault.self) { try await Deployment.open(folder) }
            #expect("\(try #require(fault))".contains("newer"))
        }
    }

    @Test("Importing again keeps codes on the walls, hand-made accounts, passwords and matters")
    func importAgain() async throws {
        try await Town.open { town in
            try await town.setPassword(of: Town.worker)
            try await town.run(
                StaffCommand.Add.self, ["--login", "byhand", "--role", "stationChief", "--township", "512002001"])
            let (codes, filed) = (try await town.siteCodes.all(), try await town.file())
            let version = town.deployment.grid.version
            let folder = try GridDisk.read(Town.file("Grids/yanjiang"))
            try await GridImport.run(folder, on: town.deployment, console: Console())
            #expect(town.deployment.grid.version == version, "the same folder is the same version")
            var files = folder.files
            files["yanjiang/sites.csv"]? += Array("\n".utf8)
            try await GridImport.run(GridFolder(files: files), on: town.deployment, console: Console())
            #expect(town.deployment.grid.version == version + 1)
            #expect(try await town.siteCodes.all().map(\.token) == codes.map(\.token))
            #expect(try await town.staff("byhand").get("/desk/station").holds(filed.number))
            #expect(try await town.accounts.passwordHash(try #require(StaffID(Town.worker))) != nil)
            #expect(try await town.file().cell == filed.cell)
        }
    }

    @Test("A dry run says what would change and changes nothing")
    func dryRun() async throws {
        try await Town.open { town in
            let version = town.deployment.grid.version
            let said = try await Transcript { console in
                try await GridImport.run(
                    GridDisk.read(Town.file("Grids/yanjiang")), on: town.deployment, console: console, dryRun: true)
            }
            #expect(said.notes.contains("nothing was changed"))
            #expect(town.deployment.grid.version == version)
        }
    }

    @Test("Codes: issued once, listed with their address in capitals, revoked at once")
    func codes() async throws {
        try await Town.open { town in
            let again = try await town.run(CodesCommand.Issue.self, ["--township", "512002001"])
            #expect(again.notes.hasPrefix("0 codes issued"))
            let listed = try await town.run(CodesCommand.List.self, ["--json", "--site", Town.site])
            let row = try #require(try JSONDecoder().decode([CodeRow].self, from: listed.output).first)
            #expect(
                row.site == Town.site && row.township == "512002001" && row.cell == Town.cell && row.state == "issued")
            #expect(row.url == "HTTPS://YJ.EXAMPLE.GOV.CN/S/\(row.token)")
            #expect(try await town.run(CodesCommand.Revoke.self, [row.token.lowercased()]).status == 0)
            #expect(try await town.stranger.get("/s/\(row.token)").status == .gone)
            #expect(try await town.run(CodesCommand.Revoke.self, [row.token]).status == 1)
            await #expect(throws: (any Error).self) { try await town.run(CodesCommand.Revoke.self, ["NOTACODE"]) }
            let fresh = try await town.run(CodesCommand.Issue.self, ["--site", Town.site])
            #expect(fresh.notes.hasPrefix("1 codes issued"))
        }
    }

    @Test("Staff: what is wrong with a new account is said, and nothing is stored")
    func wrongStaff() async throws {
        try await Town.open { town in
            for arguments in [
                ["--login", "x y", "--role", "admin"], ["--login", "w1", "--role", "gridWorker"],
                ["--login", "w1", "--role", "gridWorker", "--cell", "999"],
                ["--login", "c1", "--role", "stationChief"],
                ["--login", "c1", "--role", "stationChief", "--township", "110101001"],
                ["--login", "v1", "--role", "countySupervisor"],
            ] {
                let before = try await town.accounts.all().count
                await #expect(throws: (any Error).self) { try await town.run(StaffCommand.Add.self, arguments) }
                #expect(try await town.accounts.all().count == before, "\(arguments)")
            }
        }
    }

    @Test("A password needs ten characters; a list shows who can sign in, never a hash")
    func passwords() async throws {
        try await Town.open { town in
            await #expect(throws: (any Error).self) {
                try await town.run(StaffCommand.Reset.self, [Town.worker, "--password-stdin"], input: "short")
            }
            await #expect(throws: (any Error).self) {
                try await town.run(StaffCommand.Reset.self, [Town.worker, "--password-stdin"])
            }
            try await town.run(StaffCommand.Reset.self, [Town.worker, "--password-stdin"], input: "长长长长长长长长长长")
            let listed = String(decoding: try await town.run(StaffCommand.List.self, ["--json"]).output, as: UTF8.self)
            #expect(listed.contains(#""login" : "g0001""#) && !listed.contains("scrypt"))
        }
    }
}

@Suite("The command line", .timeLimit(.minutes(1)))
struct CommandLineTests {
    @Test(
        "Every command of the README is understood",
        arguments: [
            "demo", "demo --listen 0.0.0.0:8080 --matters 10 --no-serve", "grids check Grids/yanjiang",
            "grids import Grids/yanjiang --data d --dry-run",
            "init d --grids Grids/yanjiang --name 雁江区一站式平台 --base-url https://yj.example.gov.cn",
            "codes issue --all --data d", "codes issue --site S0001 --data d", "codes list --json --data d",
            "codes revoke 7K3M9Q2XW4H --data d", "posters --all --format svg --out posters --data d",
            "posters --all --design magnet --format pdf --sheet a4 --one-file --with-worker --out posters --data d",
            "posters --county 512002 --design code --module 0.5 --format png --dpi 600 --out posters --data d",
            "posters --site S0001 --design board --english --logo l.png --emblem e.png --out posters --data d",
            "posters --township 512002001 --format png --out posters --data d", "serve --data d",
            "serve --data d --listen 127.0.0.1:8080 --staff-listen 127.0.0.1:8081 --ops-listen 127.0.0.1:9180",
            "staff add --data d --login g1 --role gridWorker --cell 512002001001001 --password-stdin",
            "staff list --data d --json", "staff disable g1 --data d", "verify --data d --json --jobs 4",
            "staff reset g1 --data d --password-stdin",
        ])
    func understood(_ line: String) throws {
        _ = try Mashang.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test(
        "What cannot be meant is bad usage, exit code 64",
        arguments: [
            "serve", "grids check", "codes issue --data d", "posters --data d --out p",
            "posters --all --format gif --data d --out p", "posters --all --one-file --data d --out p",
            "posters --all --sheet a4 --data d --out p", "posters --all --design wall --data d --out p",
            "posters --all --dpi 300 --data d --out p", "posters --all --format png --dpi 9999 --data d --out p",
            "posters --all --design code --module 0.001 --data d --out p", "posters --all --module 1 --data d --out p",
            "staff add --data d --login g1 --role mayor", "staff add --data d --role admin", "fly",
            "codes revoke --data d",
        ])
    func badUsage(_ line: String) {
        let fault = #expect(throws: (any Error).self) {
            _ = try Mashang.parseAsRoot(line.split(separator: " ").map(String.init))
        }
        #expect(fault.map { Mashang.exitCode(for: $0).rawValue } == 64)
    }

    @Test("Completions are there for bash, zsh and fish", arguments: [CompletionShell.bash, .zsh, .fish])
    func completions(_ shell: CompletionShell) {
        #expect(Mashang.completionScript(for: shell).contains("posters"))
    }
}
