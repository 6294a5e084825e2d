/// Every limit of the web server, each with its unit and the value that holds without configuration.
public struct EdgeSettings: Sendable {
    /// The address that residents scan and staff type, without a path: `https://mashang.example.cn`.
    /// It decides whether cookies are `Secure` and which `Origin` is ours.
    public var publicBaseURL: String
    /// Proxies whose `X-Forwarded-For` is believed. Empty means that nobody's is.
    public var trustedProxies: [AddressRange]
    /// Languages of the pages (BCP 47), the preferred one first. Never empty.
    public var languages: [String]
    /// Paths below which an error is answered in JSON unless the client asks for a page.
    public var jsonPrefixes: [String]

    /// How long a connection may be silent before a request is complete, or between two requests.
    public var idleTimeout: Duration
    /// How long the body of one request may take to arrive: 12 MiB on a slow village line, and no
    /// drip-feeding beyond it.
    public var arrivalTimeout: Duration
    /// How long a refused client may go on sending before the socket is torn down.
    public var lingerTimeout: Duration
    /// How long a client may leave an answer unread once the buffers are full.
    public var stallTimeout: Duration
    /// Connections open at once; more wait in the kernel's queue. Above `liveStreams`, or streams starve
    /// pages.
    public var connections: Int
    /// Longest single header field, in bytes.
    public var headerFieldBytes: Int
    /// All header fields of one request together, in bytes.
    public var headerBytes: Int
    /// Most header fields of one request.
    public var headerFields: Int
    /// Longest form or JSON body, in bytes.
    public var formBytes: Int
    /// Longest body of any request, in bytes. Beyond it the connection is closed, whatever the handler does.
    public var bodyBytes: Int

    /// Live streams open at once.
    public var liveStreams: Int
    /// Time between two signs of life on a quiet stream; proxies cut silent ones, many after 30 seconds.
    public var heartbeat: Duration
    /// How long a stop waits for running requests. Longer than the slowest write.
    public var shutdownGrace: Duration

    public init(
        publicBaseURL: String = "http://localhost:8080", trustedProxies: [AddressRange] = [],
        languages: [String] = ["zh-Hans", "en"], jsonPrefixes: [String] = ["/api/"],
        idleTimeout: Duration = .seconds(15), arrivalTimeout: Duration = .seconds(300),
        lingerTimeout: Duration = .seconds(2), stallTimeout: Duration = .seconds(60),
        connections: Int = 12_000,
        headerFieldBytes: Int = 8 * 1024, headerBytes: Int = 16 * 1024, headerFields: Int = 100,
        formBytes: Int = 160 * 1024,
        bodyBytes: Int = 12 * 1024 * 1024, liveStreams: Int = 10_000, heartbeat: Duration = .seconds(15),
        shutdownGrace: Duration = .seconds(10)
    ) {
        self.publicBaseURL = publicBaseURL
        self.trustedProxies = trustedProxies
        self.languages = languages
        self.jsonPrefixes = jsonPrefixes
        self.idleTimeout = idleTimeout
        self.arrivalTimeout = arrivalTimeout
        self.lingerTimeout = lingerTimeout
        self.stallTimeout = stallTimeout
        self.connections = connections
        self.headerFieldBytes = headerFieldBytes
        self.headerBytes = headerBytes
        self.headerFields = headerFields
        self.formBytes = formBytes
        self.bodyBytes = bodyBytes
        self.liveStreams = liveStreams
        self.heartbeat = heartbeat
        self.shutdownGrace = shutdownGrace
    }

    /// Whether people reach us encrypted; then cookies are `Secure` and browsers are told to stay with it.
    public var isSecure: Bool { publicBaseURL.lowercased().hasPrefix("https://") }
}
