/// What can happen to a matter. Every step of its trail (留痕) is one of these; `Grids/rules/limits.yaml` uses the same
/// words.
public enum EventKind: String, Codable, Sendable, CaseIterable {
    /// 上报: the report is durable.
    case filed
    /// 派单: somebody has it.
    case dispatched
    /// 待分派: the station must say who takes it.
    case triaged
    /// 签收
    case accepted
    /// 退单: given back, with a reason and a proposed owner.
    case returned
    /// 记录
    case noted
    /// 走访
    case visited
    /// 指派: the station or the county named who takes it.
    case assigned
    /// 接管: the station or the county took it itself.
    case takenOver
    /// 催办
    case urged
    /// 办结
    case resolved
    /// 居民确认解决
    case confirmed
    /// 居民说没解决: goes up one level.
    case contested
}
