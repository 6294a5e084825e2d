import Foundation
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

/// Who sees what: for each role, what must be in an answer and what must not.
@Suite("Each role sees its own circle", .timeLimit(.minutes(1)))
struct ScopeTests {
    /// One endpoint as somebody gets it. `{n}` stands for the matter's number.
    struct Rule: Sendable, CustomTestStringConvertible {
        let who: String?
        let path: String
        let status: Int
        let holds: [String]
        let lacks: [String]
        var testDescription: String { "\(who ?? "anonymous") \(path)" }

        init(_ who: String?, _ path: String, _ status: Int, holds: [String] = [], lacks: [String] = []) {
            self.who = who
            self.path = path
            self.status = status
            self.holds = holds
            self.lacks = lacks
        }
    }

    private static let words = "楼上漏水漏到卧室"
    private static let shared = ["王丽", "13811112222"]
    private static let sealed = ["赵大爷", "13933334444"]
    private static let everything = ["{n}", words] + shared + sealed
    private static let readersOfWords = [Town.worker, Town.mediator, Town.chief, Town.supervisor]
    private static let blind = [Town.colleague, Town.otherChief, Town.auditor, Town.admin]

    private static let pages: [Rule] =
        ["/desk", "/desk/work", "/desk/station", "/desk/county", "/desk/admin", "/desk/audit", "/desk/m/{n}"].map {
            Rule(nil, $0, 303, lacks: everything)
        }
        + ["/api/v1/inbox", "/api/v1/matters", "/api/v1/matters/{n}", "/api/v1/stream"].map {
            Rule(nil, $0, 401, lacks: everything)
        }

    private static let readers: [Rule] = readersOfWords.flatMap { who in
        [
            Rule(who, "/desk/m/{n}", 200, holds: [words] + shared, lacks: sealed),
            Rule(who, "/api/v1/matters/{n}", 200, holds: ["{n}", words], lacks: shared + sealed),
            Rule(who, "/api/v1/matters", 200, holds: ["{n}", words], lacks: shared + sealed),
        ]
    }

