/// The present moment. The only way in for the time.
public struct Clock: Sendable {
    public var now: @Sendable () -> Instant

    public init(now: @escaping @Sendable () -> Instant) { self.now = now }
}

/// Unguessable bytes. The only way in for chance.
public struct Random: Sendable {
    public var bytes: @Sendable (_ count: Int) -> [UInt8]

    public init(bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.bytes = bytes }

    public func number() -> UInt64 { bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
