import ArgumentParser
import Foundation
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import NIOCore
import Posters
import ServiceLifecycle
import Storage
import Testing

@testable import mashang

/// A control socket that is answered for as long as `body` runs.
private func listening(
    _ router: Router<BasicRequestContext>, _ body: @Sendable (_ socket: String) async throws -> Void
) async throws {
    // Short: a socket's path has at most 107 bytes.
    let socket = "/tmp/mashang-\(UInt32.random(in: 0...UInt32.max)).sock"
    defer { unlink(socket) }
    let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
    let book = LogBook()
    let server = Application(
        router: router, configuration: ApplicationConfiguration(address: .unixDomainSocket(path: socket)),
        onServerRunning: { _ in isReady.yield() }, logger: book.logger)
    let group = makeServiceGroup([server], settings: EdgeSettings(), logger: book.logger, stopsOnSignals: false)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        _ = await ready.first { _ in true }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(socket)) } catch { outcome = .failure(error) }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        try outcome.get()
    }
}

/// A command line as it is carried out beside a running server, over its socket.
func controlled(_ town: Town, _ arguments: [String], input: Data = Data()) async throws -> Transcript {
    let said = Kept<[ConsoleFrame]>([])
    try await listening(ControlServer.router(town.deployment)) { socket in
        let request = ControlRequest(arguments: arguments, input: input)
        let status = try await ControlClient(socket: socket).send(request) { frame in
            said.change { $0.append(frame) }
        }
        said.change { $0.append(.end(status: status)) }
    }
    return Transcript(said.value)
}

/// Commands beside a running server go over `mashang.sock` and are carried out in it.
@Suite("Commands beside a running server", .timeLimit(.minutes(1)))
struct ControlTests {
    @Test("A new worker can sign in and gets the cell's matters at once, without a restart")
    func addStaff() async throws {
        try await Town.open { town in
            let arguments = ["--login", "fresh1", "--role", "gridWorker", "--cell", Town.cell, "--data", "elsewhere"]
            let said = try await controlled(
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
            let said = try await controlled(
                town, ["grids", "import", "Grids/yanjiang", "--data", "d", "--dry-run"], input: Data(folder.pack()))
            #expect(said.status == 0 && said.notes.contains("nothing was changed"))
            let broken = try await controlled(
                town, ["grids", "import", "x", "--data", "d"], input: Data("no folder".utf8))
            #expect(broken.status == 64 && broken.notes.contains("broken"))
            let posters = try await controlled(
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
                (["posters", "--site", "S9999", "--out", "o", "--data", "d"], 66),
            ] as [([String], Int32)] {
                let said = try await controlled(town, arguments)
                #expect(said.status == status && !said.notes.isEmpty && said.output.isEmpty, "\(said.notes)")
            }
        }
    }
}

/// What goes over the socket while a command goes on.
@Suite("The control socket", .timeLimit(.minutes(1)))
struct ControlSocketTests {
    private let request = ControlRequest(arguments: ["verify"], input: Data("grid".utf8))

    @Test("What a command says comes while it still runs, in order; its bytes come back as they were")
    func asItGoes() async throws {
        let (heardFirst, first) = AsyncStream.makeStream(of: Void.self)
        let router = ControlServer.router { asked, console in
            #expect(asked.arguments == ["verify"] && asked.input == Data("grid".utf8))
            console.note("第一页")
            // Goes on only once the caller has heard the first word.
            _ = await heardFirst.first { _ in true }
            var progress = console.progress("matters", total: 1000)
            for done in 0...1000 { progress.show(done) }
            console.output(String(repeating: "雁", count: 200_000))
            try await console.send(Data([0, 255, 10, 13]))
            console.end(with: 1)
        }
        try await listening(router) { socket in
            let said = Kept<[ConsoleFrame]>([])
            let status = try await ControlClient(socket: socket).send(request) { frame in
                said.change { $0.append(frame) }
                if case .note = frame { first.yield() }
            }
            let transcript = Transcript(said.value)
            #expect(status == 1 && transcript.notes == "第一页\n")
            #expect(transcript.progress == Array(stride(from: 0, through: 1000, by: 10)))
            #expect(transcript.output == Data((String(repeating: "雁", count: 200_000) + "\n").utf8) + [0, 255, 10, 13])
        }
    }

