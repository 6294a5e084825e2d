import Foundation
import HTTPKit
import Hummingbird
import Logging
import Matters
import ServiceLifecycle
import Testing

@testable import mashang

@Suite("Live inbox", .timeLimit(.minutes(1)))
struct StreamTests {
    /// One message of a stream.
    struct Message: Decodable, Sendable, Equatable { let number, event, at: String }

    /// Serves the town on a port of its own while `body` runs.
    func serve(_ body: @escaping @Sendable (Town, Int) async throws -> Void) async throws {
        try await Town.open { town in
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let server = makeServer(
                router: town.surfaces.publicRouter(withDesks: true), address: .host("127.0.0.1", port: 0),
                settings: town.surfaces.settings, logger: town.book.logger, onRunning: { port.yield($0) })
            let group = makeServiceGroup(
                [server], settings: town.surfaces.settings, logger: town.book.logger, stopsOnSignals: false)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                guard let found = await ports.first(where: { _ in true }) else { return }
                let outcome: Result<Void, any Error>
                do { outcome = .success(try await body(town, found)) } catch { outcome = .failure(error) }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                try outcome.get()
            }
        }
    }

    /// Reads the stream of somebody until `enough`; what the server sent, without the heartbeats.
    func listen(
        _ person: Person, port: Int, after position: String, until enough: @escaping @Sendable (String) -> Bool
    ) async throws -> String {
        let ask = """
            GET /api/v1/stream HTTP/1.1\r
            Host: x\r
            Authorization: Bearer \(person.bearer ?? "")\r
            Last-Event-ID: \(position)\r
            \r

            """
        return try await RawClient.talk(port: port, send: [ask], until: enough)
    }

    func messages(_ heard: String) throws -> [Message] {
        try heard.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("data: ") }.map {
            try JSONDecoder().decode(Message.self, from: Data($0.dropFirst(6).utf8))
        }
    }

    private func lastID(_ heard: String) -> String? {
        heard.split(whereSeparator: \.isNewline).last { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
    }

    @Test("A new report reaches the worker and the station; a colleague and another township hear nothing")
    func rightPeople() async throws {
        try await serve { town, port in
            let people = [Town.worker, Town.chief, Town.supervisor, Town.colleague, Town.otherChief]
            let filed = Kept("")
            let heard = try await withThrowingTaskGroup(of: (String, [Message]).self) { group in
                for login in people {
                    let person = try await town.staff(login)
                    group.addTask {
                        let isHearing = [Town.worker, Town.chief, Town.supervisor].contains(login)
                        if isHearing {
                            let text = try await listen(person, port: port, after: "0-0") { $0.contains("dispatched") }
                            return (login, try messages(text))
                        }
                        let text = try await withThrowingTaskGroup(of: String.self) { race in
                            race.addTask { try await listen(person, port: port, after: "0-0") { $0.contains("data:") } }
                            race.addTask {
                                try await Task.sleep(for: .seconds(2))
                                return ""
                            }
                            let first = try await race.next() ?? ""
                            race.cancelAll()
                            return first
                        }
                        return (login, try messages(text))
                    }
                }
                try await Task.sleep(for: .milliseconds(300))
                let number = try await town.file().number
                filed.change { $0 = number }
                return try await group.reduce(into: [String: [Message]]()) { $0[$1.0] = $1.1 }
            }
            for login in [Town.worker, Town.chief, Town.supervisor] {
                #expect(heard[login]?.map(\.number) == [filed.value, filed.value], "\(login)")
                #expect(heard[login]?.map(\.event) == ["filed", "dispatched"], "\(login)")
            }
            #expect(heard[Town.colleague] == [] && heard[Town.otherChief] == [])
        }
    }

    @Test("Whom the report concerns hears nothing of it, and of the next report everything")
    func excluded() async throws {
        try await serve { town, port in
            try await town.file("网格员收钱", more: #","concerns":["gridWorker"]"#)
            let next = try await town.file("路灯坏了")
            let worker = try await town.staff(Town.worker)
            let heard = try await listen(worker, port: port, after: "0-0") { $0.contains("dispatched") }
            #expect(try messages(heard).map(\.number) == [next.number, next.number])
        }
    }

    @Test("Who comes back after a hundred reports gets each one once, in order, in however many connections")
    func resumes() async throws {
        try await serve { town, port in
            var filed: [String] = []
            for number in 0..<100 { filed.append(try await town.file("第\(number)件").number) }
            let chief = try await town.staff(Town.chief)
            let last = try #require(filed.last)
            var (position, got): (String, [Message]) = ("0-0", [])
            while got.count < 200 {
                let heard = try await listen(chief, port: port, after: position) {
                    $0.split(separator: last).count > 2 && $0.hasSuffix("\n\n\r\n")
                }
                let more = try messages(heard)
                try #require(!more.isEmpty, "the stream ended without a word")
                got += more
                position = lastID(heard) ?? position
            }
            #expect(got.filter { $0.event == "filed" }.map(\.number) == filed)
            #expect(got.count == 200)
        }
    }

    @Test("More changes missed than one reading holds are all delivered")
    func manyMissed() async throws {
        try await serve { town, port in
            let count = Bounds.replayedChanges / 2 + 20
            // Elsewhere in the county: not this worker's, but they fill the reading.
            for number in 0..<count { try await town.file("第\(number)件", at: "S0002") }
            let mine = try await town.file("轮到我了")
            let worker = try await town.staff(Town.worker)
            let heard = try await withThrowingTaskGroup(of: String.self) { race in
                race.addTask { try await listen(worker, port: port, after: "0-0") { $0.contains("dispatched") } }
                race.addTask {
                    try await Task.sleep(for: .seconds(10))
                    return ""
                }
                let first = try await race.next() ?? ""
                race.cancelAll()
                return first
            }
            #expect(try messages(heard).map(\.number) == [mine.number, mine.number])
        }
    }

    @Test("The stream goes on from the page's own position, and a signed-out person hears nothing more")
    func signedOut() async throws {
        try await serve { town, port in
            try await town.file("看过的")
            let worker = try await town.staff(Town.worker)
            let page = try await worker.get("/desk/work").text
            #expect(page.contains("/api/v1/stream?after=0-2"))
            let heard = try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask { try await listen(worker, port: port, after: "0-2") { _ in false } }
                try await Task.sleep(for: .milliseconds(300))
                try await town.file("第一件")
                try await Task.sleep(for: .milliseconds(300))
                _ = try await worker.post("/desk/logout", form: [("csrf", worker.formToken)])
                try await town.file("第二件")
                // The stream ends by itself.
                return try await group.next() ?? ""
            }
            #expect(try messages(heard).count == 2)
        }
    }

    @Test("Nobody without a session gets a stream")
    func anonymous() async throws {
        try await serve { town, port in
            let heard = try await listen(town.stranger, port: port, after: "0-0") { $0.contains("\r\n\r\n") }
            #expect(heard.hasPrefix("HTTP/1.1 401"))
        }
    }
}
