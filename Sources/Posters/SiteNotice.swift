/// 维权信息告示牌: what the main contractor must show at a conspicuous place of a construction site (《保障农民工工资支付条例》
/// 第三十四条). What is `nil` becomes a line to write on by hand.
public struct SiteNotice: Hashable, Sendable {
    /// 建设单位
    public var owner: String?
    /// 施工总承包单位
    public var contractor: String?
    /// 所在项目部
    public var office: String?
    /// 分包单位
    public var subcontractors: String?
    /// 相关行业工程建设主管部门, with its telephone number for complaints.
    public var authority: String?
    /// 劳资专管员, with a telephone number.
    public var wageOfficer: String?
    /// 当地最低工资标准
    public var minimumWage: String?
    /// 工资支付日期
    public var payDay: String?
    /// 劳动保障监察投诉举报电话
    public var inspection: String?
    /// 劳动争议调解仲裁申请渠道
    public var arbitration: String?
    /// 法律援助申请渠道
    public var legalAid: String?
    /// 公共法律服务热线
    public var legalHotline: String?

    public init() {}

    /// In the order of the article, with what each is called on the board.
    var rows: [(label: String, value: String?)] {
        [
            ("建设单位", owner), ("施工总承包单位", contractor), ("项目部", office), ("分包单位", subcontractors),
            ("行业主管部门及电话", authority), ("劳资专管员及电话", wageOfficer), ("当地最低工资标准", minimumWage),
            ("工资支付日期", payDay), ("劳动监察投诉举报电话", inspection), ("劳动争议调解仲裁", arbitration),
            ("法律援助申请", legalAid), ("公共法律服务热线", legalHotline),
        ]
    }
}
