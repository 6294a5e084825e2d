/// What a staff member is, and so what they may see and do. The words are the command line's.
public enum Role: String, Codable, Sendable, CaseIterable {
    /// 网格员: goes to the spot.
    case gridWorker
    /// 调解员: mediates at a station.
    case mediator
    /// 站点负责人: assigns, urges and takes over at a township station.
    case stationChief
    /// 乡镇包案领导: owns what was late for a day, sees nothing else.
    case townshipLeader
    /// 县级督办: sees every township of the county and what concerns a station.
    case countySupervisor
    /// 督查员: reads, with the words of residents left out; changes nothing.
    case inspector
    /// 审计员: reads who did what in the system; sees no matter.
    case auditor
    /// 系统管理员: keeps accounts and codes; sees no matter.
    case admin
}
