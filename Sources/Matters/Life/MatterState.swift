/// Where a matter stands. The way between the states is `Transitions.table`.
public enum MatterState: String, Codable, Sendable, CaseIterable {
    /// 待分派: at a station, which must say who takes it.
    case triage
    /// 已派单: somebody has it and has not accepted yet.
    case dispatched
    /// 已签收
    case accepted
    /// 办理中
    case handling
    /// 调解中
    case mediating
    /// 已中止: for a reason, with evidence, until a day.
    case paused
    /// 已转外单位: a body outside has been asked; whoever had it stays responsible (首接负责).
    case referred
    /// 待居民确认: the handler says it is solved.
    case resolved
    /// 重新办理: the resident said it is not; one level up.
    case reopened
    /// 已办结: the resident said it is solved, or said nothing until the window closed.
    case closed
    /// 不予受理: with its ground, and where to go instead.
    case declined
    /// 已撤回: by the resident.
    case withdrawn
    /// 复查: looked at again by somebody who did not handle it (信访工作条例 art. 35).
    case review
    /// 复核: looked at for the last time (art. 36).
    case rereview
    /// 终结: the matter is final; the person stays welcome with a new one.
    case final

    /// Somebody still has to do something.
    public var isOpen: Bool { !Self.ended.contains(self) }

    /// Nothing runs on in these but what begins with the end itself.
    public static let ended: Set<MatterState> = [.closed, .declined, .withdrawn, .final]
}
