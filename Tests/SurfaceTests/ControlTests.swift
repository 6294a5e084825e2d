import ArgumentParser
import Foundation
import GridCatalog
import Hummingbird
import HummingbirdTesting
import Matters
import Storage
import NIOCore
import Posters
import Testing

@testable import mashang

/// Commands beside a running server go over `mashang.sock` and are carried out in it.
@Suite("Commands beside a running server", .timeLimit(.minutes(1)))
struct ControlTests {
    private func ask(_ town: Town, _ arguments: [String], input: Data = Data()) async throws -> Transcript {
        let application = Application(router: ControlServer.router(town.deployment), logger: town.book.logger)
        let body = try JSONEncoder().encode(ControlRequest(arguments: arguments, input: input))
        let answer = try await application.test(.router) { client in
            try await client.execute(uri: ControlRequest.path, method: .post, body: ByteBuffer(bytes: body))
        }
        return try JSONDecoder().decode(Transcript.self, from: Data(answer.body.readableBytesView))
    }

    @Test("A new worker can sign in and gets the cell's matters at once, without a restart")
    func addStaff() async throws {
        try await Town.open { town in
            let arguments = ["--login", "fresh1", "--role", "gridWorker", "--cell", Town.cell, "--data", "elsewhere"]
            let said = try await ask(
                town, ["staff", "add"] + arguments + ["--password-stdin"], input: Data(Town.password.utf8))
            #expect(said.status == 0 && said.notes.contains("fresh1 is gridWorker"))
            let form = [("login", "fresh1"), ("password", Town.password)]
            #expect(try await town.stranger.post("/desk/login", form: form).location == "/desk/work")
            let filed = try await town.file()
            #expect(try await town.staff("fresh1").get("/desk/m/\(filed.number)").status == .ok)
        }
    }

    @Test("A grid folder is put in force over the socket; its posters come back as data")
    func importAndPosters() async throws {
        try await Town.open { town in
            let folder = try GridDisk.read(Town.file("Grids/yanjiang"))
            let said = try await ask(
                town, ["grids", "import", "Grids/yanjiang", "--data", "d", "--dry-run"], input: Data(folder.pack()))
            #expect(said.status == 0 && said.notes.contains("nothing was changed"))
            let broken = try await ask(town, ["grids", "import", "x", "--data", "d"], input: Data("no folder".utf8))
            #expect(broken.status == 64 && broken.notes.contains("broken"))
            let posters = try await ask(
                town, ["posters", "--site", Town.site, "--format", "svg", "--out", "o", "--data", "d"])
            let words = try JSONDecoder().decode([PosterWords].self, from: posters.output)
            #expect(words.map(\.site) == [Town.site])
            #expect(try words.first?.content().url == words.first?.url)
        }
    }

    @Test("What cannot run there, or is wrong, says so with its exit code and changes nothing")
    func refused() async throws {
        try await Town.open { town in
            for (arguments, status) in [
                (["serve", "--data", "d"], 69), (["demo"], 69), (["init", "d", "--grids", "g"], 69), (["fly"], 64),
                (["codes", "issue", "--data", "d"], 64), (["staff", "disable", "nobody", "--data", "d"], 64),
                (["codes", "revoke", "7K3M9Q2XW4H", "--data", "d"], 64),
            ] as [([String], Int32)] {
                let said = try await ask(town, arguments)
                #expect(said.status == status && !said.notes.isEmpty && said.output.isEmpty, "\(said.notes)")
            }
        }
    }
}

@Suite("The demonstration", .timeLimit(.minutes(1)))
struct DemoTests {
    @Test("It never touches a real deployment: no printed password, no sample district")
    func realDeployment() async throws {
        try await Town.withCopy { folder in
            let grids = Town.file("Grids/yanjiang")
            let demo = try DemoCommand.parse(["--data", folder.path, "--grids", grids, "--no-serve"])
            await #expect(throws: (any Error).self) { try await demo.run() }
            let deployment = try await Deployment.open(folder)
            #expect(deployment.grid.version == 1)
            let accounts = try await deployment.store.accounts.all()
            #expect(!accounts.isEmpty && accounts.allSatisfy { !$0.hasPassword })
            try deployment.store.close()
        }
    }

    @Test("It fills a fresh folder with plausible matters and one login for each role; again changes nothing")
    func fresh() async throws {
        let folder = DataFolder(Town.temporary())
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let grids = Town.file("Grids/yanjiang")
        let arguments = ["--data", folder.path, "--grids", grids, "--matters", "12", "--no-serve"]
        try await DemoCommand.parse(arguments).run()
        let first = try await counts(folder)
        #expect(first.matters >= 24 && first.logins == Set(Role.allCases))
        try await DemoCommand.parse(arguments).run()
        #expect(try await counts(folder) == first)
    }

    private struct Counts: Equatable {
        let matters: Int64
        let logins: Set<Role>
    }

    private func counts(_ folder: DataFolder) async throws -> Counts {
        let deployment = try await Deployment.open(folder)
        defer { try? deployment.store.close() }
        let accounts = try await deployment.store.accounts.all()
        return Counts(
            matters: try await deployment.store.matters.latestChange(),
            logins: Set(accounts.filter(\.hasPassword).map(\.staff.role)))
    }
}
