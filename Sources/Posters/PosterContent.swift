public import Codes
public import Matters

/// 海报: everything that one site's poster says, on whatever it is printed.
public struct PosterContent: Hashable, Sendable {
    /// A telephone number for those who cannot scan.
    public struct Hotline: Hashable, Sendable {
        /// In few words, such as 政务热线.
        public let name: Bilingual
        public let number: String

        public init(name: Bilingual, number: String) {
            self.name = name
            self.number = number
        }
    }

    /// Who runs it, such as 雁江区社会治理综合服务中心.
    public var deployment: String
    public var title = "码上访、马上办"
    public var subtitle = "扫一扫，说事情"
    /// English beside the Chinese, where there is room for it.
    public var isBilingual = false
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
    /// 网格员, under the name and the number that residents may know.
    public var worker: String?
    public var workerPhone: String?
    /// All of the deployment's; the first three of `printedHotlines` are printed.
    public var hotlines: [Hotline]
    /// 口令: the digits that stand for the site, for whoever calls, or types them, because they cannot scan.
    public var spoken: String?
    /// What the small code at the foot holds, for inspectors: who issued this poster, signed.
    public var seal: String?
    /// Small print at the foot, such as the poster's serial number and date.
    public var footnote: String
    /// The township's, beside the name of who runs it.
    public var logo: PosterImage?
    /// In the middle of the code, which then bears more damage (level H).
    public var emblem: PosterImage?
    /// What a construction site must tell its workers.
    public var notice = SiteNotice()

    /// What nobody who runs this will ever do, said on the wall, because stickers get pasted over with forged ones.
    static let promises = [
        Bilingual(zh: "从不收费", en: "Always free"),
        Bilingual(zh: "不要身份证银行卡", en: "No ID, no bank card"),
        Bilingual(zh: "不装应用", en: "No app to install"),
    ]
    static let english = "Scan to report a dispute or a problem. Free of charge; your name is optional."
    /// What a quarrel on a wall needs first: the number that answers for everything (国办发〔2020〕53号), legal advice,
    /// the police. Whatever else a deployment has comes after them.
    private static let firstHotlines = ["12345", "12348", "110"]

    public init(
        deployment: String, site: String, division: String, cell: String, token: SiteToken,
        check: CheckWords, url: String, station: String, stationPhone: String?, hotlines: [Hotline], footnote: String
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
    }

    /// The address as people compare and type it: lower case up to the token, without `https://`.
    var address: String {
        guard let slash = url.lastIndex(of: "/") else { return url }
        let start = url[...slash].lowercased()
        return (start.hasPrefix("https://") ? String(start.dropFirst(8)) : start)
            + url[url.index(after: slash)...]
    }

    /// The official domain alone: what tells a forged sticker, and what somebody types who has the spoken number.
    var domain: String {
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        return String(address[..<(address[start...].firstIndex(of: "/") ?? address.endIndex)])
    }

    /// What to compare and to type: with spoken digits the domain is enough, without them only the whole address leads
    /// here.
    var printedAddress: String { spoken == nil ? address : domain }

    /// For whoever cannot scan: what to do, and below it in large type the digits to read aloud, or the number to call.
    var helpWords: (first: String, second: String) {
        switch (helpline, spoken) {
        case (let line?, let digits?): ("扫不了？打 \(line)，报这个号", digits)
        case (nil, let digits?): ("扫不了？报这个号", digits)
        case (let line?, nil): ("扫不了？打电话也一样", line)
        case (nil, nil): ("扫不了？请到这里来说", "")
        }
    }

    /// The same for readers of English.
    var helpEnglish: String {
        switch (helpline, spoken) {
        case (let line?, .some): "Call \(line), read out this number"
        case (nil, .some): "Read out this number"
        case (.some, nil): "Or call this number"
        case (nil, nil): "Or come and see us"
        }
    }

    /// Type sizes in millimetres for an address, whose length is the deployment's: from `most` down to where a third
    /// is left.
    static func sizes(from most: Double) -> [Double] { (0...13).map { most * (1 - 0.05 * Double($0)) } }

    /// What a poster of this site tells apart from every other.
    var serial: String { "码号 \(token.grouped)　网格 \(cell)　\(footnote)" }

    /// The colour and the words as printed.
    var checkText: String { ([check.colour.name] + check.words.map(\.zh)).joined(separator: "　") }

    /// In the order of their use here.
    var printedHotlines: [Hotline] {
        Self.firstHotlines.compactMap { number in hotlines.first { $0.number == number } }
            + hotlines.filter { !Self.firstHotlines.contains($0.number) }
    }

    /// The number to call with the spoken digits; `nil` if the deployment has none at all.
    var helpline: String? { printedHotlines.first?.number }

    /// 网格员, in one line; `nil` if nobody is named.
    var workerText: String? {
        worker.map { name in (["网格员 \(name)"] + (workerPhone.map { ["电话 \($0)"] } ?? [])).joined(separator: "　") }
    }

    /// The station in charge, in one line.
    var stationText: String { ([station] + (stationPhone.map { ["电话 \($0)"] } ?? [])).joined(separator: "　") }

    /// The main code: level Q, which outdoors survives a tenth of it torn or bleached, and H where an emblem hides a
    /// part of it.
    func code() throws(QRMatrix.Failure) -> QRMatrix { try QRMatrix(url, level: emblem == nil ? .q : .h) }
}

extension PosterColour {
    fileprivate var name: String {
        switch self {
        case .red: "红色"
        case .blue: "蓝色"
        case .green: "绿色"
        case .purple: "紫色"
        case .brown: "棕色"
        case .teal: "青色"
        case .grey: "灰色"
        case .black: "黑色"
        }
    }
}
