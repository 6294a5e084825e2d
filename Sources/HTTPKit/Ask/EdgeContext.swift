public import Hummingbird
import NIOCore

/// A value that a surface keeps with a request, such as who is signed in.
///
/// The key is a type, so that two surfaces cannot write to the same place by accident.
public protocol EdgeContextKey {
    associatedtype Value: Sendable
}

/// What is known about one request beside the request itself. It lives as long as the request.
public struct EdgeContext: RequestContext {
    public var coreContext: CoreRequestContextStorage

    /// The number under which logs, answers and error pages name this request. ASCII, at most 64 characters.
    public internal(set) var requestID = ""
    /// Who asks, as far as the configured proxies can be believed. See `ClientAddressing`.
    public internal(set) var client = ClientAddress.unknown
    /// The language of the answer, one of `EdgeSettings.languages` (BCP 47).
    public internal(set) var language = ""

    /// The other end of the connection: a client or the proxy before us. Absent on a Unix socket.
    let peer: SocketAddress?
    private var values: [ObjectIdentifier: any Sendable] = [:]

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress
    }

    /// What a surface has put here, or nothing.
    public subscript<Key: EdgeContextKey>(_ key: Key.Type) -> Key.Value? {
        get { values[ObjectIdentifier(key)] as? Key.Value }
        set { values[ObjectIdentifier(key)] = newValue }
    }
}
