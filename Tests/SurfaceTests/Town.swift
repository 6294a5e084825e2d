import ArgumentParser
import Codes
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Matters
import NIOCore
import Storage

@testable import mashang

/// A running deployment of 雁江区 in a folder of its own, with a clock that a test moves.
///
/// Making one takes a second, so it is made once and copied. Codes hang in 莲花街道 only.
struct Town: Sendable {
    /// Covers 九眼桥社区第一网格, where `Town.site` is.
    static let worker = "g0001"
    /// Works in the same township, in other cells.
    static let colleague = "g0003"
    static let mediator = "m0001"
    static let chief = "s512002001"
    static let otherChief = "s512002002"
    static let supervisor = "county1"
    static let inspector = "inspector1"
    static let auditor = "auditor1"
    static let admin = "admin1"

    static let site = "S0001"
    static let cell = "512002001001001"
    static let station = "st-512002001"
    static let password = "正确的密码 right horse"
    static let base = "https://yj.example.gov.cn"
    /// A Monday morning.
    static let morning = ChinaTime.parse(rfc3339: "2026-11-23T09:00:00+08:00") ?? Instant(milliseconds: 0)

    let deployment: Deployment
    let surfaces: Surfaces
    let time: Kept<Instant>
    let book: LogBook
    let client: any TestClientProtocol

    var accounts: Accounts { deployment.store.accounts }
    var matters: MatterBook { deployment.store.matters }
    var siteCodes: SiteCodes { deployment.store.siteCodes }
    func pass(_ span: Instant.Span) { time.change { $0 = $0 + span } }

    /// Opens a copy of the prepared deployment, answers for as long as `body` runs, and removes it.
    static func open(flags: [String: String] = [:], _ body: @Sendable (Town) async throws -> Void) async throws {
        try await withCopy { folder in
            let time = Kept(morning)
            var all = ["base-url": base, "flood-limits": "off"]
            all.merge(flags) { _, new in new }
            let deployment = try await Deployment.open(folder, flags: all, clock: Clock { time.value })
            let surfaces = try Surfaces(deployment)
            let book = LogBook()
            let application = Application(router: surfaces.publicRouter(withDesks: true), logger: book.logger)
            try await application.test(.router) { client in
                try await body(
                    Town(deployment: deployment, surfaces: surfaces, time: time, book: book, client: client))
            }
            try deployment.store.close()
        }
    }

    /// The same deployment behind another router or logger.
    func behind(
        _ router: Router<EdgeContext>, logger: Logger? = nil, _ body: @Sendable (Town) async throws -> Void
    ) async throws {
        let application = Application(router: router, logger: logger ?? book.logger)
        try await application.test(.router) { client in
            try await body(Town(deployment: deployment, surfaces: surfaces, time: time, book: book, client: client))
        }
    }

