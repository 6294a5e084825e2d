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
    /// 待居民确认: the handler says it is solved.
    case resolved
    /// 重新办理: the resident said it is not; one level up.
    case reopened
    /// 已办结: the resident said it is solved.
    case closed

    /// Somebody still has to do something.
    public var isOpen: Bool { self != .closed }
}
