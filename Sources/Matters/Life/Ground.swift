/// 不予受理的依据: why a report is not taken, by the article of 信访工作条例 that says so.
public enum Ground: String, Codable, Sendable, CaseIterable {
    /// The same matter was put to a higher body after another had taken it.
    case sameMatter = "19"
    /// Outside the competence of this place; the resident is told whose it is.
    case outsideCompetence = "23"
    /// A court, arbitration, review or discipline procedure is the way.
    case legalProcedure = "31"
    /// The same facts after the last review.
    case concluded = "36"
}

/// What a call-back or a review found.
public enum Finding: String, Codable, Sendable, CaseIterable {
    // 回访
    case satisfied, unsolved, notReached
    // 复查、复核
    case upheld, changed

    public static let ofCallBack: Set<Finding> = [.satisfied, .unsolved, .notReached]
    public static let ofReview: Set<Finding> = [.upheld, .changed]
}
