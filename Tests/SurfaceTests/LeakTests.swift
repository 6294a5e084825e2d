import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Matters
import Testing

@testable import mashang

/// Rule 3 of the design: whoever a report concerns never learns that it exists.
///
/// Two towns live the same days; in one of them a report was filed that some people must not learn of. Those people ask
/// every address the routers know, and every answer must be what it is in the other town.
@Suite("Whom a report concerns never learns of it", .timeLimit(.minutes(5)))
struct LeakTests {
    /// One step that somebody who may see the report takes with it.
    struct Step: Sendable {
        let who: String
        let type: String
        let more: String

        init(_ who: String, _ type: String, _ more: String = "") {
            self.who = who
            self.type = type
            self.more = more
        }
    }

    /// A report, who is shut out of it, and what the others do with it.
    struct Story: Sendable, CustomTestStringConvertible {
        let name: String
        /// Whom the reporter says it is about.
        let concern: String?
        let shutOut: [String]
        /// What comes before anybody is shut out.
        var before: [Step] = []
        let steps: [Step]
        /// Serves from the second day on; shut out like those before.
        let late: [[String]]
        var testDescription: String { name }

        /// What a program adds to the report.
        var more: String { concern.map { #","concerns":["\#($0)"]"# } ?? "" }
    }

    static let words = "金丝雀村的事没有人说得清"
    private static let elsewhere = #","to":"station:st-512002002","reason":"换个站点办""#

    /// Whom it is about becomes the chief of the station that has it: in its circle, and shut out all the same.
    private static let promoted = [Town.worker, "stationChief", "--township", "512002001"]

    static let stories = [
        Story(
            name: "about the grid worker", concern: "gridWorker",
            shutOut: [Town.worker, Town.colleague, Town.auditor, Town.admin],
            steps: [
                Step(Town.chief, "assign", #","to":"worker:g0004","reason":"请你去看""#), Step("g0004", "accept"),
                Step("g0004", "visit", #","note":"\#(words)""#),
                Step(Town.chief, "own", #","owner":"l512002001""#),
                Step(Town.chief, "assist", #","to":"station:st-property""#),
                Step(Town.chief, "join", #","parent":"{visible}","reason":"同一盏灯""#),
                Step(Town.chief, "transfer", elsewhere), Step(Town.otherChief, "accept"),
                Step(Town.supervisor, "supervise", #","note":"\#(words)""#),
            ], late: [["late1", "gridWorker", "--cell", Town.cell], promoted]),
        Story(
            name: "about the village", concern: "village",
            shutOut: [Town.worker, "g0002", Town.colleague, Town.auditor, Town.admin],
            steps: [
                Step(Town.chief, "takeOver"), Step(Town.mediator, "mediate"),
                Step(Town.mediator, "endMediation", #","reason":"\#(words)""#),
                Step(Town.chief, "refer", #","body":"{body}","reason":"请你单位办""#),
            ], late: [["late1", "gridWorker", "--cell", Town.cell], promoted]),
        Story(
            name: "about the station", concern: "station",
            shutOut: [Town.chief, Town.mediator, Town.worker, Town.otherChief, "l512002001", Town.auditor],
            steps: [
                Step(Town.supervisor, "takeOver"), Step(Town.supervisor, "visit", #","note":"\#(words)""#),
                Step(Town.supervisor, "admit"),
            ],
            late: [
                ["late1", "stationChief", "--township", "512002001"],
                ["late2", "mediator", "--township", "512002001"],
            ]),
        Story(
            name: "about an official's conduct, sealed once that is seen", concern: nil,
            shutOut: [
                Town.worker, Town.colleague, Town.chief, Town.mediator, "l512002001", Town.supervisor, Town.inspector,
                Town.auditor, Town.admin,
            ],
            before: [Step(Town.chief, "classify", #","nature":"N2""#)],
            steps: [Step("s-discipline", "accept"), Step("s-discipline", "visit", #","note":"\#(words)""#)],
            late: [
                ["late1", "stationChief", "--township", "512002001"], ["late2", "gridWorker", "--cell", Town.cell],
            ]),
    ]

    @Test("every address, for everybody who is shut out, after every turn of the story", arguments: stories)
    func walk(_ story: Story) async throws {
        try await Town.open { town in
            try await Town.open { twin in
                let pair = try await Pair(town: town, twin: twin)
                let hidden = try await town.file(Self.words, more: story.more).number
                try await town.tell(story.before, of: hidden)
                var walked = try await pair.compare(story.shutOut, hidden: hidden)
                #expect(walked > 100, "the routers know more addresses than that")

                try await town.tell(story.steps, of: hidden, beside: pair.sides[0].visible)
                walked = try await pair.compare(story.shutOut, hidden: hidden)

                // Nobody does anything for five days: it climbs. Then others come to serve there.
                for side in pair.sides {
                    side.town.pass(.days(5))
                    for person in story.late {
                        try await side.town.run(
                            StaffCommand.Add.self, ["--login", person[0], "--role", person[1]] + person.dropFirst(2))
                    }
                    try await side.town.tick(side.visible)
                }
                try await town.tick(hidden)
                walked = try await pair.compare(
                    Set(story.shutOut + story.late.map { $0[0] }).sorted(), hidden: hidden)

                let heard = town.book.text + (try await town.operations("/metrics"))
                #expect(!heard.contains(Self.words) && !heard.contains("金丝雀"))
            }
        }
    }

    @Test("joining says nothing of a matter that its reader may not see, nor whether there is one", arguments: stories)
    func joining(_ story: Story) async throws {
        try await Town.open { town in
            let (seen, nothing) = (try await town.file("路灯坏了").number, MatterNumber(year: 2026, serial: 77).text)
            let hidden = try await town.file(Self.words, more: story.more).number
            try await town.tell(story.before, of: hidden)
            for login in [Town.chief, Town.supervisor] {
                let person = try await town.staff(login)
                let answers = try await [hidden, nothing].asyncMap {
                    try await person.send(seen, "join", version: 2, #","parent":"\#($0)","reason":"同一件事""#)
                }
                #expect(answers.allSatisfy { $0.status == .unprocessableContent }, "\(login)")
                #expect(answers[0].plain == answers[1].plain, "\(login)")
            }
            #expect(try await town.staff(Town.worker).get("/api/v1/matters/\(seen)").decoded(Seen.self).version == 2)
        }
    }

    @Test("what was joined to a matter that is sealed afterwards names it to those alone who may see it")
    func joinedThenHidden() async throws {
        try await Town.open { town in
            let (child, parent) = (try await town.file("路灯坏了").number, try await town.file("路灯又坏了").number)
            let chief = try await town.staff(Town.chief)
            let join = try await chief.send(child, "join", version: 2, #","parent":"\#(parent)","reason":"同一盏灯""#)
            #expect(join.status == .ok)
            // The parent goes to a worker of another village, the child to the one of this cell.
            let worker = try await town.staff("g0004")
            let given = try await chief.send(child, "assign", version: 3, #","to":"worker:g0004","reason":"请你看""#)
            #expect(given.status == .ok)
            for answer in [
                try await worker.get("/api/v1/matters/\(child)"), try await worker.get("/desk/m/\(child)"),
                try await worker.get("/api/v1/matters"), try await worker.get("/desk/work"),
            ] {
                #expect(answer.status == .ok && !answer.holds(parent))
                #expect(!answer.holds(MatterNumber(parent)?.grouped ?? parent))
            }
            #expect(try await chief.get("/api/v1/matters/\(child)").holds(parent))
            #expect(try await chief.get("/desk/m/\(child)").holds("/desk/m/\(parent)"))
        }
    }

    @Test(
        "the stream, read again from its beginning, tells of the next matter and of nothing before it",
        arguments: stories)
    func replay(_ story: Story) async throws {
        let streams = StreamTests()
        try await streams.serve { town, port in
            let other = try await town.file("楼道灯坏了").number
            let hidden = try await town.file(Self.words, more: story.more).number
            try await town.tell(story.before, of: hidden)
            try await town.tell(story.steps, of: hidden, beside: other)
            try await town.tick(hidden)
            let next = try await town.file("路灯坏了").number
            for login in story.shutOut {
                let person = try await town.staff(login)
                guard try await person.get("/api/v1/matters/\(next)").status == .ok else { continue }
                let heard = try await streams.listen(person, port: port, after: "0-0") {
                    $0.ranges(of: "dispatched").count == 2
                }
                #expect(try streams.messages(heard).map(\.number) == [other, other, next, next], "\(login)")
            }
        }
    }
}

/// A town and what is visible in it.
private struct Side: Sendable {
    let town: Town
    /// The matter that everybody of the place may see.
    let visible: String
}

/// The town with the report and the one without it.
private struct Pair: Sendable {
    let sides: [Side]

    init(town: Town, twin: Town) async throws {
        sides = try await [town, twin].asyncMap { Side(town: $0, visible: try await $0.file("路灯坏了").number) }
    }

    /// Asks every address in both towns for each of these people.
    /// - Returns: how many were asked.
    func compare(_ logins: [String], hidden: String) async throws -> Int {
        // What was counted at the codes stands on the desks, too.
        for side in sides { try await side.town.surfaces.flushVisits() }
        let addresses = try Address.all(of: sides[0].town, hidden: hidden)
        for login in logins + [nil] {
            for address in addresses {
                let answers = try await sides.asyncMap { try await address.ask($0, login) }
                let told = answers[0]
                let asked = "\(login ?? "anybody") \(address.method) \(address.path)"
                let leak = zip(told.split(separator: "\n"), answers[1].split(separator: "\n")).first { $0 != $1 }
                #expect(told.count == answers[1].count && leak == nil, "\(asked)")
                let namesIt = told.contains(hidden) || told.contains(MatterNumber(hidden)?.grouped ?? hidden)
                #expect(!told.contains("金丝雀"), "\(asked)")
                #expect(address.names(hidden) || !namesIt, "\(asked)")
            }
        }
        return addresses.count * logins.count
    }
}

/// One address with one way to ask it.
private struct Address: Sendable {
    let method: HTTPRequest.Method
    /// `{visible}` stands for the matter that everybody there may see.
    let path: String

    /// How lists can be narrowed.
    private static let queries: [String: [String]] = [
        "/desk/work": ["all=yes"],
        "/desk/station": [
            "late=yes", "township=512002001", "cell=\(Town.cell)", "worker=worker:g0004", "gap=received",
            "gap=assigned",
            "gap=planned", "gap=owned", "gap=owned&township=512002001",
        ],
        "/api/v1/inbox": ["cursor=x"],
        "/api/v1/matters": [
            "overdue=1", "parent={visible}", "parent={hidden}", "cell=\(Town.cell)", "category=D02", "state=triage",
            "state=handling", "state=referred",
            "q=%E9%87%91%E4%B8%9D%E9%9B%80",
        ],
    ]

    /// Everything the routers answer; a route with a part that has no value here fails the test, so that a new one is
    /// thought of. The stream never ends and has a test of its own.
    static func all(of town: Town, hidden: String) throws -> [Address] {
        let routes = town.surfaces.publicRouter(withDesks: true).routes + town.surfaces.staffRouter().routes
        var addresses: [String: Address] = [:]
        for route in routes {
            let pattern = "/" + route.path.description.drop { $0 == "/" }
            if pattern == "/api/v1/stream" || pattern == "/desk/logout" { continue }
            for path in try filled(pattern, hidden: hidden) {
                let asked = [path] + (route.method == .get ? queries[path] ?? [] : []).map { "\(path)?\($0)" }
                for path in asked.map({ $0.replacing("{hidden}", with: hidden) }) {
                    addresses["\(route.method) \(path)"] = Address(method: route.method, path: path)
                }
            }
        }
        return addresses.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func filled(_ pattern: String, hidden: String) throws -> [String] {
        var paths = [pattern]
        for part in pattern.matches(of: /[{:]([a-z]+)\}?/).map({ (whole: String($0.0), name: String($0.1)) }) {
            let values: [String]
            switch part.name {
            // What changes the visible matter would change what is compared.
            case "number": values = pattern.hasSuffix("commands") ? [hidden] : [hidden, "{visible}"]
            case "token": values = ["{token}", "7K3M9QXA2DH"]
            case "action": values = ["contest", "add", "urge", "rate", "review", "calm", "withdraw"]
            case "link", "name": values = ["x"]
            default: values = try #require(nil as [String]?, "\(pattern): what is \(part.whole)?")
            }
            paths = paths.flatMap { path in values.map { path.replacing(part.whole, with: $0) } }
        }
        return paths
    }

    func names(_ number: String) -> Bool { path.contains(number) }

    /// What comes back, without what differs between any two answers.
    func ask(_ side: Side, _ login: String?) async throws -> String {
        var person = side.town.stranger
        if let login { person = try await side.town.staff(login) }
        let path = path.replacing("{visible}", with: side.visible)
            .replacing("{token}", with: try await side.town.token())
        let answer: Answer
        switch method {
        case .get: answer = try await person.get(path)
        case .post where path.hasPrefix("/api/"):
            answer = try await person.post(path, json: #"{"type":"note","version":2,"note":"x"}"#)
        case .post:
            answer = try await person.post(
                path, form: [("csrf", person.formToken), ("type", "note"), ("version", "2"), ("note", "x")])
        default: return "\(method)"
        }
        let number = MatterNumber(side.visible)
        return "\(answer.status.code) \(answer.location ?? "") \(answer.plain)"
            .replacing(side.visible, with: "V").replacing(number?.grouped ?? side.visible, with: "V")
            .replacing(try await side.town.token(), with: "T")
            // The form's token and draft are another at every session; a place in the ledger says only that somewhere
            // in the county something happened.
            .replacing(/((?:name="(?:csrf|draft)" value|data-draft)=")[^"]*/, with: \.output.1)
            .replacing(/after=[0-9]+-[0-9]+/, with: "after=")
    }
}

extension Sequence where Element: Sendable {
    fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await change(element)) }
        return values
    }
}

extension Town {
    /// What those who may see a report do with it.
    fileprivate func tell(_ steps: [LeakTests.Step], of number: String, beside visible: String = "") async throws {
        for step in steps {
            let answer = try await staff(step.who).send(
                number, step.type, version: try await matter(number).version,
                step.more.replacing("{body}", with: try firstBody).replacing("{visible}", with: visible))
            #expect(answer.status == .ok, "\(step.who) \(step.type): \(answer.text)")
        }
    }

    /// What the machines that watch are told.
    fileprivate func operations(_ path: String) async throws -> String {
        let answer = Kept("")
        try await behind(surfaces.operationsRouter()) { watched in
            let text = try await watched.stranger.get(path).text
            answer.change { $0 = text }
        }
        return answer.value
    }
}
