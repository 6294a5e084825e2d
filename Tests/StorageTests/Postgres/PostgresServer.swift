import Foundation
import Synchronization
import Testing

@testable import Storage

/// A private PostgreSQL 15 from Debian: in a folder of its own, on a free port of this machine, flushing every commit.
/// It ends with the process that started it, however that ends.
final class PostgresServer: Sendable {
    /// The one that most tests share; a test that stops or bends its server starts another.
    static let shared = Result { try PostgresServer() }

    static let programs = "/usr/lib/postgresql/15/bin"
    /// Long enough for a busy machine, in seconds.
    static let startSeconds = 60.0
    /// With what a URL has to escape.
    static let password = "geheim@123:/?#%"
    static let escapedPassword = "geheim%40123%3A%2F%3F%23%25"

    let folder: URL
    let port: Int
    private let keeper = Mutex<Process?>(nil)
    private let databases = Atomic<Int>(0)

    /// - Throws: `NoServer` with a sentence that says what is missing.
    init() throws {
        guard FileManager.default.isExecutableFile(atPath: "\(Self.programs)/initdb") else {
            throw NoServer("PostgreSQL 15 is not installed (apt-get install postgresql-15): see make test-setup")
        }
        folder = FileManager.default.temporaryDirectory.appending(path: "mashang-postgres-\(UUID().uuidString)")
        port = try Self.freePort()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let secret = folder.appending(path: "password")
        try Data(Self.password.utf8).write(to: secret)
        if getuid() == 0 { try Self.run("/bin/chown", "-R", "postgres", folder.path) }
        let (user, data) = (Self.asServer, folder.appending(path: "data").path)
        // --no-sync leaves only the empty cluster unflushed.
        try Self.run(
            user + [
                "\(Self.programs)/initdb", "--no-sync", "-D", data, "-U", "mashang", "-E", "UTF8", "--locale=C.UTF-8",
                "--auth=scram-sha-256", "--pwfile=\(secret.path)",
            ])
        try start()
    }

    deinit { stop() }

    /// Starts it again after `stop`, with what `configure` wrote meanwhile.
    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // The shell lives until its input ends, which happens also when this process is killed.
        let keep = """
            "$@" >"$LOG" 2>&1 & server=$!
            cat >/dev/null
            kill -INT $server; wait $server
            [ -e "$KEEP" ] || rm -rf "$FOLDER"
            """
        let server =
            Self.asServer + [
                "\(Self.programs)/postgres", "-D", folder.appending(path: "data").path, "-p", "\(port)",
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=\(folder.path)",
                "-c", "shared_buffers=32MB", "-c", "max_wal_size=256MB",
            ]
        process.arguments = ["-c", keep, "keeper"] + server
        process.environment = [
            "PATH": "/usr/sbin:/usr/bin:/bin", "FOLDER": folder.path, "LOG": folder.appending(path: "log").path,
            "KEEP": folder.appending(path: "keep").path,
        ]
        process.standardInput = Pipe()
        process.currentDirectoryURL = FileManager.default.temporaryDirectory
        try process.run()
        keeper.withLock { $0 = process }
        let deadline = Date(timeIntervalSinceNow: Self.startSeconds)
        while (try? psql("SELECT 1")) == nil {
            guard process.isRunning, deadline.timeIntervalSinceNow > 0 else {
                throw NoServer("PostgreSQL did not start: \(log)")
            }
            usleep(50_000)
        }
    }

    /// Ends it as an operator does (fast shutdown). What it holds stays, if `keeping`.
    func stop(keeping: Bool = false) {
        let mark = folder.appending(path: "keep")
        if keeping {
            _ = FileManager.default.createFile(atPath: mark.path, contents: nil)
        } else {
            try? FileManager.default.removeItem(at: mark)
        }
        guard
            let process = keeper.withLock({ process in
                defer { process = nil }; return process
            })
        else { return }
        try? (process.standardInput as? Pipe)?.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }

    /// The URL of a database, with what a test adds to it.
    func url(_ database: String, _ options: String = "", user: String = "mashang", password: String = escapedPassword)
        -> String
    {
        "postgres://\(user):\(password)@127.0.0.1:\(port)/\(database)\(options)"
    }

    /// A new database, empty or like another.
    func database(like template: String = "template0") throws -> String {
        let name = "t\(databases.add(1, ordering: .relaxed).newValue)"
        try psql("CREATE DATABASE \(name) TEMPLATE \(template)")
        return name
    }

    func drop(_ database: String) { _ = try? psql("DROP DATABASE IF EXISTS \(database) WITH (FORCE)") }

    /// Asks as an operator does, from outside.
    /// - Returns: the rows, one a line, columns with `|` between them.
    @discardableResult
    func psql(_ sql: String, in database: String = "postgres") throws -> String {
        try Self.run(
            ["/usr/bin/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url(database)])
    }

    /// As whom the server runs: it refuses to be root.
    private static var asServer: [String] {
        getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : []
    }

    @discardableResult
    private static func run(_ words: String...) throws -> String { try run(words) }

    @discardableResult
    private static func run(_ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = FileManager.default.temporaryDirectory
        process.standardInput = FileHandle.nullDevice
        let (said, complained) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (said, complained)
        try process.run()
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: complained.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NoServer("\(words[0]): \(complaint)") }
        return text.trimmingCharacters(in: .newlines)
    }

    /// A port nobody listens on now.
    static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) == 0 && getsockname(socket, pointer, &length) == 0
            }
        }
        guard bound else { throw NoServer("no free port on 127.0.0.1") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    struct NoServer: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}

/// A database of its own on the shared server, gone when nobody needs it.
final class PostgresDatabase: Sendable {
    let server: PostgresServer
    let name: String
    let engine: PostgresEngine

    var url: String { server.url(name) }

    init(on server: PostgresServer? = nil, _ options: String = "") throws {
        self.server = try server ?? PostgresServer.shared.get()
        name = try self.server.database()
        let reports = Reports()
        engine = try PostgresEngine(url: self.server.url(name, options)) { reports.add($0) }
        self.log = reports
    }

    private let log: Reports
    var reported: [String] { log.lines }

    deinit {
        try? engine.close()
        server.drop(name)
    }

    @discardableResult
    func psql(_ sql: String) throws -> String { try server.psql(sql, in: name) }

    /// Ends every connection to this database, as an operator or a failing server does.
    func killConnections() throws {
        try server.psql(
            "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '\(name)'")
    }

    /// Runs `body` on the writer's thread and waits for it.
    func writing<Value: Sendable>(_ body: @escaping @Sendable (any SQLWriter) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            engine.enqueue { writer in continuation.resume(with: Result { try body(writer.get()) }) }
        }
    }

    /// One transaction of one command.
    @discardableResult
    func write(_ sql: String, _ values: [SQLValue] = []) async throws -> [SQLRow] {
        try await writing { writer in
            try writer.begin()
            do {
                try writer.savepoint()
                let rows = try writer.rows(sql, values)
                try writer.release()
                try writer.commit()
                return rows
            } catch {
                writer.rollback()
                throw error
            }
        }
    }

    func rows(_ sql: String, _ values: [SQLValue] = []) async throws -> [SQLRow] {
        try await engine.read { try $0.rows(sql, values) }
    }

    private final class Reports: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock(\.self) }
        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }
}
