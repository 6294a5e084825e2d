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

    /// 受理: decided to take it, and told the resident so.
    case admitted
    /// 不予受理
    case declined
    /// 移交: to another station, which may object within five working days.
    case transferred
    /// 中止
    case paused
    /// 恢复
    case resumed
    /// 开始调解
    case mediationBegun
    /// 终止调解: without an agreement.
    case mediationEnded
    /// 转外单位
    case referred
    /// 外单位答复: through its one-time link.
    case answered
    /// 收回: from the body outside.
    case recalled
    /// 定类定性
    case classified
    /// 简易办理: small and clear, so the short procedure.
    case simplified
    /// 延期
    case extended
    /// 督办: the county wants a written reply.
    case supervised
    /// 督办答复
    case replied
    /// 包案: a named owner.
    case owned
    /// 协办: a further station assists.
    case assisted
    /// 并案: belongs with another matter; keeps its own number, clocks and rating.
    case joined
    /// 拆案
    case unjoined
    /// 回访: by somebody outside the unit that handled it.
    case calledBack
    /// 评价
    case rated
    /// 补充: more from the resident.
    case added
    /// 撤回
    case withdrawn
    /// 申请复查 or 复核
    case reviewAsked
    /// 复查、复核结论
    case concluded
    /// 不是急事, says the resident.
    case calmed

    /// 急件: the duty officer is roused, again and again until somebody answers.
    case roused
    /// 值班确认
    case acknowledged
    /// 升级: late, or soon late; told to the next level.
    case escalated
    /// 期满结案: the resident said nothing until the window closed.
    case closed
    /// 终结: no further remedy was asked for in time.
    case finalised
    /// 重新计时: a calendar that was missing has come.
    case recounted
}
