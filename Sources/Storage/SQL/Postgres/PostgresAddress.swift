/// Where a PostgreSQL database is and how to get there: any URL that libpq reads, TLS options and several hosts
/// included.
struct PostgresAddress: Sendable {
    /// libpq's keywords with their values, the last of a keyword counting. Holds the password: never printed.
    let parameters: [(keyword: String, value: String)]
    /// `db1:5432,db2:5432/mashang`: what may be shown.
    let place: String
    let user: String?

    /// What holds where the URL says nothing: a dead server is noticed within seconds, and only one that takes writes
    /// will do. Times in seconds, `tcp_user_timeout` in milliseconds.
    static let defaults = [
        ("connect_timeout", "5"), ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "5000"), ("target_session_attrs", "read-write"), ("application_name", "mashang"),
    ]

    /// - Throws: `StorageFault.badURL`
    init(url: String) throws(StorageFault) {
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
            throw .badURL("it does not begin with postgres://")
        }
        let given: [String: String]
        do {
            given = try PostgresLink.parse(url)
        } catch {
            throw .badURL(Self.withoutQuotes(error.message))
        }
        parameters =
            Self.defaults.filter { given[$0.0] == nil }.map { (keyword: $0.0, value: $0.1) }
            + given.sorted { $0.key < $1.key }.map { (keyword: $0.key, value: $0.value) }
            // Texts are UTF-8 on both sides, whatever the URL asks for.
            + [(keyword: "client_encoding", value: "UTF8")]
        place = Self.place(given)
        user = given["user"]
    }

    /// libpq's complaint without what it quotes from the URL, which may be the password.
    static func withoutQuotes(_ message: String) -> String {
        String(message.prefix { $0 != "\"" }).trimmed(of: " :\n")
    }

    private static func place(_ given: [String: String]) -> String {
        let hosts = (given["host"] ?? given["hostaddr"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let ports = (given["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let servers = hosts.indices.map { index -> String in
            let host = hosts[index].isEmpty ? "localhost" : hosts[index]
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            let name = host.contains(":") ? "[\(host)]" : String(host)
            return "\(name):\(port.isEmpty ? "5432" : port)"
        }
        return servers.joined(separator: ",") + "/" + (given["dbname"] ?? given["user"] ?? "")
    }
}

extension String {
    /// Without the characters of `set` at both ends.
    func trimmed(of set: String) -> String {
        let rest = drop { set.contains($0) }
        guard let last = rest.lastIndex(where: { !set.contains($0) }) else { return "" }
        return String(rest[...last])
    }
}
