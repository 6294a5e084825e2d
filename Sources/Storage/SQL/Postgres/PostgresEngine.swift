import Matters

/// PostgreSQL through libpq: one connection writes, a few read, one listens.
struct PostgresEngine: SQLEngine {
    let dialect = SQLDialect.postgres
    private let door: PostgresDoor
    private let writing: PostgresSeat
    private let readers: PostgresReaders
    private let news: PostgresNews

    /// Connects once, so that a wrong address is known at the start. Waits as long as the URL's `connect_timeout`
    /// allows for each host.
    /// - Parameter report: called with one line for the log when the server is lost and when it is back.
    /// - Throws: `StorageFault`
    init(url: String, report: @escaping @Sendable (String) -> Void) throws {
        let address = try PostgresAddress(url: url)
        let first: PostgresSession
        do {
            first = try PostgresSession(address)
        } catch let error as PostgresError {
            throw StorageFault(connecting: error, to: address)
        }
        door = PostgresDoor(address, report: report)
        writing = PostgresSeat("write", door, first)
        readers = PostgresReaders(door)
        news = PostgresNews(door)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value {
        do {
            return try await readers.read(body)
        } catch let error as PostgresError where error.endsConnection {
            throw LedgerFault.unavailable
        }
    }

    func enqueue(_ body: @escaping @Sendable (Result<any SQLWriter, any Error>) -> Void) {
        writing.perform { seat in body(Result { PostgresWriter(session: try seat.connected()) }) }
    }

    func verdict(on error: any Error) -> WriteVerdict {
        switch error {
        case let error as PostgresError: error.verdict
        case let fault as LedgerFault: fault.verdict
        default: .command
        }
    }

    /// Returns when something was committed on any node, or after `longest`.
    func waitForNews(atMost longest: Duration) async throws { try await news.wait(atMost: longest) }

    func close() throws {
        door.close()
        writing.close()
        readers.close()
        news.close()
    }
}

extension StorageFault {
    /// Why a first connection was not made, and what to do.
    init(connecting error: PostgresError, to address: PostgresAddress) {
        let user = address.user.map { "user \($0)" } ?? "the user"
        let words = error.message
        // The server's words may be in any language, its SQLSTATEs are not; libpq's own words are English.
        switch error.state {
        case PostgresError.State.wrongPassword:
            self = .refused(
                by: address.place, "the password of \(user) is wrong. Correct it in the database URL or in ~/.pgpass.")
        case PostgresError.State.notAllowed, PostgresError.State.notPermitted:
            self = .refused(by: address.place, "\(words). Let \(user) in: pg_hba.conf, GRANT CONNECT.")
        case PostgresError.State.noDatabase:
            self = .unreachable(
                at: address.place, "there is no such database. Create it: createdb -E UTF8 -T template0 -O USER NAME.")
        case _ where words.hasPrefix("invalid ") || words.hasPrefix("could not match"):
            self = .badURL(PostgresAddress.withoutQuotes(words))
        case _ where words.contains("no password supplied"):
            self = .refused(
                by: address.place, "it asks for a password. Give one in the database URL or in ~/.pgpass.")
        case _ where words.contains("SSL") || words.contains("certificate"):
            self = .unreachable(
                at: address.place, "\(words). See sslmode, sslrootcert and sslcert in the database URL.")
        case _ where words.contains("translate host name"):
            self = .unreachable(at: address.place, "no such host. Correct the name in the database URL.")
        case _ where words.contains("read-only") || words.contains("hot standby"):
            self = .unreachable(
                at: address.place, "none of these servers takes writes. Name the primary, or wait for it.")
        default:
            self = .unreachable(
                at: address.place, "\(words). See that PostgreSQL runs, listens there and is not behind a firewall.")
        }
    }
}
