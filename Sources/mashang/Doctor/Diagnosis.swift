/// One line of `mashang doctor`.
struct Diagnosis: Encodable, Equatable {
    enum Grade: String, Encodable, Comparable {
        case ok
        /// Works today; somebody should look.
        case warning
        /// Somebody's report would be late, lost or unanswered.
        case fault

        static func < (one: Grade, other: Grade) -> Bool {
            let order: [Grade] = [.ok, .warning, .fault]
            return order.firstIndex(of: one) ?? 0 < order.firstIndex(of: other) ?? 0
        }
    }

    /// What was looked at: `clock`, `disk`, `calendar`.
    let area: String
    let grade: Grade
    /// What is so; for a warning or a fault also what to do.
    let text: String

    static func ok(_ area: String, _ text: String) -> Diagnosis { Diagnosis(area: area, grade: .ok, text: text) }
    static func warning(_ area: String, _ text: String) -> Diagnosis {
        Diagnosis(area: area, grade: .warning, text: text)
    }
    static func fault(_ area: String, _ text: String) -> Diagnosis { Diagnosis(area: area, grade: .fault, text: text) }

    var line: String { "\(grade.rawValue.padding(to: 8))\(area.padding(to: 10))\(text)" }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
