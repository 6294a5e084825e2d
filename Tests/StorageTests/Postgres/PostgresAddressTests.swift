import Foundation
import Testing

@testable import Storage

@Suite("PostgreSQL addresses: one line says what, where and what to do", .timeLimit(.minutes(2)))
struct PostgresAddressTests {
    private let server: PostgresServer
    init() throws { server = try PostgresServer.shared.get() }

    /// What an operator reads who starts with this URL.
    private func words(_ url: String) -> String {
        do {
            try PostgresEngine(url: url) { _ in }.close()
            return "connected"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "a URL that is none is refused without showing the password",
        arguments: [
            "mysql://mashang:geheim@db1/mashang", "postgres://mashang:geheim@db1:port/mashang",
            "postgres://mashang:gehe%zzim@db1/mashang", "postgres://mashang:geheim@db1/mashang?sslmod=require",
            "postgres://mashang:geheim@[::1/mashang", "postgres://mashang:geheim@db1/mashang?sslmode=surely", "",
        ])
    func badURL(_ url: String) {
        let text = words(url)
        #expect(text.hasPrefix("The database URL cannot be read: "), "\(text)")
        #expect(!text.contains("gehe") && !text.contains("\n"), "\(text)")
    }

    @Test("a place names hosts, ports and database, and never the password")
    func place() throws {
        let cluster = try PostgresAddress(
            url: "postgres://mashang:geheim@db1,db2:5433,[fd00::3]/mashang?target_session_attrs=any&sslmode=verify-full"
        )
        #expect(cluster.place == "db1:5432,db2:5433,[fd00::3]:5432/mashang")
        let given = Dictionary(cluster.parameters.map { ($0.keyword, $0.value) }) { _, last in last }
        #expect(given["target_session_attrs"] == "any" && given["sslmode"] == "verify-full")
        #expect(given["connect_timeout"] == "5" && given["client_encoding"] == "UTF8")
        #expect(try PostgresAddress(url: "postgresql:///mashang").place == "localhost:5432/mashang")
    }

    @Test("a wrong password")
    func wrongPassword() {
        #expect(
            words(server.url("postgres", password: "falsch"))
                == "PostgreSQL at 127.0.0.1:\(server.port)/postgres refuses us: the password of user mashang is wrong. "
                + "Correct it in the database URL or in ~/.pgpass.")
    }

    @Test("no password where one is asked for")
    func noPassword() {
        #expect(
            words("postgres://mashang@127.0.0.1:\(server.port)/postgres")
                == "PostgreSQL at 127.0.0.1:\(server.port)/postgres refuses us: it asks for a password. "
                + "Give one in the database URL or in ~/.pgpass.")
    }

    @Test("a user nobody let in")
    func notAllowed() throws {
        try server.psql("DROP ROLE IF EXISTS guest")
        try server.psql("CREATE ROLE guest LOGIN PASSWORD 'gast'; REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
        let text = words(server.url("postgres", user: "guest", password: "gast"))
        #expect(text.hasPrefix("PostgreSQL at 127.0.0.1:\(server.port)/postgres refuses us: "))
        #expect(text.contains("permission denied") && text.hasSuffix("Let user guest in: pg_hba.conf, GRANT CONNECT."))
    }

    @Test("a database that is not there")
    func noDatabase() {
        #expect(
            words(server.url("nowhere"))
                == "PostgreSQL at 127.0.0.1:\(server.port)/nowhere cannot be used: there is no such database. "
                + "Create it: createdb -E UTF8 -T template0 -O USER NAME.")
    }

    @Test("nobody listens there")
    func nobody() throws {
        let port = try PostgresServer.freePort()
        let text = words("postgres://mashang:geheim@127.0.0.1:\(port),localhost:\(port)/mashang")
        #expect(text.hasPrefix("PostgreSQL at 127.0.0.1:\(port),localhost:\(port)/mashang cannot be used: "), "\(text)")
        #expect(text.contains("Connection refused") && text.hasSuffix("and is not behind a firewall."), "\(text)")
        #expect(!text.contains("geheim") && !text.contains("\n"))
    }

    @Test("a host nobody knows")
    func unknownHost() {
        #expect(
            words("postgres://mashang:geheim@db1.invalid/mashang")
                == "PostgreSQL at db1.invalid:5432/mashang cannot be used: no such host. "
                + "Correct the name in the database URL.")
    }

    @Test("TLS asked for where there is none")
    func noTLS() {
        let text = words(server.url("postgres", "?sslmode=require"))
        #expect(text.contains("does not support SSL") && text.hasSuffix("sslcert in the database URL."), "\(text)")
    }

    @Test("a database in another encoding")
    func encoding() throws {
        try server.psql("DROP DATABASE IF EXISTS latin")
        try server.psql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        #expect(
            words(server.url("latin"))
                == "PostgreSQL at 127.0.0.1:\(server.port)/latin is not fit for the ledger: its texts are stored as "
                + "LATIN1. Create the database again: createdb -E UTF8 -T template0.")
    }

    @Test("a server that does not flush", arguments: ["fsync", "full_page_writes"])
    func notDurable(_ setting: String) throws {
        let server = try PostgresServer()
        try server.psql("ALTER SYSTEM SET \(setting) = off")
        try server.psql("SELECT pg_reload_conf()")
        // The reload takes its time.
        var text = "connected"
        for _ in 1...200 where text == "connected" {
            text = words(server.url("postgres"))
            usleep(20_000)
        }
        #expect(
            text
                == "PostgreSQL at 127.0.0.1:\(server.port)/postgres is not fit for the ledger: \(setting) is off, so a "
                + "power cut loses acknowledged reports. Set \(setting) = on in postgresql.conf.")
    }
}
