import NIOCore

/// One message of a live stream (WHATWG HTML §9.2, server-sent events).
public struct LiveEvent: Sendable, Equatable {
    /// Where a client that comes back goes on from; sent to us as `Last-Event-ID`.
    public let id: String?
    /// The kind of event, `message` when absent.
    public let name: String?
    public let data: String

    public init(id: String? = nil, name: String? = nil, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    /// The lines on the wire. A line break in `id` or `name` ends it, so that no text can forge a field.
    var wire: ByteBuffer {
        var text = ""
        if let id { text += "id: " + Self.firstLine(id) + "\n" }
        if let name { text += "event: " + Self.firstLine(name) + "\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isWireBreak) {
            text += "data: " + line + "\n"
        }
        return ByteBuffer(string: text + "\n")
    }

    /// A comment that keeps proxies from cutting a quiet line.
    static let heartbeat = ByteBuffer(string: ": \n\n")

    /// How long the browser waits before it comes back.
    static func retry(after delay: Duration) -> ByteBuffer {
        ByteBuffer(string: "retry: \(Int(delay / .milliseconds(1)))\n\n")
    }

    private static func firstLine(_ text: String) -> String {
        String(text.prefix { !$0.isWireBreak && $0 != "\0" })
    }
}

extension Character {
    /// The line ends of the event stream format; other Unicode line ends are text.
    fileprivate var isWireBreak: Bool { self == "\n" || self == "\r" || self == "\r\n" }
}
