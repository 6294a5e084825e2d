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

    private static let preparedPath = temporary()

    private static let prepared = Task {
        let folder = DataFolder(preparedPath)
        atexit { try? FileManager.default.removeItem(atPath: Town.preparedPath) }
        try folder.create(random: Random.system.bytes(DeploymentKeys.randomBytes))
        let deployment = try await Deployment.open(folder, creating: true, clock: Clock { morning })
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
        let command = try type.parse(arguments + ["--data", deployment.folder.path])
        return try await Transcript { console in
            try await command.perform(on: deployment, input: Data(input.utf8), console: console)
        }
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