    @Test("A caller who goes away cancels the command in the server")
    func gone() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: String.self)
        let router = ControlServer.router { _, console in
            console.note("begun")
            do { try await Task.sleep(for: .seconds(50)) } catch { ended.yield("cancelled") }
        }
        try await listening(router) { socket in
            let (hears, heard) = AsyncStream.makeStream(of: Void.self)
            let caller = Task {
                try await ControlClient(socket: socket).send(request) { if case .note = $0 { heard.yield() } }
            }
            _ = await hears.first { _ in true }
            caller.cancel()
            let ending = await ends.first { _ in true }
            #expect(ending == "cancelled")
            await #expect(throws: (any Error).self) { _ = try await caller.value }
        }
    }

    @Test("A caller who cannot take the result cancels the command, too")
    func cannotTake() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Bool.self)
        let router = ControlServer.router { _, console in
            defer { ended.yield(Task.isCancelled) }
            while true { try await console.send(Data(repeating: 7, count: Console.pieceBytes)) }
        }
        try await listening(router) { socket in
            await #expect(throws: Mishap.self) {
                try await ControlClient(socket: socket).send(request) { if case .output = $0 { throw Mishap() } }
            }
            let wasCancelled = await ends.first { _ in true }
            #expect(wasCancelled == true)
        }
    }

    @Test("A slow reader holds the command back: a large result never lies in memory")
    func slow() async throws {
        let sent = Kept(0)
        let router = ControlServer.router { _, console in
            for _ in 0..<100 {
                try await console.send(Data(repeating: 7, count: Console.pieceBytes))
                sent.change { $0 += 1 }
            }
        }
        try await listening(router) { socket in
            let taken = Kept(0)
            _ = try await ControlClient(socket: socket).send(request) { frame in
                guard case .output = frame else { return }
                if taken.value == 0 { try await Task.sleep(for: .milliseconds(500)) }
                // What lies between them is in the two ends' buffers, not in a queue that grows.
                #expect(sent.value - taken.value < 50)
                taken.change { $0 += 1 }
            }
            #expect(taken.value == 100)
        }
    }

    @Test("Silence is not death while the server beats; without a beat it is, and the caller says so")
    func beats() async throws {
        let quiet: @Sendable (ControlRequest, Console) async throws -> Void = { _, _ in
            try await Task.sleep(for: .seconds(2))
        }
        try await listening(ControlServer.router(beat: .milliseconds(200), carryOut: quiet)) { socket in
            let client = ControlClient(socket: socket, silence: .seconds(1))
            let status = try await client.send(request) { _ in }
            #expect(status == 0)
        }
        try await listening(ControlServer.router(beat: .seconds(50), carryOut: quiet)) { socket in
            let client = ControlClient(socket: socket, silence: .seconds(1))
            await #expect { try await client.send(request) { _ in } } throws: {
                if case DeploymentFault.noAnswer = $0 { true } else { false }
            }
        }
    }

    @Test("A socket that nobody answers is said at once")
    func nobody() async throws {
        await #expect { try await ControlClient(socket: "/tmp/mashang-nobody.sock").send(request) { _ in } } throws: {
            "\($0)".contains("nobody answers on its mashang.sock")
        }
    }

    @Test("A server that dies on the way is told from one that never answered")
    func died() async throws {
        let router = Router()
        router.post("command") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: #"{"beat":{}}"# + "\n"))
                    throw Mishap()
                })
        }
        try await listening(router) { socket in
            await #expect { try await ControlClient(socket: socket).send(request) { _ in } } throws: {
                if case DeploymentFault.cutOff = $0 { true } else { false }
            }
        }
    }

    @Test("An answer that breaks off is told from a command that ended")
    func brokenOff() async throws {
        let router = Router()
        router.post("command") { _, _ in Response.plain(#"{"note":{"text":"begun"}}"# + "\n") }
        try await listening(router) { socket in
            await #expect { try await ControlClient(socket: socket).send(request) { _ in } } throws: {
                if case DeploymentFault.cutOff = $0 { true } else { false }
            }
        }
    }
}

@Suite("Progress on the screen", .timeLimit(.minutes(1)))
struct ScreenTests {
    private func shown(isTerminal: Bool) -> String {
        let text = Kept("")
        let screen = Screen(isTerminal: isTerminal) { piece in text.change { $0 += piece } }
        var progress = Progress("matters", total: 400) { screen.show($0) }
        for done in 0...200 { progress.show(done) }
        screen.show(.note(text: "half"))
        for done in 201...400 { progress.show(done) }
        screen.close()
        return text.value
    }

    @Test("Elsewhere than on a terminal: a plain line every tenth, and the words")
    func plain() {
        let lines = shown(isTerminal: false).split(separator: "\n").map(String.init)
        #expect(lines.count == 12 + 1 && lines.contains("half"))
        #expect(lines.first == "matters: 0/400" && lines.last == "matters: 400/400")
        #expect(!shown(isTerminal: false).contains("\r"))
    }

    @Test("On a terminal: one bar on one line; a word goes above it, and it ends with its line")
    func bar() {
        let text = shown(isTerminal: true)
        let full = "matters [" + String(repeating: "#", count: 50) + "] 400/400\n"
        #expect(text.hasSuffix(full))
        #expect(text.contains("\r\u{1B}[Khalf\n"))
        #expect(text.count { $0 == "\n" } == 2)
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
            matters: try await deployment.store.matters.latestChange().position,
            logins: Set(accounts.filter(\.hasPassword).map(\.staff.role)))
    }
}
