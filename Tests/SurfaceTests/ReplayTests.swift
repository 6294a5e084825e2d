import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

@Suite("One draft, one matter", .timeLimit(.minutes(1)))
struct ReplayTests {
    private static let draft = "a-draft-of-0123456789"

    @Test("The same draft and body get the first answer again; another body under the draft is refused")
    func replay() async throws {
        try await Town.open { town in
            let path = "/s/\(try await town.token())/reports"
            let body = #"{"text":"楼上漏水"}"#
            let quoted: HTTPFields = [.idempotencyKey: "\"\(Self.draft)\""]
            let first = try await town.stranger.post(path, json: body, quoted)
            #expect(first.status == .created)
            town.pass(.hours(30))
            for headers in [quoted, [.idempotencyKey: Self.draft]] as [HTTPFields] {
                let again = try await town.stranger.post(path, json: body, headers)
                #expect(again.status == .ok && again.headers[.idempotentReplay] == "true")
                #expect(try again.decoded(Filed.self) == first.decoded(Filed.self))
            }
            let other = try await town.stranger.post(path, json: #"{"text":"楼下漏水"}"#, quoted)
            #expect(other.status == .unprocessableContent)
            #expect(try other.problem.type == "urn:mashang:problem:draft-reused")
            let form = try await town.stranger.post(path, form: [("draft", Self.draft), ("text", "楼上漏水")])
            #expect(form.status == .ok && form.headers[.idempotentReplay] == "true")
            let elsewhere = "/s/\(try await town.token(of: "S0002"))/reports"
            #expect(try await town.stranger.post(elsewhere, json: body, quoted).status == .unprocessableContent)
            #expect(try await town.matters.latestChange().position == 2)
        }
    }

    @Test("The first answer comes again after the worker has acted")
    func replayAfterwards() async throws {
        try await Town.open { town in
            let filed = try await town.file(key: Self.draft)
            let worker = try await town.staff(Town.worker)
            #expect(try await worker.send(filed.number, "accept", version: 2).status == .ok)
            #expect(try await town.file(key: Self.draft) == filed)
        }
    }

    @Test("Twenty clients that send the same draft at once make one matter")
    func atOnce() async throws {
        try await Town.open { town in
            let numbers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await town.file(key: Self.draft).number } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(numbers.count == 1)
            #expect(try await town.matters.latestChange().position == 2)
        }
    }
}
