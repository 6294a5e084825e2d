public import Matters

/// The names of the report form's fields, in one place for the pages that write them and the surface that reads them.
public enum ReportForm {
    public static let draft = "draft"
    public static let about = "about"
    public static let text = "text"
    public static let name = "name"
    public static let phone = "phone"
    public static let share = "share"
    public static let forOther = "forOther"
    public static let concerns = "concerns"
    /// 不是急事, on the last page; never carried back, so that changed words are asked about anew.
    public static let calm = "calm"
    public static let language = "lang"
    /// `check`: the visitor came from the last page to change something and goes back there.
    public static let back = "back"
    public static let yes = "yes"
    public static let backToCheck = "check"

    /// Reads what a form sent; the last of a doubled field counts, but every `concerns`.
    public static func report(_ pairs: some Sequence<(name: String, value: String)>) -> RawReport {
        var report = RawReport()
        for (name, value) in pairs {
            switch name {
            case draft: report.draft = value
            case about: report.category = value
            case text: report.text = value
            case self.name: report.name = value
            case phone: report.phone = value
            case share: report.shareContact = value == yes
            case forOther: report.forOther = value == yes
            case calm: report.calm = value == yes
            case concerns: report.concerns.append(value)
            default: continue
            }
        }
        return report
    }

    /// What travels unseen to the next page: every answer whose field this page does not show.
    static func carried(_ report: RawReport, _ words: Wording, shown: Set<String>) -> PageData {
        var pairs = [
            (language, words.language.code), (draft, report.draft), (about, report.category), (text, report.text),
            (name, report.name), (phone, report.phone),
        ]
        if report.shareContact { pairs.append((share, yes)) }
        if report.forOther { pairs.append((forOther, yes)) }
        pairs += report.concerns.map { (concerns, $0) }
        return .list(
            pairs.filter { !shown.contains($0.0) }.map { ["field": .text($0.0), "value": .text($0.1)] })
    }

    /// The faults of a report in the order of its fields, for the fields of one page.
    static func faults(_ faults: [ReportField: TextFault], _ words: Wording) -> [FieldFault] {
        ReportField.allCases.compactMap { field in
            faults[field].map { fault in
                let place: String =
                    switch field {
                    case .text: text
                    case .name: name
                    case .phone: phone
                    case .concerns: concerns
                    default: about
                    }
                return FieldFault(field: place, text: words.fault(fault, in: field))
            }
        }
    }
}
