import CPQ

/// One connection of libpq in pipeline mode: the only place that holds libpq's pointers.
///
/// Sending never waits, except for room in the socket; answers are taken in the order of what was sent. Used by one
/// thread at a time.
final class PostgresLink {
    /// What the server says to what was sent, one after the other; `end` closes the answer to one message.
    enum Answer {
        case done(tag: String)
        case rows([SQLRow], PostgresColumns, tag: String)
        case failed(PostgresError)
        /// Not run, because something before it in the same stretch failed.
        case skipped
        case end
        /// The end of a stretch; the next one is not hurt by what failed in this.
        case synced
    }

    private var connection: OpaquePointer?
    /// The last warning of the server.
    private(set) var warning: String?

    // MARK: Opening and closing

    /// Connects and logs in, waiting as long as the parameters allow.
    init(_ parameters: [(keyword: String, value: String)]) throws(PostgresError) {
        let connection = Self.withStrings(parameters.map(\.keyword)) { keywords in
            Self.withStrings(parameters.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
        }
        guard let connection else { throw .lost("out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw Self.refusal(connection)
        }
        self.connection = connection
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else { throw lost() }
        PQsetNoticeReceiver(
            connection,
            { link, result in
                guard let link, let result, cpq_severity(result).map({ String(cString: $0) }) != "NOTICE" else {
                    return
                }
                Unmanaged<PostgresLink>.fromOpaque(link).takeUnretainedValue().warning =
                    cpq_message(result).map { String(cString: $0) } ?? ""
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { close() }

    func close() {
        if let connection { PQfinish(connection) }
        connection = nil
    }

    /// Whether the server is still there as far as the socket tells. Reads what came unasked; never waits.
    func isOpen() -> Bool {
        guard let connection else { return false }
        // An end of the connection lies behind the message that says why: both have to be read.
        while PQstatus(connection) == CONNECTION_OK, cpq_wait(connection, 0, 0) > 0 {
            if PQconsumeInput(connection) == 0 { break }
            _ = PQisBusy(connection)
        }
        if PQstatus(connection) == CONNECTION_OK { return true }
        close()
        return false
    }

    /// What libpq reads in a URL; nothing is looked up elsewhere.
    static func parse(_ url: String) throws(PostgresError) -> [String: String] {
        var complaint: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &complaint) else {
            defer { PQfreemem(complaint) }
            throw PostgresError(state: "", message: complaint.map { String(cString: $0) } ?? "out of memory")
        }
        defer { PQconninfoFree(options) }
        var given: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { given[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return given
    }

    /// Why a connection was not made. libpq keeps the SQLSTATE to itself unless it connects once more with all its
    /// words; the server's own words may be in any language.
    private static func refusal(_ connection: OpaquePointer) -> PostgresError {
        let message = oneLine(PQerrorMessage(connection))
        // A server that does not answer would only be waited for twice.
        guard !message.contains("timeout expired") else { return .lost(message) }
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        PQreset(connection)
        let words = oneLine(PQerrorMessage(connection))
        // `FATAL:  28P01: password …`, the first word in the server's language.
        let state = words.firstMatch(of: #/: {2}([0-9A-Z]{5}): /#)?.output.1 ?? ""
        return PostgresError(state: String(state), message: message, isLost: true)
    }

    /// libpq writes a line for each host, with advice on lines of their own.
    private static func oneLine(_ text: UnsafePointer<CChar>?) -> String {
        text.map { String(cString: $0) }?.split(separator: "\n")
            .filter { !$0.hasPrefix("\t") && !$0.hasPrefix("LOCATION:") }.joined(separator: "; ") ?? ""
    }

    private static func withStrings<Value>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
    ) -> Value {
        let bytes = strings.map { Array($0.utf8CString) }
        let flat = bytes.flatMap(\.self)
        return flat.withUnsafeBufferPointer { buffer in
            var offset = 0
            var pointers: [UnsafePointer<CChar>?] = []
            for string in bytes {
                pointers.append(buffer.baseAddress.map { $0 + offset })
                offset += string.count
            }
            return (pointers + [nil]).withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }

    /// The connection is of no more use: closes it.
    private func lost() -> PostgresError {
        let words = connection.map { Self.oneLine(PQerrorMessage($0)) } ?? ""
        close()
        return .lost(words.isEmpty ? "the connection was closed" : words)
    }

    // MARK: About the server

    /// 150020 is 15.20.
    var serverVersion: Int { connection.map { Int(PQserverVersion($0)) } ?? 0 }

    func parameter(_ name: String) -> String? {
        connection.flatMap { PQparameterStatus($0, name) }.map { String(cString: $0) }
    }

    /// Whether a transaction is open on the server, as of the last `synced`.
    var isInTransaction: Bool {
        connection.map { PQtransactionStatus($0) != PQTRANS_IDLE && PQtransactionStatus($0) != PQTRANS_UNKNOWN }
            ?? false
    }

    func forgetWarning() { warning = nil }

    // MARK: Sending

    func prepare(_ statement: PostgresStatement) throws(PostgresError) {
        guard let connection,
            PQsendPrepare(
                connection, statement.name, statement.sql, Int32(statement.types.count), statement.types) == 1
        else { throw lost() }
    }

    /// All values travel in binary, in one block of memory.
    func execute(_ statement: PostgresStatement, _ values: [SQLValue]) throws(PostgresError) {
        var block: [UInt8] = []
        var offsets: [Int?] = []
        var lengths: [Int32] = []
        for value in values {
            let start = block.count
            switch value {
            case .null: break
            case .integer(let number): withUnsafeBytes(of: number.bigEndian) { block.append(contentsOf: $0) }
            case .text(let text):
                block.append(contentsOf: text.utf8)
                guard !block[start...].contains(0) else {
                    throw PostgresError(
                        state: PostgresError.State.characterNotInRepertoire,
                        message: "a text holds the character NUL, which PostgreSQL cannot store")
                }
            case .bytes(let bytes): block.append(contentsOf: bytes)
            }
            offsets.append(value == .null ? nil : start)
            lengths.append(Int32(block.count - start))
        }
        // An empty value has an address too, or libpq would take it for NULL.
        block.append(0)
        let formats = [Int32](repeating: 1, count: values.count)
        let isSent = block.withUnsafeBytes { block -> Bool in
            let start = block.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return PQsendQueryPrepared(
                connection, statement.name, Int32(values.count), pointers, lengths, formats, 1) == 1
        }
        guard isSent else { throw lost() }
    }

    /// Tells the server to forget a prepared statement.
    func deallocate(_ name: String) throws(PostgresError) {
        guard PQsendQueryParams(connection, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1) == 1 else { throw lost() }
    }

    /// Ends a stretch: what failed in it does not hurt what is sent later.
    func sync() throws(PostgresError) {
        guard PQpipelineSync(connection) == 1 else { throw lost() }
    }

    /// Hands everything sent to the kernel, reading meanwhile: a server whose answers nobody reads stops reading.
    func flush(until deadline: ContinuousClock.Instant) throws(PostgresError) {
        while true {
            let rest = PQflush(connection)
            if rest == 0 { return }
            guard rest > 0, try wait(toWrite: true, until: deadline), PQconsumeInput(connection) == 1 else {
                throw lost()
            }
        }
    }

    // MARK: Receiving

    /// The next answer, waited for until `deadline`.
    /// - Parameter columns: of the statement's result, if known from an earlier run.
    func answer(_ columns: PostgresColumns?, until deadline: ContinuousClock.Instant) throws(PostgresError) -> Answer {
        while PQisBusy(connection) == 1 {
            guard try wait(toWrite: false, until: deadline) else {
                close()
                throw .lost("no answer in time")
            }
            // What the server said before it closed is still to be read.
            if PQconsumeInput(connection) == 0 { break }
        }
        guard let result = PQgetResult(connection) else {
            guard PQstatus(connection) == CONNECTION_OK else { throw lost() }
            return .end
        }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return .done(tag: String(cString: PQcmdStatus(result)))
        case PGRES_TUPLES_OK: return Self.rows(result, columns)
        case PGRES_PIPELINE_SYNC: return .synced
        case PGRES_PIPELINE_ABORTED: return .skipped
        case PGRES_FATAL_ERROR:
            let error = Self.error(result)
            guard PQstatus(connection) == CONNECTION_OK else {
                _ = lost()
                throw PostgresError(state: error.state, message: error.message, isLost: true)
            }
            return .failed(error)
        case let status: return .failed(PostgresError(state: "", message: "unexpected answer \(status.rawValue)"))
        }
    }

    /// Waits for a notification of the channels this connection listens to.
    /// - Returns: whether there was one before `deadline`.
    func notification(until deadline: ContinuousClock.Instant) throws(PostgresError) -> Bool {
        while true {
            guard PQconsumeInput(connection) == 1 else { throw lost() }
            var isNotified = false
            while let notification = PQnotifies(connection) {
                PQfreemem(notification)
                isNotified = true
            }
            if isNotified { return true }
            guard try wait(toWrite: false, until: deadline) else { return false }
        }
    }

    /// - Returns: whether the socket is ready before `deadline`.
    private func wait(toWrite: Bool, until deadline: ContinuousClock.Instant) throws(PostgresError) -> Bool {
        guard let connection else { throw .lost("the connection was closed") }
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            // Rounded up, or the last millisecond would be spent spinning.
            let ready = cpq_wait(connection, toWrite ? 1 : 0, Int32(clamping: left.milliseconds + 1))
            if ready < 0 { throw lost() }
            if ready > 0 { return true }
        }
    }

    private static func error(_ result: OpaquePointer) -> PostgresError {
        let message = cpq_message(result).map { String(cString: $0) } ?? oneLine(PQresultErrorMessage(result))
        let detail = cpq_detail(result).map { ": " + String(cString: $0) } ?? ""
        return PostgresError(
            state: cpq_sqlstate(result).map { String(cString: $0) } ?? "", message: message + detail)
    }

    private static func rows(_ result: OpaquePointer, _ known: PostgresColumns?) -> Answer {
        let fields = 0..<PQnfields(result)
        let columns =
            known
            ?? PostgresColumns(
                names: ColumnNames(fields.map { String(cString: PQfname(result, $0)) }),
                types: fields.map { PQftype(result, $0) })
        var rows: [SQLRow] = []
        rows.reserveCapacity(Int(PQntuples(result)))
        for row in 0..<PQntuples(result) {
            var values: [SQLValue] = []
            values.reserveCapacity(fields.count)
            for field in fields {
                if PQgetisnull(result, row, field) == 1 {
                    values.append(.null)
                    continue
                }
                let bytes = UnsafeRawBufferPointer(
                    start: PQgetvalue(result, row, field), count: Int(PQgetlength(result, row, field)))
                guard let value = SQLValue(postgres: bytes, type: columns.types[Int(field)]) else {
                    return .failed(unreadable(String(cString: PQfname(result, field)), columns.types[Int(field)]))
                }
                values.append(value)
            }
            rows.append(SQLRow(columns: columns.names, values: values))
        }
        return .rows(rows, columns, tag: String(cString: PQcmdStatus(result)))
    }

    private static func unreadable(_ column: String, _ type: UInt32) -> PostgresError {
        let name = type == PostgresType.numeric ? "NUMERIC" : "of type \(type)"
        return PostgresError(
            state: "", message: "column \(column) is \(name), which Mashang does not read: CAST it AS BIGINT or TEXT")
    }
}

extension SQLValue {
    /// A value in PostgreSQL's binary form (`pg_type.typsend`); `nil` for a type that is not read.
    fileprivate init?(postgres bytes: UnsafeRawBufferPointer, type: UInt32) {
        switch type {
        case PostgresType.int8, PostgresType.xid8:
            self = .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case PostgresType.int4: self = .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case PostgresType.int2: self = .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case PostgresType.bool: self = .integer(bytes.first == 0 ? 0 : 1)
        case PostgresType.text, PostgresType.varchar, PostgresType.name:
            self = .text(String(decoding: bytes, as: UTF8.self))
        case PostgresType.bytea: self = .bytes([UInt8](bytes))
        case PostgresType.void: self = .null
        default: return nil
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
