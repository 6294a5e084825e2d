import FoundationEssentials
import HTTPKit
import Hummingbird
import Matters
import Pages

/// How a report comes in over the wire: the fields of the form, or the JSON of the contract.
extension RawReport {
    /// The pages' own field names, and for other programs the names of the JSON contract too.
    init(_ form: Form) {
        self = ReportForm.report(form.fields.map { (name: $0.name, value: $0.value) })
        if category.isEmpty { category = form["category"] ?? "" }
        if form["for"] == "other" { forOther = true }
    }
}

/// `POST /s/{token}/reports` as JSON.
struct ReportBody: Decodable, Sendable {
    struct Contact: Decodable, Sendable {
        let name: String?
        let phone: String?
        /// Whoever handles the matter may see it; left out, it stays sealed.
        let share: Bool?
    }

    struct Place: Decodable, Sendable {
        let lat: Double
        let lon: Double
    }

    let category: String?
    let text: String?
    let contact: Contact?
    let concerns: [String]?
    let `for`: String?
    let location: Place?
    let claimedAt: String?
    let draft: String?
    /// 不是急事
    let calm: Bool?

    enum CodingKeys: String, CodingKey {
        case category, text, contact, concerns, `for`, location, draft, calm
        case claimedAt = "claimed_at"
    }

    /// - Throws: `ReportFaults` for a location outside the globe, or a `for` that is neither `self` nor `other`.
    func raw(draft key: String?) throws(ReportFaults) -> RawReport {
        var raw = RawReport()
        raw.draft = key ?? draft ?? ""
        raw.category = category ?? ""
        raw.text = text ?? ""
        raw.name = contact?.name ?? ""
        raw.phone = contact?.phone ?? ""
        raw.shareContact = contact?.share ?? false
        raw.concerns = concerns ?? []
        raw.claimedAt = claimedAt ?? ""
        raw.calm = calm ?? false
        if let location {
            guard let place = Location(lat: location.lat, lon: location.lon) else {
                throw ReportFaults(faults: [.location: .unreadable])
            }
            raw.location = place
        }
        guard ["self", "other", nil].contains(self.for) else { throw ReportFaults(faults: [.filedFor: .unreadable]) }
        raw.forOther = self.for == "other"
        return raw
    }
}

extension Request {
    /// The `Idempotency-Key` header: a quoted string (RFC 8941), or the bare key that many clients send.
    var idempotencyKey: String? {
        guard let value = headers[.idempotencyKey] else { return nil }
        let isQuoted = value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
        return isQuoted ? String(value.dropFirst().dropLast()) : value
    }
}