    /// A copy of the prepared folder, removed afterwards.
    static func withCopy(_ body: (DataFolder) async throws -> Void) async throws {
        let prepared = try await prepared.value
        let copy = temporary()
        try FileManager.default.copyItem(atPath: prepared.path, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try await body(DataFolder(copy))
    }

    static func temporary() -> String {
        FileManager.default.temporaryDirectory.appending(path: "mashang-\(UUID().uuidString)")
            .path(percentEncoded: false)
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static func file(_ path: String) -> String { root.appending(path: path).path(percentEncoded: false) }

    private static let prepared = Task {
        let folder = DataFolder(temporary())
        try folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
        let deployment = try await Deployment.open(folder, clock: Clock { morning })
        try await GridImport.run(GridDisk.read(file("Grids/yanjiang")), on: deployment, console: Console())
        try await CodesCommand.Issue.parse(["--township", "512002001", "--data", folder.path])
            .perform(on: deployment, input: Data(), console: Console())
        try deployment.store.close()
        return folder
    }
}

extension Town {
    /// Somebody with a browser and nothing else.
    var stranger: Person { Person(town: self) }

    /// A staff member who signed in a moment ago.
    func staff(_ login: String) async throws -> Person {
        guard let id = StaffID(login) else { throw Mishap() }
        let token = SessionToken(random: deployment.random.bytes(SessionToken.byteCount))
        try await accounts.openSession(StaffSession(tokenHash: token.hash, staff: id, opened: time.value))
        return Person(
            town: self, cookie: "__Host-session=\(token.text)", bearer: token.text,
            formToken: FormToken.make(session: token.hash, key: deployment.keys.key(for: .form)))
    }

    /// A command of the command line, as it runs beside the server.
    @discardableResult
    func run<Command: DeploymentCommand>(
        _ type: Command.Type, _ arguments: [String], input: String = ""
    ) async throws -> Transcript {
        let console = Console()
        try await type.parse(arguments + ["--data", deployment.folder.path])
            .perform(on: deployment, input: Data(input.utf8), console: console)
        return console.transcript
    }

    func setPassword(of login: String) async throws {
        guard let id = StaffID(login),
            let hash = PasswordHash(password: Self.password, salt: deployment.random.bytes(PasswordHash.saltBytes))
        else { throw Mishap() }
        try await accounts.setPassword(id, hash.text)
    }

    func token(of site: String = Town.site) async throws -> String {
        guard let code = try await siteCodes.all().first(where: { $0.site.text == site }) else {
            throw Mishap()
        }
        return code.token
    }

    /// As a JSON string, whatever stands in it.
    static func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    /// A program files a report and gets its receipt.
    @discardableResult
    func file(
        _ text: String = "楼上漏水三天了，没人管。", at site: String = Town.site, more: String = "", key: String? = nil
    ) async throws -> Filed {
        var headers: HTTPFields = [:]
        if let key { headers[.idempotencyKey] = key }
        let answer = try await stranger.post(
            "/s/\(try await token(of: site))/reports", json: #"{"text":\#(try Self.quoted(text))\#(more)}"#, headers)
        return try answer.decoded(Filed.self)
    }
}

/// A visitor's browser or program.
struct Person: Sendable {
    let town: Town
    var cookie: String?
    var bearer: String?
    var formToken = ""

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.get, path, headers, nil)
    }

    func post(_ path: String, form: [(String, String)], _ headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await ask(.post, path, headers, Self.encoded(form))
    }

    func post(_ path: String, json: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await ask(.post, path, headers, json)
    }

    /// A command from the matter's page.
    func command(_ number: String, _ type: String, version: Int, _ more: [(String, String)] = []) async throws -> Answer {
        try await post(
            "/desk/m/\(number)/commands",
            form: [("csrf", formToken), ("type", type), ("version", "\(version)")] + more)
    }

    /// A command from a program.
    func send(_ number: String, _ type: String, version: Int, _ more: String = "") async throws -> Answer {
        try await post(
            "/api/v1/matters/\(number)/commands", json: #"{"type":"\#(type)","version":\#(version)\#(more)}"#)
    }

    private func ask(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: String?) async throws -> Answer {
        var headers = headers
        if path.hasPrefix("/api/"), let bearer {
            headers[.authorization] = "Bearer \(bearer)"
        } else if let cookie, headers[.cookie] == nil {
            headers[.cookie] = cookie
        }
        let response = try await town.client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        return Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
    }

    static func encoded(_ form: [(String, String)]) -> String {
        form.map { "\(percent($0.0))=\(percent($0.1))" }.joined(separator: "&")
    }

    private static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + String(Int(byte) + 256, radix: 16).dropFirst().uppercased()
        }.joined()
    }
}

/// What came back.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    func decoded<Body: Decodable>(_ type: Body.Type) throws -> Body {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    func holds(_ words: String) -> Bool { text.contains(words) }
    /// Where it leads, without a host.
    var location: String? { headers[.location] }
    /// Nobody is signed in, as far as this page knows.
    var asksToSignIn: Bool { status == .seeOther && location?.hasPrefix("/desk/login") == true }
    /// `name=value` of the first cookie that is set.
    var cookie: String? { headers[.setCookie].map { String($0.prefix { $0 != ";" }) } }
    var problem: Problem { get throws { try decoded(Problem.self) } }

    /// Without what differs at every answer: the request's number.
    var plain: String {
        guard let number = headers[.requestID] else { return text }
        return text.replacing(number, with: "")
    }

    struct Problem: Decodable {
        struct Fault: Decodable { let field, detail: String }
        let type: String
        let status: Int
        let errors: [Fault]?
        let allowed: [String]?
        let version: Int?
        var fields: [String] { errors?.map(\.field) ?? [] }
    }
}

/// The receipt as programs get it.
struct Filed: Decodable, Sendable, Equatable {
    struct Site: Decodable, Sendable, Equatable { let id, name: String }
    struct HandledBy: Decodable, Sendable, Equatable { let role, station: String }
    struct Due: Decodable, Sendable, Equatable { let rule, what, at, basis: String }
    struct Links: Decodable, Sendable, Equatable { let status: String }
    let number, code, state, cell, receipt: String
    let site: Site
    let handled_by: HandledBy
    let due: [Due]
    let links: Links
}

/// A matter as programs of the staff get it.
struct Seen: Decodable, Sendable {
    struct Due: Decodable, Sendable { let rule, at: String }
    struct Step: Decodable, Sendable { let version: Int; let event, by: String; let note, reason: String? }
    let number, state, holder: String
    let version: Int
    let category, text: String?
    let due: [Due]
    let allowed: [String]
    let trail: [Step]?
}

struct SeenList: Decodable, Sendable {
    let matters: [Seen]
    let next: String?
    var numbers: [String] { matters.map(\.number) }
}
