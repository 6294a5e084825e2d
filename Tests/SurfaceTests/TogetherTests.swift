import HTTPTypes
import Matters
import Testing

@testable import mashang

/// 并案: what was joined, what may be about the same thing, and a unit's rating on its board.
@Suite("What belongs together", .timeLimit(.minutes(1)))
struct TogetherTests {
    private static let noise = "三栋楼下的棋牌室天天打牌到半夜，吵得睡不着"
    private static let again = "三栋楼下的棋牌室又打牌到半夜，老人睡不着"

    private struct Listed: Decodable {
        let children: [String]?
        let parent: String?
    }

    private func join(_ child: String, to parent: String, by login: String, in town: Town) async throws {
        let version = try await town.matter(child).version
        let answer = try await town.staff(login).send(
            child, "join", version: version, #","parent":"\#(parent)","reason":"同一家棋牌室""#)
        #expect(answer.status == .ok, "\(answer.text)")
    }

    @Test("a parent names its children on its page and to programs; a list has no children, `?parent=` is one of them")
    func children() async throws {
        try await Town.open { town in
            let parent = try await town.file(Self.noise).number
            var children: Set<String> = []
            for text in [Self.again, "棋牌室的烟味进了我家"] {
                let child = try await town.file(text).number
                try await join(child, to: parent, by: Town.chief, in: town)
                children.insert(child)
            }
            let chief = try await town.staff(Town.chief)
            let path = "/api/v1/matters/\(parent)"
            #expect(try await Set(chief.get(path).decoded(Listed.self).children ?? []) == children)
            let page = try await chief.get("/desk/m/\(parent)")
            #expect(page.holds("并进来的") && children.allSatisfy { page.holds("/desk/m/\($0)") })
            let listed = try await chief.get("/api/v1/matters?parent=\(parent)").decoded(SeenList.self)
            #expect(Set(listed.numbers) == children)
            #expect(try await !chief.get("/api/v1/matters").holds(#""children""#))
            let odd = try await chief.get("/api/v1/matters?parent=12")
            #expect(odd.status == .unprocessableContent)
            #expect(try odd.problem.fields == ["parent"])
        }
    }

    @Test("more children than a page are counted as more, and `?parent=` goes on by cursor")
    func manyChildren() async throws {
        try await Town.open { town in
            let parent = try await town.file("六百户的供暖都没开").number
            for home in 0..<(Bounds.pageItems + 2) {
                let child = try await town.file("\(home)号也没有暖气").number
                try await join(child, to: parent, by: Town.chief, in: town)
            }
            let chief = try await town.staff(Town.chief)
            let first = try await chief.get("/api/v1/matters?parent=\(parent)").decoded(SeenList.self)
            let cursor = try #require(first.next)
            let rest = try await chief.get("/api/v1/matters?parent=\(parent)&cursor=\(cursor)").decoded(SeenList.self)
            #expect(first.numbers.count == Bounds.pageItems && rest.numbers.count == 2 && rest.next == nil)
            #expect(try await chief.get("/desk/m/\(parent)").holds("还有更多"))
        }
    }

    @Test("a child that concerns its reader is in no list of children, nor is a parent that does named at all")
    func hiddenChild() async throws {
        try await Town.open { town in
            let parent = try await town.file(Self.noise).number
            let child = try await town.file(Self.again, more: #","concerns":["gridWorker"]"#).number
            try await join(child, to: parent, by: Town.chief, in: town)
            let (worker, chief) = (try await town.staff(Town.worker), try await town.staff(Town.chief))
            for path in ["/desk/m/\(parent)", "/api/v1/matters/\(parent)", "/api/v1/matters?parent=\(parent)"] {
                #expect(try await chief.get(path).holds(child), "\(path)")
                let answer = try await worker.get(path)
                #expect(answer.status == .ok && !answer.holds(child) && !answer.holds("并进来的"), "\(path)")
            }
            let hidden = try await worker.get("/api/v1/matters?parent=\(child)")
            let nothing = try await worker.get("/api/v1/matters?parent=\(MatterNumber(year: 2026, serial: 77).text)")
            #expect(hidden.status == .ok && hidden.plain == nothing.plain)
        }
    }

    @Test("what is alike is suggested to whoever may join it, with a button; only a person joins, with a reason")
    func suggested() async throws {
        try await Town.open { town in
            let (first, second) = (try await town.file(Self.noise).number, try await town.file(Self.again).number)
            try await town.file("路灯坏了一个月")
            let chief = try await town.staff(Town.chief)
            let page = try await chief.get("/desk/m/\(second)")
            #expect(page.holds("可能是同一件事") && page.holds(#"name="parent" value="\#(first)""#))
            #expect(!page.holds("路灯坏了"))
            #expect(try await town.matter(second).parent == nil)
            // The worker may not join, so nothing is put before them.
            #expect(try await !town.staff(Town.worker).get("/desk/m/\(second)").holds("可能是同一件事"))

            let empty = try await chief.command(second, "join", version: 2, [("parent", first), ("reason", "")])
            #expect(empty.status == .unprocessableContent && empty.holds(#"id="join-reason-wrong""#))
            #expect(empty.holds(first), "what was chosen is still there")
            let joined = try await chief.command(second, "join", version: 2, [("parent", first), ("reason", "同一家")])
            #expect(joined.status == .seeOther)
            #expect(try await town.matter(second).parent?.text == first)
            #expect(try await !chief.get("/desk/m/\(second)").holds("可能是同一件事"))
        }
    }

    @Test(
        "never suggested: what the reader may not see, nor what somebody who sees this one may not",
        arguments: ["gridWorker", "village", "station"])
    func neverSuggested(_ concern: String) async throws {
        try await Town.open { town in
            let open = try await town.file(Self.noise).number
            let hidden = try await town.file(Self.again, more: #","concerns":["\#(concern)"]"#).number
            for login in [Town.chief, Town.supervisor] {
                let page = try await town.staff(login).get("/desk/m/\(open)")
                #expect(page.status == .ok && !page.holds(hidden), "\(login): whoever reads this one may not know it")
                #expect(!page.holds(Self.again), "\(login)")
            }
            // The other way round nobody learns anything.
            let supervisor = try await town.staff(Town.supervisor)
            let page = try await supervisor.get("/desk/m/\(hidden)")
            #expect(page.status == .ok && page.holds(#"name="parent" value="\#(open)""#))
        }
    }

    @Test("a station's board has its average from the fifth rating on, never a single one, and no other's")
    func rating() async throws {
        try await Town.open { town in
            let worker = try await town.staff(Town.worker)
            for (index, stars) in [5, 4, 4, 3, 5].enumerated() {
                let number = try await town.file("第\(index)件").number
                #expect(try await worker.send(number, "accept", version: 2).status == .ok)
                let done = try await worker.send(number, "resolve", version: 3, #","note":"好了","evidence":"照片""#)
                #expect(done.status == .ok)
                try await town.resident(number, "rate") { $0.stars = "\(stars)" }
                let board = try await town.staff(Town.chief).get("/desk/station")
                #expect(board.holds("居民评价平均 4.2 星（5 件）") == (index == 4), "\(index)")
                #expect(board.holds("居民评价") == (index == 4), "\(index)")
            }
            #expect(try await town.staff(Town.mediator).get("/desk/station").holds("4.2 星"))
            #expect(try await !town.staff(Town.otherChief).get("/desk/station").holds("居民评价"))
            #expect(
                try await !town.staff(Town.supervisor).get("/desk/station?township=512002001").holds("居民评价"))
        }
    }
}
