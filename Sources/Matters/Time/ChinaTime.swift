/// Wall-clock time in China: UTC+08:00 everywhere, all year (no summer time since 1991), so a fixed offset is exact.
public enum ChinaTime {
    public static let offset = Instant.Span.hours(8)
    private static let dayMilliseconds: Int64 = 86_400_000

    public static func date(of instant: Instant) -> LocalDate {
        LocalDate(dayNumber: Int((instant + offset).milliseconds.flooredQuotient(by: dayMilliseconds)))
    }

    /// Time of day, in milliseconds since midnight.
    public static func millisecondsOfDay(_ instant: Instant) -> Int64 {
        let local = (instant + offset).milliseconds
        return local - local.flooredQuotient(by: dayMilliseconds) * dayMilliseconds
    }

    /// `minute` is the minute of the day, 0 to 1440; 1440 is the midnight that ends it.
    public static func instant(_ date: LocalDate, minute: Int = 0) -> Instant {
        Instant(milliseconds: Int64(date.dayNumber) * dayMilliseconds + Int64(minute) * 60_000) + -offset
    }

    /// The last second of a day: a limit counted in days ends "at 24:00" (民法典 art. 203).
    public static func endOfDay(_ date: LocalDate) -> Instant {
        instant(date, minute: 1440) + -.seconds(1)
    }

    /// RFC 3339 with offset, to the second: `2026-11-22T16:11:39+08:00`.
    public static func rfc3339(_ instant: Instant) -> String {
        "\(date(of: instant))T\(clockText(instant, seconds: true))+08:00"
    }

    /// `HH:MM`, or `HH:MM:SS`.
    public static func clockText(_ instant: Instant, seconds: Bool = false) -> String {
        let total = Int(millisecondsOfDay(instant) / 1_000)
        let minutes = "\((total / 3600).padded(2)):\((total / 60 % 60).padded(2))"
        return seconds ? "\(minutes):\((total % 60).padded(2))" : minutes
    }

    /// Reads RFC 3339 (`T` or `t`, optional fraction, `Z` or `±HH:MM`); `nil` for anything else, also for a day that
    /// does not exist.
    public static func parse(rfc3339 text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 35,
            let date = LocalDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = Int(digits: bytes[11..<13]), hour < 24, let minute = Int(digits: bytes[14..<16]), minute < 60,
            let second = Int(digits: bytes[17..<19]), second < 60
        else { return nil }
        var rest = bytes[19...]
        var milliseconds = 0
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let thousandths = Int(digits: (Array(fraction) + [48, 48, 48]).prefix(3)), !fraction.isEmpty else {
                return nil
            }
            milliseconds = thousandths
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard let zone = offset(of: Array(rest)) else { return nil }
        let day = Int64(date.dayNumber) * dayMilliseconds
        let time = Int64(((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds)
        return Instant(milliseconds: day + time) + -zone
    }

    private static func offset(of bytes: [UInt8]) -> Instant.Span? {
        if bytes.count == 1, bytes[0] | 0x20 == UInt8(ascii: "z") { return .seconds(0) }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = Int(digits: bytes[1..<3]), hours < 24,
            let minutes = Int(digits: bytes[4..<6]), minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return .minutes(hours * 60 + minutes)
        case UInt8(ascii: "-"): return .minutes(-(hours * 60 + minutes))
        default: return nil
        }
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
