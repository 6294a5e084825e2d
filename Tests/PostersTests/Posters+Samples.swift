import Codes
import Crypto

@testable import Posters

extension PosterContent {
    /// The poster of a community in 宝台镇, 雁江区; staff and telephone numbers are invented.
    static func sample(
        site: String = "书台社区", station: String = "宝台镇一站式矛盾纠纷多元化解平台", host: String = "MA.YANJIANG.GOV.CN",
        token: SiteToken = .numbered(1), english: String? = nil
    ) -> Self {
        Self(
            deployment: "资阳市雁江区社会治理综合服务中心", site: site, division: "四川省资阳市雁江区宝台镇",
            cell: "512002100201001", token: token,
            check: CheckWords(of: token, key: SymmetricKey(data: Array(repeating: 7, count: 32))),
            url: "HTTPS://\(host)/S/\(token.text)", station: station,
            stationPhone: "028-2600 0000",
            hotlines: [
                .init(name: "政务热线", number: "12345"), .init(name: "法律援助", number: "12348"),
                .init(name: "紧急报警", number: "110"),
            ], footnote: "海报 00017 号 · 2026年1月5日", english: english)
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

extension PosterLayout {
    var texts: [PosterElement.TextLine] {
        elements.compactMap { element in
            if case .text(let line) = element { line } else { nil }
        }
    }
}
