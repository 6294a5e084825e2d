public import Codes

/// 海报: everything that one site's poster says.
public struct PosterContent: Hashable, Sendable {
    /// A telephone number for those who cannot scan.
    public struct Hotline: Hashable, Sendable {
        /// In few words, such as 政务热线.
        public let name: String
        public let number: String

        public init(name: String, number: String) {
            self.name = name
            self.number = number
        }
    }

    /// Who runs it, such as 雁江区社会治理综合服务中心.
    public var deployment: String
    public var title = "码上访、马上办"
    public var subtitle = "扫一扫，说事情"
    /// One line for readers of English; `nil` leaves it out.
    public var english: String?
    /// 点位, such as 宝台镇书台社区.
    public var site: String
    /// Where it lies, from the county down, such as 四川省资阳市雁江区宝台镇.
    public var division: String
    /// 网格编码, as printed.
    public var cell: String
    public var token: SiteToken
    /// 对照词: the page shows the same.
    public var check: CheckWords
    /// What the QR code holds, letter by letter. Upper case makes a smaller symbol: `HTTPS://HOST/S/TOKEN`.
    public var url: String
    /// The station in charge, and its telephone number.
    public var station: String
    public var stationPhone: String?
    /// The first four are printed.
    public var hotlines: [Hotline]
    /// What nobody who runs this will ever do, said on the wall, because stickers get pasted over with forged ones.
    public var promises = ["从不收费", "不要身份证和银行卡", "不装应用"]
    /// Small print at the foot, such as the poster's serial number and date.
    public var footnote: String

    public init(
        deployment: String, site: String, division: String, cell: String, token: SiteToken,
        check: CheckWords, url: String,
        station: String, stationPhone: String?, hotlines: [Hotline], footnote: String, english: String? = nil
    ) {
        self.deployment = deployment
        self.site = site
        self.division = division
        self.cell = cell
        self.token = token
        self.check = check
        self.url = url
        self.station = station
        self.stationPhone = stationPhone
        self.hotlines = hotlines
        self.footnote = footnote
        self.english = english
    }

    /// The address as people compare and type it: lower case up to the token, without `https://`.
    var address: String {
        guard let slash = url.lastIndex(of: "/") else { return url }
        let start = url[...slash].lowercased()
        return (start.hasPrefix("https://") ? String(start.dropFirst(8)) : start)
            + url[url.index(after: slash)...]
    }
}
