/// The identifier a report carries before it is filed, made once per draft and not per attempt:
/// the same draft sent twice is one matter.
public struct DraftID: CheckedText {
    public let text: String

    /// 16 to 64 letters, digits, `-` or `_`.
    public init?(_ text: String) {
        guard (Bounds.draftCharactersFewest...Bounds.draftCharacters).contains(text.utf8.count),
            text.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Whom a report is about, so that they never learn of it (信访工作条例 art. 30).
public enum Concern: String, Codable, Sendable, CaseIterable {
    case gridWorker, village, station
}

/// WGS-84 degrees, given only when the resident tapped for it.
public struct Location: Sendable, Hashable, Codable {
    public let lat: Double
    public let lon: Double

    /// `nil` outside the globe.
    public init?(lat: Double, lon: Double) {
        guard (-90...90).contains(lat), (-180...180).contains(lon) else { return nil }
        self.lat = lat
        self.lon = lon
    }

    /// Reads `LAT,LON` in degrees.
    public init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let lat = parts[0], let lon = parts[1] else { return nil }
        self.init(lat: lat, lon: lon)
    }

    /// `LAT,LON`
    public var text: String { "\(lat),\(lon)" }

    /// Metres along the ground, on a sphere: true to half a percent.
    public func metres(to other: Location) -> Double {
        let radians = Double.pi / 180
        let (north, east) = ((other.lat - lat) * radians, (other.lon - lon) * radians)
        // Within a county the earth is flat; across the world it is far all the same.
        let across = min(abs(east), 2 * .pi - abs(east)) * Self.cosine((lat + other.lat) / 2 * radians)
        return 6_371_000 * (north * north + across * across).squareRoot()
    }

    /// For −π/2…π/2. The core has no mathematics library.
    private static func cosine(_ angle: Double) -> Double {
        let square = angle * angle
        let terms: [Double] = [2, 12, 30, 56, 90, 132]
        return terms.reversed().reduce(1) { 1 - square / $1 * $0 }
    }
}

/// How to reach the person who reports. Optional, sealed, and shown to nobody unless `isShared`.
public struct Contact: Sendable, Hashable {
    public let name: String?
    public let phone: PhoneNumber?
    /// The resident allows whoever handles the matter to see it and to call.
    public let isShared: Bool

    /// `nil` if there is neither a name nor a number.
    public init?(name: String?, phone: PhoneNumber?, isShared: Bool) {
        guard name != nil || phone != nil else { return nil }
        self.name = name
        self.phone = phone
        self.isShared = isShared
    }
}

/// 上报: what a resident sends, before anything was checked. Every field is text as it came in.
public struct RawReport: Sendable, Equatable {
    public var draft = ""
    public var category = ""
    public var text = ""
    public var name = ""
    public var phone = ""
    public var shareContact = false
    public var concerns: [String] = []
    public var forOther = false
    /// 不是急事: the resident read why it looked urgent, and says it is not.
    public var calm = false
    public var location: Location?
    public var claimedAt = ""

    public init() {}
}

/// 上报: the report after its one and only check. What it says is fit to store.
public struct Report: Sendable, Hashable {
    public let draft: DraftID
    public let site: SiteID
    /// The resident's choice of tile, if any; the dispatcher may code it later.
    public let category: CategoryCode?
    public let text: String
    public let contact: Contact?
    public let concerns: Set<Concern>
    /// Filed for somebody else (代报).
    public let isForOther: Bool
    /// 不是急事, says the resident.
    public let isCalm: Bool
    public let location: Location?
    /// When the resident's phone says it was written; kept beside the received time, never instead of it.
    public let claimedAt: Instant?

    /// Reads every field and names every fault, not only the first.
    /// - Parameter knows: whether a category exists in the catalogue.
    /// - Throws: `ReportFaults`.
    public init(_ raw: RawReport, site: SiteID, knows: (CategoryCode) -> Bool) throws(ReportFaults) {
        var faults: [ReportField: TextFault] = [:]
        let text = Self.read(raw.text, .text, Bounds.reportTextCharacters, multiline: true, &faults)
        if text == nil, faults[.text] == nil { faults[.text] = .empty }
        let name = Self.read(raw.name, .name, Bounds.nameCharacters, multiline: false, &faults)
        var phone: PhoneNumber?
        do throws(TextFault) {
            phone = try PhoneNumber(typed: raw.phone)
        } catch {
            if error != .empty { faults[.phone] = error }
        }
        let draft = DraftID(raw.draft)
        if draft == nil { faults[.draft] = raw.draft.isEmpty ? .empty : .unreadable }
        let category = CategoryCode(raw.category)
        if !raw.category.isEmpty, category.map(knows) != true { faults[.category] = .unreadable }
        let concerns = raw.concerns.map { Concern(rawValue: $0) }
        if concerns.contains(nil) { faults[.concerns] = .unreadable }
        let claimedAt = ChinaTime.parse(rfc3339: raw.claimedAt)
        if !raw.claimedAt.isEmpty, claimedAt == nil { faults[.claimedAt] = .unreadable }

        guard faults.isEmpty, let text, let draft else { throw ReportFaults(faults: faults) }
        self.draft = draft
        self.site = site
        self.category = category
        self.text = text
        self.contact = Contact(name: name, phone: phone, isShared: raw.shareContact)
        self.concerns = Set(concerns.compactMap(\.self))
        self.isForOther = raw.forOther
        self.isCalm = raw.calm
        self.location = raw.location
        self.claimedAt = claimedAt
    }

    private static func read(
        _ raw: String, _ field: ReportField, _ limit: Int, multiline: Bool, _ faults: inout [ReportField: TextFault]
    ) -> String? {
        do throws(TextFault) {
            return try PlainText(raw, limit: limit, multiline: multiline).text
        } catch {
            if error != .empty { faults[field] = error }
            return nil
        }
    }
}

/// The fields of a report, named as in the JSON contract.
public enum ReportField: String, Sendable, Hashable, CaseIterable {
    case text, name, phone, category, concerns, draft
    case claimedAt = "claimed_at"
    case location
    /// 代报: `self` or `other`.
    case filedFor = "for"
}

/// Everything that is wrong with a report.
public struct ReportFaults: Error, Sendable, Hashable {
    public let faults: [ReportField: TextFault]
    public init(faults: [ReportField: TextFault]) { self.faults = faults }
}
