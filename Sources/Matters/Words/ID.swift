/// A name that identifies one thing of one kind: a site, a station, a staff member.
///
/// The kind is in the type, so a station can never be passed where a site is meant.
public struct ID<Kind>: CheckedText {
    public let text: String

    /// 1 to 40 ASCII letters, digits, `-`, `_` or `.`; `nil` for anything else.
    public init?(_ text: String) {
        guard (1...40).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

public enum SiteKindOfThing {}
public enum StationKindOfThing {}
public enum BodyKindOfThing {}
public enum StaffKindOfThing {}

/// 点位: the place a poster hangs.
public typealias SiteID = ID<SiteKindOfThing>
/// 一站式平台: a mediation station.
public typealias StationID = ID<StationKindOfThing>
/// 单位: a public body.
public typealias BodyID = ID<BodyKindOfThing>
/// A staff member's sign-in name, for life.
public typealias StaffID = ID<StaffKindOfThing>
