import Codes
import Crypto
import Matters

@testable import Posters

extension PosterContent {
    /// The poster of a community in 宝台镇, 雁江区; staff and telephone numbers are invented.
    static func sample(
        site: String = "书台社区", station: String = "宝台镇一站式矛盾纠纷多元化解平台", host: String = "MA.YANJIANG.GOV.CN",
        token: SiteToken = .numbered(1), english: Bool = false
    ) -> Self {
        var content = Self(
            deployment: "资阳市雁江区社会治理综合服务中心", site: site, division: "四川省资阳市雁江区宝台镇",
            cell: "512002100201001", token: token,
            check: CheckWords(of: token, key: SymmetricKey(data: Array(repeating: 7, count: 32))),
            url: "HTTPS://\(host)/S/\(token.text)", station: station,
            stationPhone: "028-2600 0000",
            hotlines: [
                .init(name: .init(zh: "紧急报警", en: "Police"), number: "110"),
                .init(name: .init(zh: "法律援助", en: "Legal advice"), number: "12348"),
                .init(name: .init(zh: "政务热线", en: "Government services"), number: "12345"),
            ], footnote: "海报 00017 号 · 2026年1月5日")
        content.isBilingual = english
        return content
    }

    /// The same with everything that a poster can have.
    static func full(site: String = "书台社区", station: String = "宝台镇一站式矛盾纠纷多元化解平台") -> Self {
        var content = sample(site: site, station: station, english: true)
        (content.worker, content.workerPhone) = ("古丽米热·买买提", "138-0000 0000")
        content.spoken = "703 342 631"
        // As long as a signed statement is.
        content.seal = String(repeating: "eyJhbGciOiJFZERTQSIs", count: 17)
        content.logo = .dot
        content.notice.contractor = "中国建筑第八工程局有限公司西南分公司"
        content.notice.minimumWage = "每月 2330 元（资阳市雁江区）"
        return content
    }
}

extension PosterImage {
    /// A grey disc of 64 dots, drawn by cairo.
    static let dot: PosterImage = {
        do {
            let canvas = try Canvas(width: 64, height: 64)
            try canvas.draw(.circle(x: 32, y: 32, radius: 30, .fill(.grey)))
            return try PosterImage(png: canvas.png())
        } catch {
            fatalError("\(error)")
        }
    }()
}

extension Drawing {
    /// Every text with its place on the page, pieces' too.
    var texts: [PosterElement.TextLine] {
        elements.flatMap { element -> [PosterElement.TextLine] in
            switch element {
            case .text(let line): [line]
            case .piece(let piece, _, _, _): piece.texts
            default: []
            }
        }
    }

    /// Codes with the place of their quiet zones, without pieces'.
    var codes: [(code: QRMatrix, quiet: Frame)] {
        elements.compactMap { element in
            guard case .code(let code, let x, let y, let size) = element else { return nil }
            let quiet = size / Double(code.side) * Double(QRMatrix.quietZone)
            return (code, Frame(x: x - quiet, y: y - quiet, width: size + 2 * quiet, height: size + 2 * quiet))
        }
    }
}

extension SiteToken {
    /// The same token for the same number in every run (SplitMix64).
    static func numbered(_ number: UInt64) -> Self {
        var word = number &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        word ^= word >> 31
        return Self(random: (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) })
    }
}
