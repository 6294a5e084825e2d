/// A moment, in milliseconds since 1970-01-01T00:00:00Z. Stored as an integer, so it sorts and never loses anything.
public struct Instant: Hashable, Sendable, Comparable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
    public static func + (instant: Self, span: Span) -> Self {
        Self(milliseconds: instant.milliseconds + span.milliseconds)
    }
    public static func - (left: Self, right: Self) -> Span {
        Span(milliseconds: left.milliseconds - right.milliseconds)
    }

    /// A length of time, in milliseconds.
    public struct Span: Hashable, Sendable, Comparable {
        public let milliseconds: Int64

        public init(milliseconds: Int64) { self.milliseconds = milliseconds }

        public static func seconds(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 1_000) }
        public static func minutes(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 60_000) }
        public static func hours(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 3_600_000) }
        public static func days(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 86_400_000) }
        public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
        public static prefix func - (span: Self) -> Self { Self(milliseconds: -span.milliseconds) }
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