    private static let desks: [Rule] = [
        Rule(Town.worker, "/desk/work", 200, holds: ["{n}", words], lacks: shared + sealed),
        Rule(Town.worker, "/api/v1/inbox", 200, holds: ["{n}"], lacks: shared + sealed),
        Rule(Town.colleague, "/desk/work", 200, lacks: everything),
        Rule(Town.colleague, "/api/v1/inbox", 200, lacks: everything),
        Rule(Town.chief, "/desk/station", 200, holds: ["{n}", words], lacks: shared + sealed),
        Rule(Town.mediator, "/desk/station", 200, holds: ["{n}", words], lacks: shared + sealed),
        Rule(Town.otherChief, "/desk/station", 200, lacks: everything),
        Rule(Town.otherChief, "/desk/station?township=512002001", 200, lacks: everything),
        Rule(Town.otherChief, "/desk/station?cell=\(Town.cell)", 200, lacks: everything),
        Rule(Town.otherChief, "/desk/station?worker=worker:\(Town.worker)", 200, lacks: everything),
        Rule(Town.otherChief, "/api/v1/inbox", 200, lacks: everything),
        Rule(Town.supervisor, "/desk/county", 200, holds: ["莲花街道"], lacks: everything),
        Rule(Town.supervisor, "/desk/station?township=512002001", 200, holds: ["{n}", words], lacks: shared + sealed),
        Rule(Town.inspector, "/desk/county", 200, holds: ["莲花街道"], lacks: everything),
        Rule(Town.inspector, "/desk/station?township=512002001", 200, holds: ["{n}"], lacks: [words] + shared + sealed),
        Rule(Town.inspector, "/desk/m/{n}", 200, lacks: [words] + shared + sealed + [#"name="type""#]),
        Rule(Town.inspector, "/api/v1/matters/{n}", 200, holds: ["{n}"], lacks: [words] + shared + sealed),
        Rule(Town.inspector, "/api/v1/matters", 200, holds: ["{n}"], lacks: [words] + shared + sealed),
        Rule(Town.inspector, "/api/v1/inbox", 403, lacks: everything),
        Rule(Town.auditor, "/desk/audit", 200, lacks: everything),
        Rule(Town.admin, "/desk/admin", 200, lacks: everything),
        Rule(Town.admin, "/desk/audit", 200, lacks: everything),
    ]

    /// Other people's desks are refused, whatever they would show.
    private static let refused: [Rule] = [
        (Town.worker, ["station", "county", "admin", "audit"]), (Town.chief, ["work", "county", "admin", "audit"]),
        (Town.mediator, ["work", "county", "admin", "audit"]), (Town.supervisor, ["work", "admin", "audit"]),
        (Town.inspector, ["work", "admin", "audit"]), (Town.auditor, ["work", "station", "county", "admin"]),
        (Town.admin, ["work", "station", "county"]),
    ].flatMap { who, desks in desks.map { Rule(who, "/desk/\($0)", 403, lacks: everything) } }

    private static let unseen: [Rule] = blind.flatMap { who in
        let isReader = who != Town.auditor && who != Town.admin
        return ["/desk/m/{n}", "/api/v1/matters/{n}"].map {
            Rule(who, $0, isReader ? 404 : 403, lacks: [words] + shared + sealed)
        }
            + [Rule(who, "/api/v1/matters", isReader ? 200 : 403, lacks: everything)]
    }

    @Test("Every address, every role: what is there and what is not")
    func rules() async throws {
        try await Town.open { town in
            let filed = try await town.file(
                Self.words, more: #","contact":{"name":"王丽","phone":"13811112222","share":true}"#)
            let closed = try await town.file("路灯坏了", more: #","contact":{"name":"赵大爷","phone":"13933334444"}"#)
            for rule in Self.pages + Self.readers + Self.desks + Self.refused + Self.unseen {
                var person = town.stranger
                if let who = rule.who { person = try await town.staff(who) }
                let answer = try await person.get(rule.path.replacing("{n}", with: filed.number))
                #expect(answer.status.code == rule.status, "\(rule.testDescription)")
                for word in rule.holds {
                    #expect(
                        answer.holds(word.replacing("{n}", with: filed.number)), "\(rule.testDescription): no \(word)")
                }
                for word in rule.lacks {
                    #expect(
                        !answer.holds(word.replacing("{n}", with: filed.number)), "\(rule.testDescription): \(word)")
                }
            }
            for who in Self.readersOfWords {
                let page = try await town.staff(who).get("/desk/m/\(closed.number)")
                for word in Self.sealed { #expect(page.status == .ok && !page.holds(word), "\(who): \(word)") }
            }
        }
    }

    @Test("A matter that is not theirs and one that does not exist answer alike")
    func alike() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let nothing = MatterNumber(year: 2026, serial: 77).text
            for who in [Town.colleague, Town.otherChief] {
                let person = try await town.staff(who)
                for path in ["/desk/m/", "/api/v1/matters/"] {
                    let (theirs, none) = (
                        try await person.get(path + filed.number), try await person.get(path + nothing)
                    )
                    #expect(theirs.status == .notFound && none.status == .notFound)
                    #expect(theirs.plain == none.plain)
                }
                #expect(try await person.command(filed.number, "accept", version: 2).status == .notFound)
                #expect(try await person.command(nothing, "accept", version: 2).status == .notFound)
                #expect(try await person.send(filed.number, "accept", version: 2).status == .notFound)
            }
        }
    }

    @Test(
        "A report about the grid worker: the worker finds nothing anywhere, the station rules",
        arguments: ["gridWorker", "village"])
    func aboutWorker(_ concern: String) async throws {
        try await Town.open { town in
            let filed = try await town.file("网格员收了钱不办事", more: #","concerns":["\#(concern)"]"#)
            #expect(filed.state == "triage" && filed.handledBy.role == "station")
            let chief = try await town.staff(Town.chief)
            #expect(try await chief.get("/desk/station").holds("网格员收了钱不办事"))
            // Also once the station has given it to a colleague.
            #expect(
                try await chief.send(filed.number, "assign", version: 2, #","to":"worker:g0004","reason":"请你去看""#)
                    .status == .ok)
            #expect(try await town.staff("g0004").get("/desk/work").holds(filed.number))
            let worker = try await town.staff(Town.worker)
            for path in ["/desk/work", "/api/v1/inbox", "/api/v1/matters", "/api/v1/matters?cell=\(Town.cell)"] {
                let answer = try await worker.get(path)
                #expect(answer.status == .ok && !answer.holds(filed.number) && !answer.holds("收了钱"), "\(path)")
            }
            #expect(try await worker.get("/desk/m/\(filed.number)").status == .notFound)
            #expect(try await worker.get("/api/v1/matters/\(filed.number)").status == .notFound)
            #expect(try await worker.command(filed.number, "accept", version: 3).status == .notFound)
            let back = try await chief.send(
                filed.number, "assign", version: 3, #","to":"worker:\#(Town.worker)","reason":"还是你""#)
            #expect(back.status == .unprocessableContent)
            #expect(try await !chief.get("/desk/m/\(filed.number)").holds("worker:\(Town.worker)"))
        }
    }

    @Test("A report about the station goes to the county; nobody of the station finds it or counts it")
    func aboutStation() async throws {
        try await Town.open { town in
            let filed = try await town.file("站里的人推来推去", more: #","concerns":["station"]"#)
            for login in [Town.chief, Town.mediator, Town.worker, Town.colleague] {
                let person = try await town.staff(login)
                for path in ["/desk/m/\(filed.number)", "/api/v1/matters/\(filed.number)"] {
                    #expect(try await person.get(path).status == .notFound, "\(login) \(path)")
                }
                #expect(try await person.get("/api/v1/matters").decoded(SeenList.self).matters.isEmpty, "\(login)")
            }
            for login in [Town.chief, Town.mediator] {
                let empty = try await town.staff(login).get("/desk/station")
                #expect(!empty.holds(filed.number))
            }
            #expect(try await town.staff(Town.supervisor).get("/desk/station?township=512002001").holds(filed.number))
            #expect(try await town.staff(Town.supervisor).get("/api/v1/inbox").holds(filed.number))
        }
    }

    @Test("Who hears of the exclusion later, as a new chief of the township, still finds nothing")
    func rosterChange() async throws {
        try await Town.open { town in
            let filed = try await town.file("站里的人推来推去", more: #","concerns":["station"]"#)
            try await town.run(
                StaffCommand.Add.self, ["--login", "newchief", "--role", "stationChief", "--township", "512002001"])
            let chief = try await town.staff("newchief")
            #expect(try await chief.get("/api/v1/matters/\(filed.number)").status == .notFound)
            #expect(try await !chief.get("/desk/station").holds(filed.number))
        }
    }

    @Test("A query that makes no sense is refused by name or shows nothing, never more than the circle")
    func oddQueries() async throws {
        try await Town.open { town in
            let filed = try await town.file()
            let chief = try await town.staff(Town.chief)
            for (query, field) in [("state=lost", "state"), ("cell=1", "cell"), ("category=%E6%98%9F", "category")] {
                let answer = try await chief.get("/api/v1/matters?\(query)")
                #expect(answer.status == .unprocessableContent)
                #expect(try answer.problem.fields == [field])
            }
            for query in ["state=dispatched", "cell=\(Town.cell)", ""] {
                #expect(
                    try await chief.get("/api/v1/matters?\(query)").decoded(SeenList.self).numbers == [filed.number])
            }
            for query in ["state=closed", "overdue=1", "category=D02"] {
                #expect(
                    try await chief.get("/api/v1/matters?\(query)").decoded(SeenList.self).numbers.isEmpty, "\(query)")
            }
            #expect(try await chief.get("/api/v1/matters?cursor=%27--").status.code < 500)
            #expect(try await chief.get("/desk/audit?before=x").status == .forbidden)
        }
    }

    @Test("A list of more than a page goes on by cursor, each matter once")
    func pages() async throws {
        try await Town.open { town in
            var filed: Set<String> = []
            for number in 0..<(Bounds.pageItems + 7) { filed.insert(try await town.file("第\(number)件").number) }
            let chief = try await town.staff(Town.chief)
            let first = try await chief.get("/api/v1/matters").decoded(SeenList.self)
            let cursor = try #require(first.next)
            let second = try await chief.get("/api/v1/matters?cursor=\(cursor)").decoded(SeenList.self)
            #expect(first.matters.count == Bounds.pageItems && second.next == nil)
            #expect(
                (first.numbers + second.numbers).count == filed.count && Set(first.numbers + second.numbers) == filed)
        }
    }

    @Test("The newest matter is at the top of the worker's inbox, even behind fifty that wait")
    func newestFirst() async throws {
        try await Town.open { town in
            for number in 0..<(Bounds.pageItems + 5) {
                town.pass(.minutes(1))
                try await town.file("第\(number)件")
            }
            town.pass(.minutes(1))
            let newest = try await town.file("刚刚发生的事")
            let page = try await town.staff(Town.worker).get("/desk/work").text
            let first = try #require(page.range(of: "/desk/m/")).upperBound
            #expect(page[first...].hasPrefix(newest.number))
        }
    }
}
