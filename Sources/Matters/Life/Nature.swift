/// 性质: what a report asks for, and so which procedure it takes (信访工作条例 arts. 29–31).
public enum Nature: String, Codable, Sendable, CaseIterable {
    /// 建议意见: studied and answered (art. 29).
    case suggestion = "N1"
    /// 检举控告: for the discipline bodies alone, never shown to whom it accuses (art. 30).
    case accusation = "N2"
    /// 申诉求决: somebody's own dispute (art. 31).
    case claim = "N3"
}
